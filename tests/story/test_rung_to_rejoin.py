"""What an engineer hears who is rung for a case he has: whether she is still there, and who else waits for him."""

import pytest

from tests.phones import CustomerPhone, EngineerPhone, House
from tests.story.test_calling_back import asks as asks_for_her
from tests.story.test_waits_for_him import calls_about_it, taken_by_dana

QUETZAL = "+50244440002"


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def cut_off(house: House) -> tuple[CustomerPhone, EngineerPhone]:
    """The two had been joined for some seconds, and Dana's phone rings again."""
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    dana = house.engineer("Dana")
    dana.rings(within=30).presses("1")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(dana)
    dana.hangs_up()
    dana.will_be_rung(within=10)
    return ortiz, dana


def another_opens(house: House) -> None:
    house.caller(QUETZAL).dials().presses("1").hangs_up()


def answers(house: House, engineer: EngineerPhone) -> EngineerPhone:
    house.carrier.answer(engineer.leg)
    house.work()
    return engineer


# --- whether she is still there ---


def test_who_hung_up_while_his_phone_rang_is_not_said_to_wait(house: House) -> None:
    taken_by_dana(house)
    ortiz = calls_about_it(house)
    dana = house.engineer("Dana").will_be_rung(within=5)
    ortiz.hangs_up()
    answers(house, dana).hears("El cliente esperaba en la línea y ya colgó").does_not_hear("espera en la línea")
    dana.presses("1").hears("El cliente no está en la línea")


def test_nor_who_hung_up_after_they_were_cut_off(house: House) -> None:
    ortiz, dana = cut_off(house)
    ortiz.hangs_up()
    answers(house, dana).hears("esperaba en la línea y ya colgó").does_not_hear("sigue en la línea")


def test_when_it_is_said_again_it_is_what_is_true_by_then(house: House) -> None:
    taken_by_dana(house)
    ortiz = calls_about_it(house)
    dana = house.engineer("Dana").will_be_rung(within=5)
    answers(house, dana).hears("el cliente espera en la línea").does_not_hear("ya colgó")
    ortiz.hangs_up()
    dana.presses("*").hears("esperaba en la línea y ya colgó")


def test_who_left_to_be_called_is_promised_a_call(house: House) -> None:
    taken_by_dana(house)
    ortiz = calls_about_it(house)
    dana = house.engineer("Dana").will_be_rung(within=5)
    assert ortiz.waits_until("queue")
    ortiz.presses("6")
    answers(house, dana).hears("le prometimos que usted le llama").does_not_hear("y el cliente espera")


# --- who else waits ---


def test_he_hears_which_cases_wait_and_takes_the_next_on_the_same_call(house: House) -> None:
    _, dana = cut_off(house)
    another_opens(house)
    answers(house, dana).hears("Caso 1, 0, 1").hears("También esperan: el 1, 0, 2")
    dana.presses("2").hears("caso crítico. Marque 1 para tomarlo").hears("Caso 1, 0, 2").presses("1")
    house.time_passes(seconds=3)
    assert [(each.number, each.assignee) for each in house.tickets()] == [(101, "dana"), (102, "dana")]


def test_he_who_is_at_it_and_passes_the_next_on_keeps_his(house: House) -> None:
    _, dana = cut_off(house)
    another_opens(house)
    answers(house, dana).presses("2").presses("2").hears("De acuerdo, seguimos llamando")
    house.engineer("Lee").will_be_rung(within=5)
    house.time_passes(minutes=3)
    assert house.ticket(101).assignee == "dana" and house.ticket(102).assignee is None


def test_with_nothing_else_his_key_is_the_end_of_it(house: House) -> None:
    _, dana = cut_off(house)
    answers(house, dana).does_not_hear("También").presses("2").hears("sigue siendo suyo")


def test_joined_again_he_hears_of_the_next_when_the_talk_ends(house: House) -> None:
    ortiz, dana = cut_off(house)
    another_opens(house)
    answers(house, dana).hears("También esperan: el 1, 0, 2").presses("1")
    house.time_passes(seconds=20)
    ortiz.is_talking_to(dana)
    ortiz.hangs_up()
    dana.hears("Caso 1, 0, 2").presses("1")
    assert house.ticket(102).assignee == "dana"


def test_a_person_who_asked_to_be_rung_for_her_hears_of_them_too(house: House) -> None:
    taken_by_dana(house)
    asks_for_her(house, engineer="dana")
    dana = house.engineer("Dana").is_rung()
    another_opens(house)
    answers(house, dana).hears("Marque 1 y le comunicamos con Rosa Ortiz").hears("También esperan: el 1, 0, 2")
