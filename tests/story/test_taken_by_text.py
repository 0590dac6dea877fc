"""She waits on the line, and he takes her case by a word: he is rung to her; if he does not answer, another comes."""

import re

import pytest

from tests.phones import CustomerPhone, House
from tests.story.conftest import DIRECTORY
from voiceline.actions.take_by_link import take_by_link

DANA = "+50255550101"


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def waits_and_he_writes_that_he_has_it(house: House) -> CustomerPhone:
    ortiz = house.caller().dials().presses("1").says_and_ends("no entra nadie")
    assert ortiz.waits_until("queue")
    dana = house.engineer("Dana")
    for phone in dana.numbers:
        house.carrier.phones[phone] = "no-answer"
    dana.texts("TOMO 101")
    assert house.ticket().assignee == "dana"
    return ortiz


def test_who_answers_no_ring_has_lost_it_within_two_minutes_and_another_comes(house: House) -> None:
    ortiz = waits_and_he_writes_that_he_has_it(house)
    lee = house.engineer("Lee").rings(within=125).presses("1")
    house.time_passes(seconds=10)
    ortiz.is_talking_to(lee)
    ortiz.gets_text("no localizamos a Dana Cruz y ya llamamos a otro ingeniero")


def test_so_has_who_took_it_by_the_link_of_his_page(house: House) -> None:
    house.loads(DIRECTORY.replace('by = ["call"], wait = "2m"', 'by = ["call", "sms"], wait = "2m"', 1))
    for phone in house.engineer("Dana").numbers:
        house.carrier.phones[phone] = "no-answer"
    ortiz = house.caller().dials().presses("1").says_and_ends("no entra nadie")
    assert ortiz.waits_until("queue")
    link = re.search(r"/p/\S+", house.told(DANA, "/p/"))
    assert link
    token = link[0].removeprefix("/p/")
    with house.line.transaction() as session:
        take_by_link(session, token, house.line.now())
    house.work()
    assert house.ticket().assignee == "dana"
    house.engineer("Lee").rings(within=125).presses("1")
    house.time_passes(seconds=10)
    assert house.ticket().assignee == "lee"


def test_who_answers_the_ring_to_her_keeps_it(house: House) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("no entra nadie")
    assert ortiz.waits_until("queue")
    dana = house.engineer("Dana").is_rung()
    dana.texts("TOMO 101")
    dana.rings(within=30).presses("1")
    house.time_passes(minutes=3)
    ortiz.is_talking_to(dana)
    assert house.ticket().assignee == "dana" and "lost" not in house.events()


def test_who_hung_up_before_he_took_it_is_his_to_call_for_ten_minutes(house: House) -> None:
    house.caller().dials().presses("1").says_and_ends("no entra nadie").hangs_up()
    house.engineer("Dana").is_rung().texts("TOMO 101")
    house.time_passes(minutes=9)
    assert house.ticket().assignee == "dana" and "lost" not in house.events()


def unreachable(house: House) -> None:
    house.caller("anonymous").dials().presses("1").hangs_up()


def gone(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()


def dictating(house: House) -> None:
    house.caller().dials().presses("1")


def waiting(house: House) -> None:
    assert house.caller().dials().presses("1").says_and_ends("no entra nadie").waits_until("queue")


@pytest.mark.parametrize("she_is", [unreachable, gone, dictating, waiting], ids=lambda each: each.__name__)
def test_who_presses_2_on_a_page_of_a_case_that_he_has_taken_by_a_word_keeps_it(house: House, she_is) -> None:
    """His leg goes on while he writes: there is nothing to pass on any more."""
    she_is(house)
    dana = house.engineer("Dana").rings()
    dana.texts("TOMO 101")
    dana.presses("2").hears("De acuerdo. El caso 1, 0, 1 sigue siendo suyo")
    dana.waits(10)
    assert dana.leg.over and house.ticket().assignee == "dana" and "page_ended" in house.events()
