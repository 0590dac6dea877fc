"""Two cases of one customer become one, from the page; nothing of either is lost, and somebody is really at it."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.phones import ORTIZ, House
from tests.story.conftest import DIRECTORY
from tests.story.test_sending import Mailbox, the_line_has
from voiceline.actions import lead_cause
from voiceline.actions.keep_clocks import respond
from voiceline.actions.merge_cases import CannotMergeError, merge
from voiceline.actions.move_ticket import Desk, rectify, reopen, update
from voiceline.domain.month_report import Answers
from voiceline.store import directory, month_calls, month_promise, month_report, promise, tickets
from voiceline.store.calls import Call

ADMIN = "rosa@example.com"
MARCO = "+50244440009"
NORA = "+50244440010"
COMPANY = DIRECTORY.replace('"+50223330001"]', f'"+50223330001", "{MARCO}", "{NORA}"]')
CONTACT = """
[[customers.contacts]]
name = "Rosa Ortiz"
mobile = "+50244440001"
"""
BY_MAIL = """
[[customers.contacts]]
name = "Marta Sol"
email = "marta@example.com"
"""


def merges(house: House, number: int, into: int, reason: str = "", by: str = ADMIN) -> Any:
    with house.line.transaction() as session:
        version, book = directory.current(session)
        merge(Desk(session, book, version, by, house.line.now()), number, into, reason)
    house.work()


def month(house: House) -> Answers:
    with house.line.reading() as session:
        return month_calls.answers(session, month_report.asked_of(date(2026, 11, 1), "America/Guatemala", None))


def two_cases(house: House) -> None:
    """Ms. Ortiz reports a P1, Dana takes it; four minutes later she says it is another: 102."""
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(minutes=4)
    house.caller().dials().presses("1").presses("2").hangs_up()
    assert [each.number for each in house.tickets()] == [101, 102]


def test_merged_while_the_phone_rings_it_falls_silent_and_rings_again_for_the_one_that_goes_on(house: House) -> None:
    two_cases(house)
    house.engineer("Dana").will_be_rung().rings().hears("Caso 1, 0, 1").presses("2").hangs_up()  # she called again
    first = house.engineer("Dana").will_be_rung()
    house.time_passes(seconds=5)
    merges(house, 102, 101, "es la misma caída")
    house.time_passes(seconds=3)
    gone = house.ticket(102)
    assert (gone.status, gone.closed_as, gone.merged_into) == ("closed", "merged", 101)
    assert first.leg.status == "canceled"
    dana = house.engineer("Dana").will_be_rung(within=20).rings()
    dana.hears("Caso 1, 0, 1").hears("los dos casos son uno").presses("2").hangs_up()
    house.time_passes(minutes=5)
    assert (house.ticket(101).status, house.ticket(101).assignee) == ("acknowledged", "dana")
    text = house.caller().gets_text("Su caso 102 queda unido al 101")
    assert "/c/" in text and len([m for m in house.texts_to(ORTIZ) if "queda unido" in m.body]) == 1


def test_whoever_does_not_answer_for_the_merged_one_loses_it_to_the_policy(house: House) -> None:
    two_cases(house)
    merges(house, 102, 101, "es la misma caída")
    house.time_passes(minutes=3)
    assert any(each.kind == "lost" for each in house.ticket(101).events)
    assert house.ticket(101).wants_somebody or house.ticket(101).round >= 1


def test_one_on_a_leg_for_the_merged_case_takes_the_one_that_goes_on(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana").rings()
    house.caller().dials().presses("1").presses("2").hangs_up()
    merges(house, 101, 102)
    dana.presses("1").hears("1, 0, 2")
    assert (house.ticket(102).status, house.ticket(102).assignee) == ("acknowledged", "dana")
    assert house.ticket(101).merged_into == 102


def test_her_next_words_join_the_case_that_goes_on(house: House) -> None:
    two_cases(house)
    merges(house, 102, 101, "es la misma caída")
    house.engineer("Dana").will_be_rung(within=20).rings().presses("2").hangs_up()
    house.caller().texts("ahora tampoco entra el correo interno")
    said = [each.detail.get("text") for each in house.ticket(101).events if each.kind == "described"]
    assert "ahora tampoco entra el correo interno" in said
    assert [each.number for each in house.tickets()] == [101, 102]


def test_the_link_of_the_merged_one_leads_to_the_other(house: House) -> None:
    two_cases(house)
    merges(house, 102, 101, "es la misma caída")
    page = house.app.test_client().get(f"/c/{house.ticket(102).live_token}").text
    assert "101" in page and "El caso 102 quedó unido a este" in page


def test_an_engineers_command_for_the_merged_one_is_done_to_the_other(house: House) -> None:
    two_cases(house)
    merges(house, 102, 101, "es la misma caída")
    house.engineer("Dana").texts("NOTA 102 revisar el balanceador")
    assert any(each.kind == "noted" for each in house.ticket(101).events)


def test_a_caller_on_hold_goes_with_her_case(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(minutes=2)
    ortiz = house.caller().dials().presses("1").presses("2").says_and_ends("otra cosa")
    ortiz.waits_until("queue")
    merges(house, 102, 101, "es la misma caída")
    dana = house.engineer("Dana").will_be_rung(within=20).rings().presses("1").waits(8)
    ortiz.is_talking_to(dana)


def test_the_earliest_report_counts_at_each_severity_and_a_breach_stays_one(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=16)
    missed = house.ticket(101)
    assert missed.response_breached_at is not None
    house.caller().dials().presses("2").presses("2").hangs_up()
    assert house.ticket(102).severity == "P2"
    merges(house, 101, 102, "es la misma caída")
    one = house.ticket(102)
    assert (one.severity, one.status) == ("P1", "open")
    assert one.opened_at == missed.opened_at
    assert one.response_due_at == missed.response_due_at
    assert one.response_breached_at == missed.response_breached_at
    house.engineer("Dana").will_be_rung(within=60)


def test_an_answer_to_either_is_one_and_in_time_by_the_earlier_clock(house: House) -> None:
    two_cases(house)
    assert house.ticket(101).responded_at is not None
    merges(house, 101, 102, "es la misma caída")
    one = house.ticket(102)
    assert one.responded_at == house.ticket(101).responded_at and one.response_breached_at is None
    assert one.response_due_at - one.opened_at == timedelta(minutes=15)
    assert (one.status, one.assignee) == ("acknowledged", "dana")


def test_two_urgent_cases_are_never_silently_one(house: House) -> None:
    two_cases(house)
    with pytest.raises(CannotMergeError, match="merge_reason_wanted"):
        merges(house, 102, 101)
    with pytest.raises(CannotMergeError, match="merge_with_itself"):
        merges(house, 102, 102, "x")
    with pytest.raises(CannotMergeError, match="merge_unknown"):
        merges(house, 102, 999, "x")
    house.caller("+50244440002").dials().presses("1").hangs_up()
    with pytest.raises(CannotMergeError, match="merge_not_same_customer"):
        merges(house, 103, 101, "x")
    merges(house, 102, 101, "es la misma caída")
    for number, into in ((102, 101), (101, 102)):
        with pytest.raises(CannotMergeError):
            merges(house, number, into, "x")
    assert house.ticket(103).status == "open"


def test_a_colleague_who_reported_the_same_is_told_along_from_then_on(house: House) -> None:
    house.rest()
    house.loads(COMPANY)
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    marco = house.caller(MARCO)
    marco.dials().presses("1").presses("2").hangs_up()
    assert house.ticket().contact == MARCO
    merges(house, 102, 101, "es la misma caída")
    marco.gets_text("Su caso 102 queda unido al 101")
    assert not any("queda unido" in each.body for each in house.texts_to(ORTIZ))
    house.does(update, "ya casi", "m1", by="dana", number=101)
    marco.gets_text("Dana Cruz, caso 101: ya casi")
    house.caller().gets_text("Dana Cruz, caso 101: ya casi")


def test_a_breach_that_was_never_excused_shows_no_others_excuse(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.caller().dials().presses("1").presses("2").hangs_up()
    house.caller().dials().presses("1").presses("2").hangs_up()
    house.time_passes(minutes=16)
    house.does(rectify, "response", "el cliente pidió esperar", by=ADMIN, number=101)
    merges(house, 101, 102, "es la misma caída")
    missed = house.ticket(102)
    assert missed.response_breached_at is not None and missed.rectified == {}
    house.does(rectify, "response", "el cliente pidió esperar", by=ADMIN, number=102)
    merges(house, 103, 102, "es la misma caída")
    assert house.ticket(102).rectified == {}


def test_an_excuse_goes_with_the_only_breach_there_is(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=16)
    house.does(rectify, "response", "el cliente pidió esperar", by=ADMIN, number=101)
    house.caller().dials().presses("1").presses("2").hangs_up()
    merges(house, 101, 102, "es la misma caída")
    assert house.ticket(102).rectified["response"]["reason"] == "el cliente pidió esperar"


def test_an_excuse_taken_along_is_not_undone_by_the_same_clock(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=16)
    house.does(rectify, "response", "el cliente pidió esperar", by=ADMIN, number=101)
    house.caller().dials().presses("1").presses("2").hangs_up()
    merges(house, 101, 102, "es la misma caída")
    house.time_passes(minutes=20)
    assert "response" in house.ticket(102).rectified
    assert "breached" not in [each.kind for each in house.ticket(102).events]


def test_of_two_breaches_the_one_without_an_excuse_is_told(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=3)
    house.caller().dials().presses("1").presses("2").hangs_up()
    house.time_passes(minutes=20)
    house.does(rectify, "response", "el cliente pidió esperar", by=ADMIN, number=102)
    due = house.ticket(101).response_breached_at
    assert due < house.ticket(102).response_breached_at
    merges(house, 101, 102, "es la misma caída")
    assert house.ticket(102).rectified == {} and house.ticket(102).response_breached_at == due


def test_a_wait_for_her_on_one_case_stops_no_clock_that_ran_on_the_other(house: House) -> None:
    two_cases(house)
    house.engineer("Dana").will_be_rung()
    alone = house.ticket(102).resolution_due_at
    house.does(lambda desk, ticket: ticket.wait(desk.now), number=101)
    house.carrier.advance(2 * 3600)
    merges(house, 102, 101, "es la misma caída")
    one = house.ticket(101)
    assert one.status == "acknowledged" and one.resolution_due_at <= alone
    assert one.resolution_due_at == one.opened_at + timedelta(hours=4)


def test_a_wait_before_the_other_was_reported_is_kept(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.does(lambda desk, ticket: ticket.wait(desk.now), number=101)
    house.carrier.advance(2 * 3600)
    house.caller().dials().presses("1").presses("2").hangs_up()
    assert house.ticket(101).status == "acknowledged", "she has spoken"
    due = house.ticket(101).resolution_due_at
    merges(house, 102, 101, "es la misma caída")
    assert house.ticket(101).resolution_due_at == due > house.ticket(101).opened_at + timedelta(hours=5)


def test_an_unanswered_call_stays_in_the_months_figures_whatever_it_is_merged_into(house: House) -> None:
    house.rest()
    house.caller().texts("hola", channel="whatsapp").texts("1", channel="whatsapp")
    house.caller().dials().presses("1").presses("2").hangs_up()
    assert [each.channel for each in house.tickets()] == ["whatsapp", "voice"]
    assert month(house).all.ways == {"nobody": 1}
    merges(house, 102, 101, "es lo mismo")
    assert month(house).all.ways == {"nobody": 1}
    with house.line.reading() as session:
        asked = month_report.asked_of(date(2026, 11, 1), "America/Guatemala", None)
        listed = month_promise.cases(session, asked, month_promise.Which(way="nobody"), 0, 100)
    assert [each.number for each in listed] == [102]


def test_a_talk_before_the_merge_is_one_and_each_call_waits_from_its_own_first_ring(house: House) -> None:
    house.rest()
    ortiz = house.caller().dials()
    ortiz.presses("1").says_and_ends("se cayó todo").waits_until("queue")
    dana = house.engineer("Dana").rings().presses("1").waits(8)
    ortiz.is_talking_to(dana)
    waited = month(house).all.worst
    dana.hangs_up()
    ortiz.hangs_up()
    house.time_passes(minutes=4)
    house.caller().dials().presses("1").presses("2").hangs_up()
    assert month(house).all.ways == {"on_her_call": 1, "nobody": 1}
    merges(house, 101, 102, "es la misma caída")
    found = month(house).all
    assert found.ways == {"on_her_call": 1, "nobody": 1}, "her second call came after that talk"
    assert found.worst == waited
    house.time_passes(minutes=1)
    house.rest()
    again = house.caller().dials().presses("1")
    again.presses("1").waits_until("queue")
    again.is_talking_to(house.engineer("Dana").will_be_rung(within=60).rings().presses("1").waits(8))
    found = month(house).all
    assert found.ways == {"on_her_call": 2} and waited is not None and found.worst is not None
    talked, rang = house.call(again.leg).joined_at, opened_at(house, 102)
    assert found.worst == talked - rang, "not since the first case was reported"


def opened_at(house: House, number: int) -> Any:
    """When the call began that opened this case, whatever that has taken up since."""
    with house.line.reading() as session:
        hers = select(Call).where(Call.direction == "inbound", Call.engineer.is_(None), Call.ticket_number == number)
        return session.scalars(hers.order_by(Call.started_at)).first().started_at


def test_of_two_answers_the_earlier_is_the_one_with_how_it_was_given(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.caller().dials().presses("1").presses("2").hangs_up()
    house.time_passes(seconds=5)
    for number, how in ((101, "joined"), (102, "key")):
        house.does(lambda desk, ticket, how: respond(desk.session, ticket, desk.now, how), how, number=number)
        house.time_passes(seconds=30)
    first = house.ticket(101).responded_at
    assert first < house.ticket(102).responded_at
    merges(house, 101, 102, "es la misma caída")
    assert house.ticket(102).responded_at == first
    with house.line.reading() as session:
        assert promise.how_answered(session, 102) == "joined"
    house.caller().dials().presses("1").presses("2").hangs_up()
    house.time_passes(seconds=5)
    house.does(lambda desk, ticket, how: respond(desk.session, ticket, desk.now, how), "key", number=103)
    merges(house, 103, 102, "es la misma caída")
    assert house.ticket(102).responded_at == first, "a later answer of the other changes nothing"


def test_parted_again_its_people_hear_of_their_own_case_only(house: House) -> None:
    house.rest()
    house.loads(COMPANY)
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    for number in (MARCO, NORA):
        house.caller(number).dials().presses("1").presses("2").hangs_up()
    merges(house, 103, 102, "es la misma caída")
    merges(house, 102, 101, "es la misma caída")
    assert house.ticket(101).also_told == [MARCO, NORA]
    house.does(reopen, "es otra falla", by=ADMIN, number=102)
    assert house.ticket(101).also_told == [NORA] and house.ticket(102).also_told == []
    assert house.ticket(103).merged_into == 101
    assert [(each.by, each.detail) for each in house.ticket(101).events if each.kind == "parted"] == [
        (ADMIN, {"case": 102})
    ]
    house.work()
    house.does(update, "ya casi", "m1", by="dana", number=101)
    house.caller(NORA).gets_text("caso 101: ya casi")
    assert not any("caso 101: ya casi" in each.body for each in house.texts_to(MARCO))
    page = house.app.test_client().get(f"/c/{house.ticket(101).live_token}").text
    assert "El caso 102 ya no va con este" in page


def test_whoever_is_told_along_can_be_written_to_where_the_case_has_no_number_of_its_own(house: House) -> None:
    house.rest()
    house.loads(COMPANY.replace(CONTACT, ""))
    house.caller("+50223330001").dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    assert not house.does(update, "ya casi", "m1", by="dana", number=101)
    house.caller(MARCO).dials().presses("1").presses("2").hangs_up()
    merges(house, 102, 101, "es la misma caída")
    assert house.does(update, "ya casi", "m2", by="dana", number=101)
    house.caller(MARCO).gets_text("Dana Cruz, caso 101: ya casi")


def from_a_landline(house: House) -> None:
    """Ms. Ortiz reports 101 by her mobile; 102 comes from the company's landline, and Marta has no phone of her own."""
    house.rest()
    house.loads(DIRECTORY.replace(CONTACT, BY_MAIL))
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.caller("+50223330001").dials().presses("1").presses("2").hangs_up()


