"""A ring that is called off frees its engineer's phone by the carrier's own answer, whether a callback comes or not."""

import pytest

from tests.phones import House
from voiceline.store import follow_ups
from voiceline.store.base import run

QUETZAL = "+50244440002"


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def how_it_ended(house: House) -> list[tuple[str, str | None]]:
    """State and reason of each end of a ring that is or was owed."""
    with house.line.reading() as session:
        rows = session.query(follow_ups.FollowUp).filter_by(kind="end_ring")
        return [(row.state, row.reason) for row in rows]


def is_being_claimed(house: House, tries: int) -> None:
    """A process has just claimed the page, for the nth time, and is seen no more."""
    claimed = "UPDATE notifications SET state = 'claimed', claimed_by = 1, claimed_at = %(now)s, tries = %(tries)s"
    with house.line.transaction() as session:
        values = {"now": house.line.now(), "tries": tries}
        run(session, f"{claimed}, carrier_sid = NULL WHERE kind = 'page' AND channel = 'call'", values)


def test_the_next_case_rings_at_once_though_nobody_tells_that_the_first_ring_is_over(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana").is_rung()
    house.carrier.faults.add("callback-drop", status="canceled")
    first = dana.leg
    house.engineer("Lee").texts("TOMO 101")
    house.time_passes(seconds=2)
    assert house.call(first).outcome == "cancelled" and how_it_ended(house) == [("done", "canceled")]
    house.caller(QUETZAL).dials().presses("1").hangs_up()
    dana.will_be_rung(within=2).rings().hears("Caso 1, 0, 2")


def test_who_answered_in_that_moment_is_not_cut_off(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana").is_rung()
    house.carrier.faults.add("callback-drop", status="in-progress")
    house.carrier.answer(dana.leg)
    house.engineer("Lee").texts("TOMO 101")
    house.time_passes(seconds=1)
    assert how_it_ended(house) == [("done", "in-progress")]
    dana.presses("1").hears("Lee Pérez")
    house.time_passes(seconds=10)
    assert dana.record.is_over


@pytest.mark.parametrize("fault", ["call-timeout", "call-500"])
def test_a_ring_whose_name_is_never_told_is_not_looked_for_for_ever(house: House, fault: str) -> None:
    """Whoever asked for it died, whether it rang or not, and the case is taken before another has looked."""
    house.carrier.faults.add(fault)
    for status in ("initiated", "ringing", "no-answer"):
        house.carrier.faults.add("callback-drop", status=status)
    house.carrier.phones["+50255550101"] = "off"
    house.caller().dials().presses("1").hangs_up()
    is_being_claimed(house, tries=1)
    house.engineer("Lee").texts("TOMO 101")
    house.time_passes(seconds=5)
    assert [state for state, _ in how_it_ended(house)] == ["pending"]
    house.time_passes(seconds=100)
    assert how_it_ended(house) == [("done", "never_rang")]


def test_a_page_that_was_claimed_and_not_begun_has_nothing_to_end(house: House) -> None:
    house.carrier.faults.add("call-500")
    house.caller().dials().presses("1").hangs_up()
    is_being_claimed(house, tries=0)
    house.engineer("Lee").texts("TOMO 101")
    house.time_passes(seconds=50)
    house.engineer("Dana").is_not_rung()
    assert how_it_ended(house) == [("done", "never_rang")]
