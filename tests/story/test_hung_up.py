"""Hung up before choosing: a word to whom we know, a case if the directory wants one, and nothing in the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.phones import NIGHT, ORTIZ, STRANGER, House
from tests.story.conftest import DIRECTORY
from voiceline.actions import follow_up
from voiceline.store.follow_ups import FollowUp
from voiceline.store.recordings import Recording

QUETZAL = "+50244440002"
WORD = "Vimos su llamada de las 02:10. Si es urgente, llame al +50256305476 y marque 1"


def opening(house: House, severity: str) -> None:
    house.loads(DIRECTORY.replace("[line]\n", f'[line]\nabandoned_opens = "{severity}"\n'))


def half_a_minute(house: House) -> None:
    house.time_passes(seconds=35)


def events(house: House) -> list[str]:
    return [event.kind for event in house.ticket().events]


@pytest.mark.parametrize("listens", [0, 1, 9])
def test_a_customer_who_hangs_up_gets_one_word_however_short_her_call(house: House, listens: int) -> None:
    ortiz = house.caller().dials().waits(listens).hangs_up()
    half_a_minute(house)
    assert ortiz.record.outcome == "abandoned" and house.tickets() == []
    ortiz.gets_text(WORD)


def test_a_leg_that_never_connected_is_a_call_that_somebody_made(house: House) -> None:
    from voiceline.actions import receive
    from voiceline.store import calls
    from voiceline.telephony.inbound import LegStatus

    row = {"sid": "CA1", "direction": "inbound", "from_number": ORTIZ, "to_number": "+50256305476", "notes": {}}
    rest = {"status": "ringing", "started_at": NIGHT, "language": "es", "script": "customer_line", "step": "welcome"}
    with house.line.transaction() as session:
        calls.arrive(session, {**row, **rest, "customer": "Banco Maya"})
        receive.inbound_status(session, LegStatus("CA1", "canceled", None, ORTIZ, ""), NIGHT)
    half_a_minute(house)
    house.told(ORTIZ, WORD)


def test_in_english_to_who_is_served_in_english(house: House) -> None:
    house.caller(QUETZAL).dials().hangs_up()
    half_a_minute(house)
    house.told(QUETZAL, "We saw your call at 02:10. If it is urgent, call +50256305476 and press 1")


def test_from_a_landline_her_contact_is_told(house: House) -> None:
    house.caller("+50223330001").dials().hangs_up()
    half_a_minute(house)
    house.told(ORTIZ, WORD)


def test_hang_ups_within_half_an_hour_are_one_word_and_a_later_one_is_another(house: House) -> None:
    for _ in range(3):
        house.caller().dials().hangs_up()
        house.time_passes(minutes=5)
    house.told(ORTIZ, WORD)
    assert len(house.texts_to(ORTIZ)) == 1
    house.time_passes(minutes=20)
    house.caller().dials().hangs_up()
    half_a_minute(house)
    house.told(ORTIZ, "Vimos su llamada de las 02:45")
    assert len(house.texts_to(ORTIZ)) == 2


def test_of_a_stranger_or_a_number_that_proves_nothing_the_log_is_all_there_is(house: House) -> None:
    opening(house, "P2")
    for number in (STRANGER, "anonymous", "+50256305476"):
        caller = house.caller(number).dials().waits(5).hangs_up()
        half_a_minute(house)
        assert caller.record.outcome == "abandoned"
    assert house.tickets() == []


def test_a_forwarder_s_number_is_nobody_s(house: House) -> None:
    leg = house.carrier.dial(ORTIZ, forwarded_from=ORTIZ)
    house.work()
    house.carrier.hang_up(leg)
    half_a_minute(house)
    assert not house.texts_to(ORTIZ)


def test_who_calls_again_and_chooses_has_nothing_more_to_hear_of_it(house: House) -> None:
    opening(house, "P3")
    house.rest()
    house.caller().dials().hangs_up()
    house.time_passes(seconds=10)
    house.caller().dials().presses("1").hears("Su caso es").hangs_up()
    half_a_minute(house)
    assert len(house.tickets()) == 1 and "hung_up" not in events(house)
    assert not [m for m in house.texts_to(ORTIZ) if "Vimos su llamada" in m.body]
    house.engineer("Dana").is_rung()


def test_who_is_on_the_line_again_is_left_alone(house: House) -> None:
    house.caller().dials().hangs_up()
    house.time_passes(seconds=5)
    again = house.caller().dials()
    half_a_minute(house)
    assert not house.texts_to(ORTIZ)
    again.presses("3")
    house.time_passes(seconds=20)


# --- a case to call her back ---


def test_a_p3_to_call_back_has_her_first_ring_as_its_beginning_and_rings_nobody(house: House) -> None:
    opening(house, "P3")
    ortiz = house.caller().dials().waits(8).hangs_up()
    half_a_minute(house)
    ticket = house.ticket()
    assert (ticket.severity, ticket.customer, ticket.contact) == ("P3", "Banco Maya", ORTIZ)
    assert ticket.opened_at == NIGHT and ticket.summary.startswith("Colgó antes de elegir")
    assert ticket.response_due_at == NIGHT + timedelta(hours=6, minutes=50)  # 09:00, an hour after opening
    assert ortiz.record.outcome == "abandoned" and ortiz.record.ticket_number == ticket.number
    ortiz.gets_text("Vimos su llamada de las 02:10: caso 101, le llamamos antes de las 09:00")


def test_a_p2_to_call_back_rings_whoever_is_on_call(house: House) -> None:
    opening(house, "P2")
    house.rest(legs=False, texts=True)
    house.caller().dials().hangs_up()
    half_a_minute(house)
    dana = house.engineer("Dana").is_rung().rings().hears("Caso 1, 0, 1, alto, de Banco Maya")
    dana.presses("1").hears("no está en la línea")
    assert house.ticket().response_due_at == NIGHT + timedelta(minutes=30)


def test_hang_ups_that_follow_join_the_case_without_another_word(house: House) -> None:
    opening(house, "P3")
    house.caller().dials().hangs_up()
    house.time_passes(minutes=20)
    again = house.caller().dials().hangs_up()
    house.time_passes(minutes=20)
    third = house.caller().dials().hangs_up()  # twenty minutes after the second: still one
    half_a_minute(house)
    assert len(house.tickets()) == 1 and events(house).count("hung_up") == 2
    assert again.record.ticket_number == third.record.ticket_number == 101
    house.told(ORTIZ, "Vimos su llamada")
    assert len(house.texts_to(ORTIZ)) == 1


def test_a_hang_up_while_her_own_case_is_young_is_noted_on_it(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=2)
    house.caller().dials().hangs_up()
    half_a_minute(house)
    assert len(house.tickets()) == 1 and "hung_up" in events(house)
    assert not [m for m in house.texts_to(ORTIZ) if "Vimos" in m.body]


def test_words_that_come_late_open_the_case_and_nothing_else_follows(house: House) -> None:
    opening(house, "P3")
    house.rest()
    house.caller().dials().presses("7").presses("7").presses("7").says("auxilio", seconds=3).hangs_up()
    half_a_minute(house)
    assert [t.severity for t in house.tickets()] == ["P1"]
    assert not [m for m in house.texts_to(ORTIZ) if "Vimos" in m.body]


def test_with_her_phone_out_of_reach_nothing_is_lost(house: House) -> None:
    house.carrier.undeliverable[ORTIZ] = 30003
    house.rest()
    house.caller().dials().hangs_up()
    half_a_minute(house)
    house.time_passes(seconds=5)
    house.caller().dials().presses("1").hears("Su caso es 1, 0, 1")


def test_followed_in_the_same_instant_four_hang_ups_are_still_one_case(house: House) -> None:
    opening(house, "P3")
    for _ in range(4):
        house.caller().dials().hangs_up()
    house.carrier.advance(31)
    with house.line.reading() as session:
        owed = list(session.scalars(select(FollowUp.id).where(FollowUp.kind == "abandoned")))
    ready = Barrier(len(owed))

    def follow(number: int) -> bool:
        ready.wait(10)
        return follow_up.follow_up(house.line, number)

    with ThreadPoolExecutor(len(owed)) as pool:
        assert list(pool.map(follow, owed)) == [True] * 4
    house.work()
    assert len(house.tickets()) == 1 and events(house).count("hung_up") == 3
    house.told(ORTIZ, "Vimos su llamada")
    assert len(house.texts_to(ORTIZ)) == 1


def test_what_she_had_begun_to_say_goes_with_the_case(house: House) -> None:
    """As long as the case is open nobody purges it, and whoever calls her back hears it."""
    opening(house, "P3")
    ortiz = house.caller().dials()
    for _ in range(3):
        ortiz.presses("7")
    ortiz.says("oiga", seconds=1).hangs_up()
    assert ortiz.record.outcome == "abandoned"
    half_a_minute(house)
    with house.line.reading() as session:
        recording = session.scalars(select(Recording)).one()
    assert recording.ticket_number == house.ticket().number == ortiz.record.ticket_number
    ortiz.gets_text("caso 101")