def test_whoever_is_known_by_e_mail_alone_is_told_along_so(house: House) -> None:
    sent: list[str] = []
    the_line_has(house, smtp_url="smtp://mail.example.com", mail_from="linea@example.com")
    house.line.__dict__["mail"] = Mailbox(sent)
    from_a_landline(house)
    merges(house, 102, 101, "es la misma caída")
    house.time_passes(seconds=3)
    sent.clear()
    house.does(update, "ya casi", "m1", by="dana", number=101)
    house.time_passes(seconds=3)
    house.caller().gets_text("caso 101: ya casi")
    assert sent == ["marta@example.com"]
    house.does(reopen, "es otra falla", by=ADMIN, number=102)
    assert house.ticket(101).also_told == []


def test_whoever_is_known_by_e_mail_alone_hears_of_a_cause_once(house: House) -> None:
    sent: list[str] = []
    the_line_has(house, smtp_url="smtp://mail.example.com", mail_from="linea@example.com")
    house.line.__dict__["mail"] = Mailbox(sent)
    from_a_landline(house)
    with house.line.transaction() as session:
        version, book = directory.current(session)
        desk = Desk(session, book, version, "dana", house.line.now())
        first, second = tickets.lock_all(session, [101, 102])
        cause = lead_cause.open_cause(desk, "enlace caído", first)
        lead_cause.link(desk, cause, second)
    merges(house, 102, 101, "es la misma caída")
    house.caller("+50223330001").dials().presses("1").presses("2").hangs_up()
    house.time_passes(seconds=3)
    sent.clear()
    with house.line.transaction() as session:
        version, book = directory.current(session)
        desk = Desk(session, book, version, "dana", house.line.now())
        held = session.get(type(cause), cause.id)
        lead_cause.link(desk, held, tickets.lock(session, 103))
        lead_cause.say_state(desk, held, lead_cause.State("se cambia un disco", "a disk is being changed"))
    house.time_passes(seconds=3)
    assert sent == ["marta@example.com"]


