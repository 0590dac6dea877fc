"""The carrier says 500, says nothing, or says yes and then nothing: somebody is rung all the same, and once."""

import pytest

from tests.phones import House
from voiceline.actions.sweep import is_in_time


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def test_a_500_is_tried_again_after_a_second(house: House) -> None:
    house.carrier.faults.add("call-500")
    house.caller().dials().presses("1")
    house.engineer("Dana").will_be_rung(on=1, within=3)


def test_two_500s_lead_to_the_next_phone(house: House) -> None:
    house.carrier.faults.add("call-500", times=2)
    house.caller().dials().presses("1")
    house.engineer("Dana").will_be_rung(on=2, within=5)


def test_a_minute_of_500s_loses_nobody(house: House) -> None:
    house.carrier.faults.add("call-500", times=30)
    house.caller().dials().presses("1")
    house.time_passes(minutes=3)
    house.engineer("Dana").will_be_rung(within=60)


@pytest.mark.parametrize("fault", ["call-timeout", "call-500-after"])
def test_a_call_that_was_made_although_we_never_heard_is_not_made_twice(house: House, fault: str) -> None:
    house.carrier.faults.add(fault)
    house.caller().dials().presses("1")
    house.time_passes(seconds=5)
    assert len([leg for leg in house.carrier.legs if leg.to == "+50255550101"]) == 1
    house.engineer("Dana").rings().presses("1").hears("es suyo")


def test_a_page_that_is_tried_again_takes_no_other_pages_ring_for_its_own(house: House) -> None:
    """Dana's ring for the first case is over; one 500 for the second must not make it wait for that end again."""
    house.caller().dials().presses("1").hangs_up()
    house.caller("+50244440002").dials().presses("1").hangs_up()
    dana = house.engineer("Dana").is_rung(on=1)
    house.carrier.faults.add("call-500")
    dana.rejects()
    house.time_passes(seconds=2)
    dana.will_be_rung(on=1, within=100)


def test_a_text_is_tried_again(house: House) -> None:
    house.carrier.faults.add("message-500")
    ortiz = house.caller().dials().presses("1")
    house.time_passes(seconds=5)
    ortiz.gets_text("Caso 101")
    assert len(house.texts_to(ortiz.number)) == 1


def test_a_text_that_does_not_arrive_has_told_nobody(house: House) -> None:
    house.carrier.undeliverable["+50244440001"] = 30003
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1")
    house.time_passes(seconds=5)
    assert "told_customer" not in house.events() and "not_told_customer" in house.events()
    assert house.ticket().responded_at is None


def test_a_carrier_that_takes_no_call_at_all_stops_the_pulse_until_it_does(house: House) -> None:
    house.carrier.faults.add("call-500", times=500)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=50)
    assert not is_in_time(house.line)
    house.carrier.faults.clear()
    house.time_passes(seconds=20)
    assert is_in_time(house.line)


def test_one_number_that_cannot_be_called_does_not(house: House) -> None:
    house.carrier.faults.add("call-500", times=4)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=20)
    assert is_in_time(house.line)
