"""What is missing is armed again: a case that wants somebody never loses its next step."""

import logging

import pytest
from sqlalchemy import text

from tests.phones import House
from voiceline.actions import escalate, sweep
from voiceline.actions.follow_up import follow_ups_of


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


def test_a_step_that_fails_each_time_stops_the_pulse_until_it_begins(house: House) -> None:
    """There is a row to come all the time, a few seconds later each time: only the case tells how long it waits."""
    house.line.redis_is_down = True
    house.caller().dials().presses("1").hangs_up()
    follow_ups_of(house.line, "after_opening")
    with house.line.transaction() as session:
        session.execute(text("UPDATE notifications SET state = 'cancelled'"))  # only its step is to come
        session.execute(text("UPDATE tickets SET policy = policy - 'steps' || jsonb_build_object('kept', policy)"))
    house.carrier.advance(115)
    escalates_for(house, 60)
    assert sweep.is_in_time(house.line)
    escalates_for(house, 10)
    assert not sweep.is_in_time(house.line) and sweep.rearm(house.line) == []
    with house.line.transaction() as session:
        session.execute(text("UPDATE tickets SET policy = policy -> 'kept'"))
    escalates_for(house, 20)
    assert sweep.is_in_time(house.line)


def escalates_for(house: House, seconds: int) -> None:
    for _ in range(0, seconds, 5):
        house.carrier.advance(5)
        escalate.escalate(house.line)


@pytest.mark.parametrize("moment", ["escalates_at = escalates_at - interval '5 min'", "escalates_at = NULL"])
def test_a_case_that_is_armed_again_and_again_and_never_goes_on_stops_the_pulse(house: House, moment: str) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.carrier.advance(70)
    assert sweep.is_in_time(house.line)
    lose_the_escalation(house)
    with house.line.transaction() as session:
        session.execute(text(f"UPDATE tickets SET {moment}"))
    assert sweep.rearm(house.line) == [101] and not sweep.is_in_time(house.line)
