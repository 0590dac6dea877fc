"""Claims that die, silences of the line, words that are not true any more."""

from typing import Any

from tests.pages import EMAIL, PASSWORD, log_in
from tests.phones import NIGHT, House
from tests.story.kept_informed.rhythm import LEE, pending, promised, read, reports, sleeps, takes
from voiceline.actions import follow_up, keep_informed
from voiceline.actions import move_ticket as verbs
from voiceline.actions.keep_rhythm import UPDATE
from voiceline.store import accounts
from voiceline.store.follow_ups import FollowUp


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
