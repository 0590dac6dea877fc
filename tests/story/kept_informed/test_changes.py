"""A customer with an open case is never left in the dark: what she reads, and when, at the rhythm of [updates]."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.pages import EMAIL, PASSWORD, log_in
from tests.phones import NIGHT, ORTIZ, House
from tests.story.conftest import DIRECTORY
from voiceline.actions import follow_up, keep_informed, lead_cause
from voiceline.actions import move_ticket as verbs
from voiceline.actions.keep_rhythm import ASK, UPDATE, next_update
from voiceline.domain.gsm7 import segments
from voiceline.domain.severity import Severity
from voiceline.store import accounts, causes
from voiceline.store.follow_ups import FollowUp

QUETZAL = "+50244440002"  # reads English
DANA, LEE = "+50255550101", "+50255550201"
RHYTHM = '\n[updates]\nP1 = "30m"\nP2 = "2h"\n'
INFORMED = DIRECTORY + RHYTHM


@pytest.fixture(autouse=True)
def _a_rhythm(house: House) -> None:
    house.rest()
    house.loads(INFORMED)


def at(day: int, clock: str) -> datetime:
    """A moment of November 2026 in Guatemala; the 24th is a Tuesday."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) + timedelta(hours=6)


def read(house: House, number: str = ORTIZ, since: datetime | None = None) -> list[tuple[str, str]]:
    """Everything this number was sent of our own accord, in order: (local time, words), each one segment long."""
    sent = [m for m in house.texts_to(number) if m.direction == "outbound-api" and (not since or m.created_at > since)]
    assert all(segments(m.body) == 1 for m in sent)
    return [(f"{m.created_at - timedelta(hours=6):%H:%M}", m.body) for m in sent]


def sleeps(house: House, clock: str, day: int = 24) -> None:
    house.sleeps_until(at(day, clock) + timedelta(seconds=55))


def reports(house: House, key: str = "1", number: str = ORTIZ) -> int:
    house.caller(number).dials().presses(key).hangs_up()
    return int(house.ticket().number)


def takes(house: House, name: str = "Lee") -> None:
    """He takes it, and has said that he is at it."""
    number = house.ticket().number
    house.engineer(name).texts(f"TOMO {number}")
    assert house.ticket().assignee == name.lower()
    house.does(lambda desk, ticket: ticket.record("reached", desk.now, name.lower()))


def link(house: House) -> str:
    return f"{house.line.settings.public_url}/c/{house.ticket().live_token}"


def promised(house: House, number: int = 101) -> str | None:
    with house.line.reading() as session:
        due_at = next_update(session, number)
    return f"{due_at - timedelta(hours=6):%a %H:%M}" if due_at else None


def pending(house: House) -> set[str]:
    with house.line.reading() as session:
        of_rhythm = select(FollowUp.kind).where(FollowUp.kind.in_((ASK, UPDATE)), FollowUp.state == "pending")
        return set(session.scalars(of_rhythm))


# --- a night ---


def test_a_night_of_a_critical_case_as_she_reads_it(house: House) -> None:
    reports(house)
    sleeps(house, "02:44")
    takes(house)
    sleeps(house, "03:39")
    house.engineer("Lee").texts("AVISO 101 Cambiamos el disco, falta probar")
    sleeps(house, "04:19")
    house.engineer("Lee").texts("RESUELTO 101 disco nuevo")
    sleeps(house, "06:00")
    house.caller().texts("SI")
    sleeps(house, "12:00")
    assert read(house) == [
        ("02:10", f"Caso 101 (critico) abierto. Le respondemos antes de las 02:25. Vea como va: {link(house)}"),
        ("02:40", "Caso 101: todavia no contesta ningun ingeniero; seguimos llamando. Proximo aviso 03:10."),
        ("02:44", "Le atiende Lee Pérez, caso 101, desde las 02:44. Proximo aviso 03:14."),
        ("03:14", "Caso 101: todavia sin novedad. Le atiende Lee Pérez. Proximo aviso 03:44."),
        ("03:39", "Lee Pérez, caso 101: Cambiamos el disco, falta probar"),
        ("04:09", "Caso 101: todavia sin novedad. Le atiende Lee Pérez. Proximo aviso 04:39."),
        (
            "04:19",
            f"Caso 101, resuelto: disco nuevo. ¿Ya funciona? Diga en {link(house)} o llame al +50256305476.",
        ),
    ]
    asked = [(when, words) for when, words in read(house, LEE) if "AVISO" in words]
    words = "Caso 101, proximo aviso al cliente: {}. Escriba AVISO 101 y una linea, o leera que no hay novedad."
    assert asked == [
        ("03:04", words.format("03:14")),
        ("03:34", words.format("03:44")),
        ("03:59", words.format("04:09")),
    ]
    assert house.ticket().status == "closed" and house.events().count("kept_informed") == 3