def test_told_along_of_one_case_she_hears_of_its_cause_once(house: House) -> None:
    house.rest()
    house.loads(COMPANY)
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    marco = house.caller(MARCO)
    marco.dials().presses("1").presses("2").hangs_up()
    merges(house, 102, 101, "es la misma caída")
    marco.dials().presses("1").presses("2").hangs_up()
    assert house.ticket(103).contact == MARCO
    with house.line.transaction() as session:
        version, book = directory.current(session)
        desk = Desk(session, book, version, "dana", house.line.now())
        first, third = tickets.lock_all(session, [101, 103])
        cause = lead_cause.open_cause(desk, "enlace caído", first)
        lead_cause.link(desk, cause, third)
        lead_cause.say_state(desk, cause, lead_cause.State("se cambia un disco", "a disk is being changed"))
    house.work()
    assert len([each for each in house.texts_to(MARCO) if "se cambia un disco" in each.body]) == 1


def answered_then_graver(house: House) -> None:
    """Ms. Ortiz reports a P2 and talks to Dana; within the hour her colleague reports that nothing works: 102."""
    house.rest()
    house.loads(COMPANY)
    ortiz = house.caller().dials().presses("2").says_and_ends("está lento")
    ortiz.waits_until("queue")
    dana = house.engineer("Dana").will_be_rung(within=60).rings().presses("1").waits(8)
    ortiz.is_talking_to(dana)
    ortiz.hangs_up()
    house.time_passes(minutes=40)
    assert house.ticket(101).responded_at is not None
    house.caller(MARCO).dials().presses("1").hangs_up()
    assert (house.ticket(102).severity, house.ticket(102).responded_at) == ("P1", None)
    house.time_passes(seconds=30)


