"""Two cases become one while people talk about the one that ends: whoever talks goes on with the other, and stays."""

import pytest

from tests.phones import CustomerPhone, EngineerPhone, House
from tests.story.merging.two import merges
from tests.story.test_calling_back import her_phone, presses
from tests.story.test_second_engineer import in_one_talk, three
from tests.story.test_talk_menu import MENU
from tests.story.test_waits_for_him import COLLEAGUE


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def another_report(house: House) -> None:
    """A colleague says that hers is another: 102. Nobody has it."""
    house.caller(COLLEAGUE).dials().presses("1").presses("2").hangs_up()
    assert house.ticket().number == 102 and house.ticket().wants_somebody


def talking(house: House) -> tuple[CustomerPhone, EngineerPhone]:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    dana = house.engineer("Dana").rings(within=30).presses("1")
    house.time_passes(seconds=30)
    ortiz.is_talking_to(dana)
    return ortiz, dana


def test_the_star_still_holds_her_and_one_leads_back(house: House) -> None:
    ortiz, dana = talking(house)
    another_report(house)
    merges(house, 101, 102, "es la misma caída")
    ortiz.is_talking_to(dana)
    dana.presses("*").hears(MENU)
    ortiz.waits(8).hears("Su ingeniero sigue con su caso y vuelve con usted").does_not_hear("Gracias por llamar")
    dana.presses("1")
    house.time_passes(seconds=5)
    ortiz.is_talking_to(dana)


def test_what_she_has_taken_up_is_not_lost_to_her_while_she_talks_about_it(house: House) -> None:
    ortiz, dana = talking(house)
    another_report(house)
    merges(house, 101, 102, "es la misma caída")
    house.time_passes(minutes=4)
    ortiz.is_talking_to(dana)
    assert house.ticket(102).assignee == "dana"
    assert "lost" not in [each.kind for each in house.ticket(102).events]


def test_cut_off_after_it_he_is_rung_for_the_one_that_goes_on(house: House) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    dana = house.engineer("Dana").rings(within=30).presses("1")
    house.time_passes(seconds=8)
    another_report(house)
    ortiz.is_talking_to(dana)
    merges(house, 101, 102, "es la misma caída")
    dana.hangs_up()
    dana.rings(within=10).hears("Caso 1, 0, 2").presses("1")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(dana)


def test_her_key_on_a_call_of_his_is_of_the_one_that_goes_on(house: House) -> None:
    house.caller().dials().presses("1").says_and_ends("se cayó todo").hangs_up()
    house.engineer("Dana").rings(within=30).presses("1").presses("1")
    ortiz = her_phone(house)
    house.carrier.answer(ortiz)
    house.work()
    another_report(house)
    merges(house, 101, 102, "es la misma caída")
    presses(house, ortiz, "1")
    called = [each.detail for each in house.ticket(102).events if each.kind == "called_customer"]
    assert called == [{"key": True}] and house.ticket(102).responded_at is not None


def test_three_who_talk_stay_together_and_who_leaves_by_star_finds_them(house: House) -> None:
    ortiz, dana, lee = three(house)
    another_report(house)
    merges(house, 101, 102, "es la misma caída")
    house.time_passes(seconds=5)
    assert in_one_talk(ortiz, dana, lee)
    dana.presses("*").hears(MENU).presses("1")
    house.time_passes(seconds=5)
    assert in_one_talk(ortiz, dana, lee)


def test_the_last_to_leave_them_leaves_her_in_no_empty_room(house: House) -> None:
    ortiz, dana, lee = three(house)
    another_report(house)
    merges(house, 101, 102, "es la misma caída")
    house.time_passes(seconds=5)
    dana.hangs_up()
    lee.hangs_up()
    ortiz.waits(30).hears("Su caso 1, 0, 2 sigue abierto")
    assert ortiz.leg.over