def test_the_same_night_in_english(house: House) -> None:
    house.loads(INFORMED.replace('phones = ["+50255550201"]', 'phones = ["+50255550201"]\nlanguage = "en"'))
    reports(house, number=QUETZAL)
    sleeps(house, "02:44")
    takes(house)
    sleeps(house, "03:20")
    house.does(verbs.work_around, "use till 2")
    sleeps(house, "03:50")
    assert read(house, QUETZAL) == [
        ("02:10", f"Case 101 (critical) is open. We will answer before 02:25. See how it goes: {link(house)}"),
        ("02:40", "Case 101: no engineer has answered yet; we keep calling. Next update 03:10."),
        ("02:44", "Lee Pérez has your case 101 since 02:44. Next update 03:14."),
        ("03:14", "Case 101: no news yet. Lee Pérez is on it. Next update 03:44."),
        ("03:20", "Case 101, a way around it while we solve it: use till 2. The case stays open."),
        (
            "03:50",
            "Case 101: still open, with the way around it that we gave you. Lee Pérez is on it. Next update 04:20.",
        ),
    ]
    assert ("03:40", read(house, LEE)[-1][1]) == read(house, LEE)[-1]
    assert read(house, LEE)[-1][1].startswith("Case 101, next update to the customer: 03:50. Write UPDATE 101")


def test_nobody_is_asked_for_a_line_while_nobody_has_it_and_nothing_rings_for_it(house: House) -> None:
    reports(house)
    assert pending(house) == {UPDATE} and promised(house) == "Tue 02:40"
    sleeps(house, "02:30")
    assert not any("AVISO" in words for _, words in [*read(house, DANA), *read(house, LEE)])
    takes(house)
    assert pending(house) == {ASK, UPDATE}
    legs = len(house.carrier.legs)
    sleeps(house, "03:31")
    assert [when for when, words in read(house, LEE) if "AVISO" in words] == ["02:50", "03:20"]
    assert len(house.carrier.legs) == legs


def test_the_machines_own_words_are_no_answer_of_a_person(house: House) -> None:
    reports(house)
    sleeps(house, "02:41")
    assert "told_customer" in house.events() and house.ticket().responded_at is None


# --- in business time ---


def test_a_high_case_over_closing_and_a_weekend(house: House) -> None:
    house.sleeps_until(at(27, "15:05"))  # a Friday
    reports(house, "2")
    takes(house)
    assert promised(house) == "Mon 08:05"
    sleeps(house, "09:00", 30)
    assert [(when, words) for when, words in read(house, LEE) if "AVISO" in words] == [
        (
            "16:55",
            "Caso 101, proximo aviso al cliente: lun 30/11 08:05. Escriba AVISO 101 y una linea, "
            "o leera que no hay novedad.",
        ),
    ]
    assert read(house)[1:] == [
        ("15:05", "Le atiende Lee Pérez, caso 101, desde las 15:05. Proximo aviso lun 30/11 08:05."),
        ("08:05", "Caso 101: todavia sin novedad. Le atiende Lee Pérez. Proximo aviso 10:05."),
    ]


# --- the engineer's line ---


def test_a_line_in_time_is_what_she_reads_and_the_next_is_counted_from_it(house: House) -> None:
    reports(house)
    takes(house)
    sleeps(house, "02:31")
    house.engineer("Lee").texts("AVISO 101 vamos por la mitad")
    assert promised(house) == "Tue 03:01"
    sleeps(house, "02:58")
    assert [words for _, words in read(house)][2:] == ["Lee Pérez, caso 101: vamos por la mitad"]


