"""Who is in a talk cannot answer: what comes meanwhile is rung elsewhere at once, and to him when he hangs up."""

from datetime import UTC, datetime

import pytest

from tests.phones import CustomerPhone, EngineerPhone, House
from tests.story.conftest import DIRECTORY

QUETZAL = "+50244440002"
BY_DAY = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # Tuesday 10:00
ONE_STEP = DIRECTORY.replace('  { page = ["secondary"], by = ["call"], wait = "90s" },\n', "", 1)


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def talks(house: House, name: str) -> tuple[CustomerPhone, EngineerPhone]:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    engineer = house.engineer(name).rings(within=30).presses("1")
    house.time_passes(seconds=20)
    ortiz.is_talking_to(engineer)
    return ortiz, engineer


def test_the_next_in_the_policy_is_rung_at_once(house: House) -> None:
    talks(house, "Dana")
    quetzal = house.caller(QUETZAL).dials().presses("1")
    lee = house.engineer("Lee").is_rung()
    quetzal.says_and_ends("down")
    lee.rings(within=5).presses("1")
    house.time_passes(seconds=10)
    quetzal.is_talking_to(lee)


def test_who_hangs_up_meanwhile_is_rung_as_well(house: House) -> None:
    ortiz, dana = talks(house, "Dana")
    house.caller(QUETZAL).dials().presses("1").hangs_up()
    house.engineer("Lee").is_rung()
    ortiz.hangs_up()
    dana.hangs_up()
    dana.will_be_rung(within=3).rings().hears("Caso 1, 0, 2").presses("1")
    house.time_passes(seconds=3)
    house.engineer("Lee").is_not_rung()
    assert house.ticket(102).assignee == "dana"


def test_the_case_that_waits_is_named_when_his_talk_ends(house: House) -> None:
    ortiz, dana = talks(house, "Dana")
    house.caller(QUETZAL).dials().presses("1").hangs_up()
    house.engineer("Lee").is_rung()
    ortiz.hangs_up()
    house.time_passes(seconds=2)
    dana.hears("Caso 1, 0, 2")


def test_with_nobody_else_in_the_policy_he_is_rung_when_he_hangs_up(house: House) -> None:
    house.loads(ONE_STEP)
    _, dana = talks(house, "Dana")
    house.caller(QUETZAL).dials().presses("1").hangs_up()
    house.time_passes(minutes=3)
    dana.is_not_rung()
    dana.hangs_up()
    dana.will_be_rung(within=30)


def test_of_a_group_the_free_one_is_rung_and_then_the_next_step_at_once(house: House) -> None:
    house.sleeps_until(BY_DAY)
    talks(house, "Ana")
    house.caller(QUETZAL).dials().presses("1").hangs_up()
    luis = house.engineer("Luis")
    luis.is_rung()
    luis.rejects()
    house.engineer("Dana").will_be_rung(within=3)


def test_all_of_a_group_on_the_phone_the_next_step_rings(house: House) -> None:
    house.sleeps_until(BY_DAY)
    talks(house, "Ana")
    quetzal = house.caller(QUETZAL).dials().presses("1").says_and_ends("down")
    luis = house.engineer("Luis").rings(within=30).presses("1")
    house.time_passes(seconds=15)
    quetzal.is_talking_to(luis)
    house.caller("+50255559999").dials().presses("1").hangs_up()
    house.engineer("Dana").is_rung()
