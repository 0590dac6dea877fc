"""Many cases fall due in one moment: the gravest first, each by itself, and one that fails stops no other."""

import pytest
from sqlalchemy import text

from tests.phones import House
from tests.story.conftest import DIRECTORY
from voiceline.actions import deliver
from voiceline.store import follow_ups

QUETZAL = "+50244440002"
LUIS_FOR_P2 = DIRECTORY.replace(
    """severity = "P2"
during = "extraordinary"
steps = [
  { page = ["primary"], by = ["call"], wait = "2m" },""",
    """severity = "P2"
during = "extraordinary"
steps = [
  { page = ["luis"], by = ["call"], wait = "10m" },""",
)


@pytest.fixture(autouse=True)
def _a_crowded_night(house: House) -> None:
    house.rest()


def rung(house: House) -> list[str]:
    return [leg.to for leg in house.carrier.legs if leg.direction == "outbound-api"]


def test_a_p2_waits_for_the_page_of_a_p1_that_is_just_being_written(house: House) -> None:
    house.loads(LUIS_FOR_P2)
    house.line.redis_is_down = True  # nobody hears the bells: what is due lies there until it is looked for
    house.caller().dials().presses("1")
    house.caller(QUETZAL).dials().presses("2")
    house.carrier.advance(120)  # the P1's next step is due, and not begun
    assert deliver.deliver(house.line, 0)
    assert rung(house) == ["+50255550101"]  # Dana for the P1; Luis is free and due, and waits
    house.sweep()
    house.time_passes(seconds=2)
    assert rung(house)[1:3] == ["+50255550201", "+50255550401"]  # Lee for the P1, then Luis for the P2


def test_an_escalation_that_fails_is_put_aside_alone(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.line.redis_is_down = True
    house.caller().dials().presses("1").hangs_up()
    house.caller(QUETZAL).dials().presses("1").hangs_up()
    house.time_passes(seconds=100)
    broken, other = house.tickets()
    with house.line.transaction() as session:
        session.execute(text("UPDATE tickets SET policy = '{}' WHERE number = :n"), {"n": broken.number})
        session.execute(text("UPDATE follow_ups SET due_at = now() - interval '1 year' WHERE kind = 'escalate'"))
    house.sweep()
    assert "of 2 escalations one failed" in caplog.text
    assert house.ticket(other.number).step == 2
    with house.line.reading() as session:
        rows = session.query(follow_ups.FollowUp).filter_by(ticket_number=broken.number, kind="escalate")
        (owed,) = [row for row in rows if row.state == "pending"]
    assert owed.reason == "KeyError" and owed.due_at > house.line.now()


def test_who_passes_a_case_on_is_rung_for_the_next_when_that_call_ends_and_not_asked_again(house: House) -> None:
    """The phone is free when the call ends, never when a step of it does; what she passed on leaves her alone."""
    house.caller().dials().presses("1")
    dana = house.engineer("Dana").is_rung()
    house.caller(QUETZAL).dials().presses("2")
    dana.rings().hears("También esperan: el 1, 0, 2").presses("2").hears("Caso 1, 0, 2")
    house.time_passes(seconds=8)
    dana.is_not_rung().hangs_up().will_be_rung(within=5).rings()
    dana.hears("Caso 1, 0, 2").does_not_hear("1, 0, 1")
