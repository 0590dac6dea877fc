"""A machine picks up: it presses nothing, so it has nothing, whatever it is rung for; the next comes in time."""

import pytest

from tests.phones import House
from voiceline.simulator.phones import Behaviour

FIRST, SECOND, LEE = "+50255550101", "+50255550102", "+50255550201"
THREE_ASKINGS = 60  # seconds, and a little


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def machines(house: House, *numbers: str, after: float = 15, hang_up_after: float = 120) -> None:
    for number in numbers:
        house.carrier.phones[number] = Behaviour("voicemail", after=after, hang_up_after=hang_up_after)


@pytest.mark.parametrize("after", [0, 15])
def test_it_is_asked_three_times_and_then_the_next_phone_rings(house: House, after: float) -> None:
    machines(house, FIRST, after=after)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=after)
    house.engineer("Dana").will_be_rung(on=2, within=THREE_ASKINGS)
    assert house.ticket().status == "open"


def test_one_that_hangs_up_sooner_costs_no_longer(house: House) -> None:
    machines(house, FIRST, after=2, hang_up_after=3)
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").will_be_rung(on=2, within=8)


def test_machines_on_every_phone_of_his_lead_to_the_next_engineer_within_the_step(house: House) -> None:
    machines(house, FIRST, SECOND, after=2)
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    house.engineer("Lee").will_be_rung(within=121)
    ortiz.does_not_hear("le comunicamos con el ingeniero").does_not_hear("ya atiende")
    house.engineer("Lee").rings().presses("1").hears("es suyo")
    house.time_passes(seconds=10)
    assert ortiz.leg.bridged_with is not None


def test_machines_everywhere_take_no_case_in_an_hour(house: House) -> None:
    numbers = [phone for each in ("Dana", "Lee", "Ana", "Luis") for phone in house.engineer(each).numbers]
    machines(house, *numbers, after=4)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=60)
    ticket = house.ticket()
    assert (ticket.status, ticket.assignee, ticket.responded_at) == ("open", None, None)
    assert {"acknowledged", "reached", "joined"}.isdisjoint(house.events())
    assert "response breached" in house.thresholds("breached")


def test_one_that_is_rung_to_bring_him_to_her_is_not_him(house: House) -> None:
    """He took it by message; his machine answers the ring to her."""
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    house.engineer("Dana").is_rung()
    machines(house, FIRST, SECOND, after=2)
    house.engineer("Dana").texts("TOMO 101")
    house.engineer("Lee").rings(within=130).presses("1")
    house.time_passes(seconds=10)
    assert house.ticket().assignee == "lee" and "reached" not in house.events()


def test_hers_is_no_answer_of_hers(house: House) -> None:
    """He calls her back and her machine answers: she has heard from nobody until the text that names him arrives."""
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo").hangs_up()
    house.carrier.undeliverable[ortiz.number] = 30003
    machines(house, ortiz.number, after=2, hang_up_after=20)
    house.engineer("Dana").rings().presses("1").presses("1")
    house.time_passes(seconds=60)
    assert house.ticket().responded_at is None