def test_a_line_too_late_is_read_all_the_same(house: House) -> None:
    reports(house)
    takes(house)
    sleeps(house, "02:40")
    house.engineer("Lee").texts("AVISO 101 vamos por la mitad")
    sleeps(house, "03:05")
    assert [each[0] for each in read(house)][2:] == ["02:40", "02:40"]
    assert "vamos por la mitad" in read(house)[-1][1] and promised(house) == "Tue 03:10"


def test_a_talk_is_worth_more_than_a_line(house: House) -> None:
    """While the two talk nobody is asked and she is told nothing; the rhythm goes on from the end of it."""
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    dana = house.engineer("Dana").rings(within=90).presses("1")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(dana)
    sleeps(house, "02:59")
    assert not any("novedad" in words for _, words in [*read(house), *read(house, DANA)])
    dana.hangs_up()
    house.time_passes(seconds=25)
    sleeps(house, "03:19")
    assert not any("novedad" in words for _, words in read(house))
    sleeps(house, "03:30")
    assert "todavia sin novedad. Le atiende Dana Cruz" in read(house)[-1][1]
    assert "AVISO 101" in read(house, DANA)[-1][1]


# --- whatever changes ---


def test_while_we_wait_for_her_she_is_not_told_that_nothing_is_new(house: House) -> None:
    reports(house)
    takes(house)
    house.does(verbs.ask_customer, "¿Desde qué hora?")
    house.time_passes(seconds=5)
    assert house.ticket().status == "waiting" and promised(house) is None and pending(house) == set()
    sleeps(house, "04:30")
    assert "Desde qu" in read(house)[-1][1]
    house.caller().dials().presses("3").hangs_up()
    assert promised(house) == "Tue 05:00" and pending(house) == {ASK, UPDATE}
    sleeps(house, "05:01")
    assert read(house)[-1][1].startswith("Caso 101: todavia sin novedad")


def test_solved_it_stands_still_and_opened_again_it_goes_on(house: House) -> None:
    reports(house)
    takes(house)
    sleeps(house, "02:19")
    house.does(verbs.resolve, "reinicio")
    assert promised(house) is None
    sleeps(house, "03:29")
    house.does(verbs.refuse)
    assert promised(house) == "Tue 03:59"
    sleeps(house, "03:59")
    assert read(house)[3:] == [
        ("03:29", "Su caso 101 vuelve a estar abierto. Seguimos con el. Proximo aviso 03:59."),
        ("03:59", "Caso 101: todavia no contesta ningun ingeniero; seguimos llamando. Proximo aviso 04:29."),
    ]


def test_her_own_no_is_answered_where_she_said_it_and_the_rhythm_goes_on(house: House) -> None:
    reports(house)
    takes(house)
    house.does(verbs.resolve, "reinicio")
    sleeps(house, "02:29")
    house.caller().texts("NO")
    assert house.ticket().status == "open" and promised(house) == "Tue 02:59"


def test_another_severity_has_its_own_rhythm_and_without_one_there_is_none(house: House) -> None:
    reports(house)
    takes(house)
    house.does(verbs.change_severity, Severity.P2, "hay alternativa")
    assert read(house)[-1][1].endswith("Proximo aviso 10:00.") and promised(house) == "Tue 10:00"
    house.time_passes(seconds=5)
    house.does(verbs.change_severity, Severity.P3, "es una pregunta")
    assert "Proximo" not in read(house)[-1][1]
    assert promised(house) is None and pending(house) == set()


def test_lost_by_him_she_is_told_and_again_who_has_it_then(house: House) -> None:
    reports(house)
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(minutes=11, seconds=10)  # forgotten: rung, and not reached within a minute
    assert house.ticket().status == "open" and pending(house) == {UPDATE}
    takes(house)
    assert read(house)[1:] == [
        ("02:10", "Le atiende Dana Cruz, caso 101, desde las 02:10. Proximo aviso 02:40."),
        ("02:21", "Caso 101: no localizamos a Dana Cruz y ya llamamos a otro ingeniero. Proximo aviso 02:51."),
        ("02:21", "Le atiende Lee Pérez, caso 101, desde las 02:21. Proximo aviso 02:51."),
    ]


