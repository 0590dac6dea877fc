"""One cause, many cases: who is rung for them. No ring of a policy is ever withheld; one more may be added."""

from typing import Any

import pytest

from tests.phones import ORTIZ, STRANGER, House
from tests.story.test_flood import EXCHANGE, QUETZAL, calls, leads, opens_cause
from voiceline.actions import lead_cause


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def lee_has_the_first(house: House) -> Any:
    """Dana's phones are off; Lee takes 101 and hangs up; then Dana is back."""
    for phone in ("+50255550101", "+50255550102"):
        house.carrier.phones[phone] = "unreachable"
    house.caller(STRANGER).dials().presses("1").hangs_up()
    lee = house.engineer("Lee").will_be_rung(within=30).rings().presses("1").hears("es suyo")
    lee.hangs_up()
    for phone in ("+50255550101", "+50255550102"):
        house.carrier.phones[phone] = "person"
    opens_cause(house, first=101)
    return lee


def test_who_has_the_first_is_rung_at_once_for_a_linked_one_and_the_policy_rings_on(house: House) -> None:
    lee = lee_has_the_first(house)
    ortiz = house.caller().dials().presses("1")
    house.engineer("Dana").is_rung(on=1)
    lee.is_not_rung()
    ortiz.presses("1")
    lee.is_rung()
    house.engineer("Dana").is_rung(on=1)
    ortiz.hangs_up()
    lee.rings().hears("Caso 1, 0, 2").presses("1").hears("es suyo")
    house.time_passes(seconds=2)
    house.engineer("Dana").is_not_rung()
    assert house.ticket(102).assignee == "lee"


def test_if_he_does_not_answer_nothing_is_withheld(house: House) -> None:
    lee = lee_has_the_first(house)
    house.caller().dials().presses("1").presses("1").hangs_up()
    lee.is_rung()
    lee.rejects()
    dana = house.engineer("Dana").is_rung(on=1)
    dana.will_be_rung(on=2, within=40).rings().presses("1").hears("es suyo")
    assert house.ticket(102).assignee == "dana"


def test_half_an_hour_after_he_took_it_nobody_is_rung_beside_the_policy(house: House) -> None:
    lee = lee_has_the_first(house)
    house.does(lambda desk, held: held.record("reached", desk.now, "lee"), number=101)
    house.time_passes(minutes=31)
    house.caller().dials().presses("1").presses("1").hangs_up()
    lee.is_not_rung()
    house.engineer("Dana").is_rung(on=1)


def three_calls(house: House) -> None:
    for number in (ORTIZ, QUETZAL, EXCHANGE):
        calls(house, number).hangs_up()


def test_one_ring_and_one_key_for_several_cases(house: House) -> None:
    lee = lee_has_the_first(house)
    three_calls(house)
    rung = [leg for leg in house.carrier.legs if leg.to == lee.number]
    lee.rings().hears("Caso 1, 0, 2").hears("Con 1 toma además el 1, 0, 3 y el 1, 0, 4, de la misma causa").presses("1")
    assert [t.assignee for t in house.tickets()] == ["lee"] * 4
    lee.hangs_up()
    house.time_passes(seconds=5)
    house.engineer("Dana").is_not_rung()
    lee.is_not_rung()
    assert len([leg for leg in house.carrier.legs if leg.to == lee.number]) == len(rung)
    house.told(lee.number, "por la misma causa: 103 y 104")
    for number, case in ((ORTIZ, 102), (QUETZAL, 103), (ORTIZ, 104)):
        assert [m.body for m in house.texts_to(number) if str(case) in m.body and "Lee Pérez" in m.body]


def test_his_phone_rings_once_for_all_even_when_he_lets_it_ring(house: House) -> None:
    lee = lee_has_the_first(house)
    three_calls(house)
    before = len([leg for leg in house.carrier.legs if leg.to == lee.number])
    lee.is_rung()
    lee.rejects()
    house.time_passes(seconds=10)
    assert len([leg for leg in house.carrier.legs if leg.to == lee.number]) == before
    house.engineer("Dana").is_rung()
    assert all(t.wants_somebody for t in house.tickets()[1:])


def test_whoever_waits_on_the_line_is_joined_one_after_the_other(house: House) -> None:
    lee = lee_has_the_first(house)
    quetzal = calls(house, QUETZAL)
    quetzal.says_and_ends("nothing opens")
    assert quetzal.waits_until("queue")
    calls(house, EXCHANGE).hangs_up()
    ortiz = calls(house, ORTIZ)
    ortiz.says_and_ends("no abre")
    assert ortiz.waits_until("queue")
    lee.rings(within=60).hears("Con 1 toma además el 1, 0, 3, de la misma causa").presses("1")
    house.time_passes(seconds=8)
    quetzal.is_talking_to(lee)
    assert house.ticket(104).wants_somebody  # Ms. Ortiz is named next, on this very call
    house.time_passes(seconds=20)
    quetzal.hangs_up()
    lee.hears("Caso 1, 0, 4").presses("1")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(lee)


def test_for_others_a_key_takes_one_case(house: House) -> None:
    lee_has_the_first(house)
    three_calls(house)
    dana = house.engineer("Dana").rings(on=1).hears("También esperan").does_not_hear("misma causa").presses("1")
    dana.hears("es suyo")
    assert [t.assignee for t in house.tickets()] == ["lee", "dana", None, None]


def test_a_case_he_has_just_passed_on_is_not_rung_to_him_for_the_cause(house: House) -> None:
    lee = lee_has_the_first(house)
    house.caller().dials().presses("1").hangs_up()
    for phone in (1, 2):
        house.engineer("Dana").is_rung(on=phone).rejects()
    lee.rings(within=3).hears("Caso 1, 0, 2").presses("2").hears("seguimos llamando").hangs_up()
    assert (house.ticket(102).round, house.ticket(102).wants_somebody) == (1, True)
    leads(house, lead_cause.link, 102)
    lee.is_not_rung()
    assert "paged_leader" not in [event.kind for event in house.ticket(102).events]
    house.engineer("Dana").will_be_rung(on=1, within=20)  # the policy goes on as ever
