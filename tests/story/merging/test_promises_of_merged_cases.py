"""The promises of both: the earlier report counts, a breach stays one, an answer is one, and the month counts each."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.phones import ORTIZ, House
from tests.story.merging.two import ADMIN, COMPANY, MARCO, merges, two_cases
from voiceline.actions.keep_clocks import respond
from voiceline.actions.move_ticket import rectify
from voiceline.domain.month_report import Answers
from voiceline.store import month_calls, month_promise, month_report, promise
from voiceline.store.calls import Call


def month(house: House) -> Answers:
    with house.line.reading() as session:
        return month_calls.answers(session, month_report.asked_of(date(2026, 11, 1), "America/Guatemala", None))


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


def test_since_when_he_has_it_is_told_with_its_day_after_midnight(house: House) -> None:
    house.sleeps_until(datetime(2026, 11, 25, 5, 40, tzinfo=UTC))  # Tuesday, 23:40 in Guatemala
    answered_then_graver(house)
    merges(house, 102, 101, "era la misma caída")
    house.time_passes(minutes=1)
    said = house.caller(MARCO).gets_text("Le atiende Dana Cruz, caso 101, desde las 23:4")
    assert "del mar 24/11." in said