def test_how_a_cause_stands_is_an_update_of_each_of_its_cases(house: House) -> None:
    reports(house)
    reports(house, number=QUETZAL)
    cause = house.does(lambda desk, ticket: lead_cause.open_cause(desk, "base de datos", ticket), number=101)

    def on_cause(act: Any) -> None:
        def held(desk: verbs.Desk, ticket: Any) -> None:
            found = causes.lock(desk.session, cause.id)
            assert found is not None
            act(desk, found, ticket)

        house.does(held, number=102)

    on_cause(lambda desk, found, ticket: lead_cause.link(desk, found, ticket))
    sleeps(house, "02:35")
    state = lead_cause.State("La base de datos vuelve a las 3.", "The database is back at 3.")
    on_cause(lambda desk, found, ticket: lead_cause.say_state(desk, found, state))
    assert (promised(house, 101), promised(house, 102)) == ("Tue 03:05", "Tue 03:05")
    sleeps(house, "03:00")
    assert read(house)[1:] == [("02:35", "Caso 101: La base de datos vuelve a las 3.")]
    assert read(house, QUETZAL)[1:] == [("02:35", "Case 102: The database is back at 3.")]


def test_a_customer_with_two_cases_of_a_cause_knows_of_both(house: House) -> None:
    reports(house)
    house.caller().dials().presses("1").presses("2").hangs_up()  # another one
    assert len(house.tickets()) == 2
    cause = house.does(lambda desk, ticket: lead_cause.open_cause(desk, "base de datos", ticket), number=101)
    sleeps(house, "02:30")

    def link_and_say(desk: verbs.Desk, ticket: Any) -> None:
        found = causes.lock(desk.session, cause.id)
        assert found is not None
        lead_cause.link(desk, found, ticket)
        lead_cause.say_state(desk, found, lead_cause.State("Vuelve a las 3.", "Back at 3."))

    house.does(link_and_say, number=102)
    assert (promised(house, 101), promised(house, 102)) == ("Tue 03:00", "Tue 03:00")
    assert [words for _, words in read(house) if "Vuelve" in words] == ["Caso 101: Vuelve a las 3."]


# --- what goes another way ---


def test_what_could_not_arrive_is_not_said_later_when_the_rhythm_has_its_own_word(house: House) -> None:
    reports(house)
    takes(house)
    house.carrier.undeliverable[ORTIZ] = 30003  # her phone is off
    sleeps(house, "02:45")
    house.carrier.undeliverable.clear()
    sleeps(house, "03:11")
    assert [when for when, words in read(house) if "sin novedad" in words] == ["02:40", "03:10"]
    assert promised(house) == "Tue 03:40" and house.events().count("kept_informed") == 2


def test_who_had_it_is_not_said_later_when_he_has_lost_it(house: House) -> None:
    """Her phone was off when he took it, and on again when somebody else has it."""
    reports(house)
    house.time_passes(seconds=5)
    house.carrier.undeliverable[ORTIZ] = 30003
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(minutes=9)
    house.does(lambda desk, ticket: ticket.lose(desk.now))
    house.carrier.undeliverable.clear()
    takes(house)
    house.time_passes(minutes=10)
    told = [words for when, words in read(house) if "Le atiende" in words and when > "02:15"]
    assert told == ["Le atiende Lee Pérez, caso 101, desde las 02:19. Proximo aviso 02:49."]


def test_what_is_said_later_promises_no_moment_that_may_be_over(house: House) -> None:
    reports(house)
    house.time_passes(seconds=5)
    house.carrier.undeliverable[ORTIZ] = 30003
    takes(house)
    house.time_passes(minutes=1)
    house.carrier.undeliverable.clear()
    sleeps(house, "02:21")
    assert read(house)[-1][1] == "Le atiende Lee Pérez, caso 101, desde las 02:10."


# --- directories ---


def test_another_rhythm_keeps_what_was_promised_and_goes_on_from_there(house: House) -> None:
    reports(house)
    takes(house)
    house.loads(INFORMED.replace("30m", "1h"))
    assert promised(house) == "Tue 02:40"
    sleeps(house, "02:40")
    assert read(house)[-1][1].endswith("Proximo aviso 03:40.")


