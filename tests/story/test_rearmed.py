"""What is missing is armed again: a case that wants somebody never loses its next step."""

import logging

import pytest
from sqlalchemy import text

from tests.phones import House
from voiceline.actions import sweep


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def lose_the_escalation(house: House) -> None:
    """As a hand in the database would: the row is gone, and nobody was told."""
    with house.line.transaction() as session:
        assert session.execute(text("DELETE FROM follow_ups WHERE kind = 'escalate' AND state = 'pending'")).rowcount  # type: ignore[attr-defined]


def test_a_case_whose_escalation_vanished_goes_on_when_it_was_due(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    for number in ("+50255550101", "+50255550102"):
        house.carrier.phones[number] = "voicemail"
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    lose_the_escalation(house)
    assert sweep.rearm(house.line) == []  # its moment has not come
    house.carrier.advance(120)
    with caplog.at_level(logging.ERROR):
        assert sweep.rearm(house.line) == [101]
    assert "ticket 101 had no pending escalation" in caplog.text
    house.engineer("Lee").will_be_rung(within=5)
    assert sweep.rearm(house.line) == []


def test_one_that_never_had_any_is_found_at_once(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    lose_the_escalation(house)
    with house.line.transaction() as session:
        session.execute(text("UPDATE tickets SET escalates_at = NULL"))
    assert sweep.rearm(house.line) == [101]


def test_a_case_that_somebody_has_or_that_is_not_urgent_is_left_alone(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.carrier.advance(600)
    assert sweep.rearm(house.line) == []


def test_one_that_is_only_late_is_not_armed_twice(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.carrier.advance(600)  # the clock slept; the row is still there
    assert sweep.rearm(house.line) == []
