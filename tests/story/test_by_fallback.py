"""While we were down the carrier answered: those calls come onto the log afterwards, each with a case to review."""

from datetime import timedelta

import pytest

from tests.phones import ORTIZ, House
from voiceline.actions.fetch_missed import arm_fetch


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def calls_while_down(house: House, number: str = ORTIZ):
    """The carrier gets no good answer from us and plays the fallback."""
    house.carrier.faults.add("bad-signature")
    caller = house.caller(number).dials()
    caller.hears("Tenemos un problema")
    house.time_passes(seconds=20)
    return caller.hangs_up()


def test_a_call_that_reached_the_fallback_comes_onto_the_log_with_a_case(house: House) -> None:
    ortiz = calls_while_down(house)
    assert ortiz.record is None and house.tickets() == []
    began = house.line.now()
    arm_fetch(house.line)
    house.time_passes(minutes=5)
    call, ticket = ortiz.record, house.ticket()
    assert (call.outcome, call.customer, call.notes["by_fallback"]) == ("case_opened", "Banco Maya", True)
    assert (ticket.severity, ticket.number, call.ticket_number) == ("P3", 101, 101)
    assert ticket.opened_at < began and "por el respaldo" in ticket.summary
    house.told(ORTIZ, "Caso 101 (medio) abierto")
    arm_fetch(house.line)
    house.time_passes(minutes=65)
    arm_fetch(house.line)
    house.time_passes(minutes=5)
    assert len(house.tickets()) == 1  # looked at again and again, once on record


def test_calls_that_we_answered_are_left_alone(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.caller("+50255559999").dials().hangs_up()
    arm_fetch(house.line)
    house.time_passes(minutes=5)
    assert len(house.tickets()) == 1


def test_a_withheld_number_proves_nothing_here_either(house: House) -> None:
    calls_while_down(house, "anonymous")
    arm_fetch(house.line)
    house.time_passes(minutes=5)
    assert (house.ticket().customer, house.ticket().contact) == (None, None)


def test_it_waits_for_a_carrier_that_does_not_answer(house: House) -> None:
    ortiz = calls_while_down(house)
    arm_fetch(house.line)
    house.carrier.faults.add("call-500", times=1)
    house.time_passes(minutes=6)
    assert ortiz.record is not None and ortiz.record.ended_at - ortiz.record.started_at < timedelta(minutes=2)