def test_a_rhythm_that_comes_or_goes_reaches_cases_that_are_open(house: House) -> None:
    house.loads(DIRECTORY)
    reports(house)
    takes(house)
    assert promised(house) is None and read(house)[-1][1] == "Le atiende Lee Pérez, caso 101, desde las 02:10."
    house.loads(INFORMED)
    assert promised(house) == "Tue 02:40"
    house.loads(DIRECTORY)
    assert promised(house) is None
    sleeps(house, "04:00")
    assert len(read(house)) == 2


def test_who_can_get_no_message_is_promised_none_until_a_number_is_known(house: House) -> None:
    reports(house, number="+50222220009")  # a landline of nobody we know
    takes(house)
    assert promised(house) is None and read(house, LEE) == []
    sleeps(house, "03:30")
    assert "kept_informed" not in house.events()


# --- what may go wrong ---


def test_a_claim_that_dies_is_done_again_and_told_once(house: House) -> None:
    reports(house)
    takes(house)
    house.carrier.advance(30 * 60 + 5)
    for _ in range(2):  # done, and its process killed before it could say so
        keep_informed.update_customer(house.line, {}, 101)
    house.sweep()
    house.time_passes(seconds=5)
    assert [words for _, words in read(house) if "sin novedad" in words] == [
        "Caso 101: todavia sin novedad. Le atiende Lee Pérez. Proximo aviso 03:10."
    ]
    assert house.events().count("kept_informed") == 1 and promised(house) == "Tue 03:10"


def test_a_line_while_it_is_just_being_told_moves_it(house: House) -> None:
    """The worker has claimed it, and the engineer's line is committed first."""
    reports(house)
    takes(house)
    house.carrier.advance(30 * 60 + 5)

    def slow(line: Any, values: dict[str, Any], number: int | None) -> str:
        house.does(verbs.update, "ya casi", "mark")
        return keep_informed.update_customer(line, values, number)

    with house.line.reading() as session:
        row = session.query(FollowUp).filter_by(kind=UPDATE).one()
    told, follow_up.DEEDS[UPDATE] = follow_up.DEEDS[UPDATE], slow
    try:
        assert follow_up.follow_up(house.line, row.id)
    finally:
        follow_up.DEEDS[UPDATE] = told
    house.time_passes(seconds=5)
    assert not any("sin novedad" in words for _, words in read(house))
    assert promised(house) == "Tue 03:10" and UPDATE in pending(house)


def test_after_a_silence_of_the_line_it_is_one_text_and_nobody_is_asked_for_what_is_late(house: House) -> None:
    reports(house)
    takes(house)
    house.carrier.advance(100 * 60)
    house.sweep()
    house.time_passes(seconds=5)
    assert [words for _, words in read(house) if "sin novedad" in words] == [
        "Caso 101: todavia sin novedad. Le atiende Lee Pérez. Proximo aviso 04:20."
    ]
    assert not any("AVISO" in words for _, words in read(house, LEE))


def test_what_is_not_true_any_more_does_not_leave(house: House) -> None:
    """The carrier was down when it was due, and the case is solved by the time it answers."""
    reports(house)
    takes(house)
    sleeps(house, "02:39")
    house.carrier.faults.add("message-500", times=4)
    house.time_passes(seconds=20)
    house.does(verbs.resolve, "reinicio")
    sleeps(house, "02:55")
    assert not any("sin novedad" in words for _, words in read(house))
    assert "resuelto: reinicio" in read(house)[-1][1]


def test_a_line_is_not_asked_for_any_more_when_the_text_at_last_could_leave(house: House) -> None:
    reports(house)
    takes(house)
    sleeps(house, "02:29")
    house.carrier.faults.add("message-500", times=4)
    house.time_passes(seconds=20)
    house.does(verbs.resolve, "reinicio")
    sleeps(house, "02:55")
    assert "line_asked" in house.events()
    assert not any("AVISO" in words for _, words in read(house, LEE))


def test_its_moments_stand_on_the_cases_page(house: House) -> None:
    reports(house)
    takes(house)
    with house.line.transaction() as session:
        accounts.set_account(session, EMAIL, "viewer", PASSWORD, NIGHT)
    client = house.app.test_client()
    log_in(client)
    page = client.get("/admin/tickets/101").text
    assert "avisar al cliente cómo va" in page and "pedir una línea al ingeniero" in page