@pytest.mark.parametrize(("number", "into"), [(102, 101), (101, 102)])
def test_an_answer_to_the_lesser_report_is_none_to_the_graver_that_came_after_it(
    house: House, number: int, into: int
) -> None:
    answered_then_graver(house)
    reported = house.ticket(102).opened_at
    merges(house, number, into, "era la misma caída")
    one = house.ticket(into)
    assert one.severity == "P1" and one.response_due_at == reported + timedelta(minutes=15)
    house.time_passes(minutes=1)
    house.caller(MARCO).gets_text("Le atiende Dana Cruz, caso")
    one = house.ticket(into)
    assert one.responded_at > reported and one.response_breached_at is None


@pytest.mark.parametrize(("number", "into"), [(102, 101), (101, 102)])
def test_a_graver_report_that_nobody_answers_is_missed_whatever_it_was_merged_with(
    house: House, number: int, into: int
) -> None:
    answered_then_graver(house)
    house.carrier.undeliverable.update({ORTIZ: 30003, MARCO: 30003})
    merges(house, number, into, "era la misma caída")
    house.time_passes(minutes=20)
    one = house.ticket(into)
    assert one.responded_at is None and one.response_breached_at == one.response_due_at


def test_a_second_report_of_the_same_gravity_asks_for_no_second_first_answer(house: House) -> None:
    two_cases(house)
    first = house.ticket(101)
    merges(house, 102, 101, "es la misma caída")
    house.time_passes(minutes=20)
    one = house.ticket(101)
    assert one.responded_at == first.responded_at and one.response_breached_at is None
    assert house.ticket(102).responded_at is None, "on its own page it stands as it was"
