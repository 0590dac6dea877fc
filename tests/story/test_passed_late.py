"""Who passes a case on is left alone; the step that rings goes on, unless it rang him: nobody's turn is cut short."""

import pytest

from tests.phones import EngineerPhone, House
from tests.story.conftest import DIRECTORY

BY_TEXT = DIRECTORY.replace(
    '{ page = ["secondary"], by = ["call"], wait = "90s" }', '{ page = ["secondary"], by = ["sms"], wait = "5m" }', 1
)


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def her_turn_is_over(house: House) -> tuple[EngineerPhone, EngineerPhone]:
    """Dana answers on neither phone, and Lee is called."""
    house.caller().dials().presses("1").says_and_ends("se cayó todo").hangs_up()
    dana = house.engineer("Dana")
    for phone in dana.numbers:
        house.carrier.phones[phone] = "no-answer"
    house.time_passes(seconds=65)
    return dana, house.engineer("Lee").is_rung()


def goes_on_ringing(house: House, lee: EngineerPhone) -> None:
    house.time_passes(seconds=8)
    assert lee.leg.rings and (house.ticket().round, house.ticket().step) == (1, 2)
    house.engineer("Dana").is_not_rung()


def test_by_message_while_the_next_is_called(house: House) -> None:
    dana, lee = her_turn_is_over(house)
    dana.texts("PASO 101").gets_text("pasa al siguiente")
    goes_on_ringing(house, lee)


def test_by_key_on_a_call_of_hers_while_the_next_is_called(house: House) -> None:
    dana, lee = her_turn_is_over(house)
    dana.dials().hears("Caso 1, 0, 1").presses("2").hears("De acuerdo, seguimos llamando")
    goes_on_ringing(house, lee)


def test_the_next_who_is_asked_by_message_keeps_his_time_to_answer(house: House) -> None:
    house.loads(BY_TEXT)
    house.caller().dials().presses("1").says_and_ends("se cayó todo").hangs_up()
    dana = house.engineer("Dana").is_rung()
    house.time_passes(minutes=2)
    house.engineer("Lee").gets_text("Caso 101")
    dana.texts("PASO 101")
    house.time_passes(minutes=2)
    assert (house.ticket().round, house.ticket().step) == (1, 2)


def test_she_whose_phone_rang_out_in_the_step_that_rings_hurries_it(house: House) -> None:
    """Of two who are called together one answers nowhere, and then writes that it is not for her."""
    house.loads(DIRECTORY.replace('{ page = ["primary"], by', '{ page = ["primary", "desk"], by', 1))
    house.caller().dials().presses("1").says_and_ends("se cayó todo").hangs_up()
    dana = house.engineer("Dana").is_rung()
    house.engineer("Ana").is_rung()
    dana.rejects()
    house.engineer("Dana").will_be_rung(on=2, within=5).rejects()
    house.engineer("Lee").is_not_rung()
    dana.texts("PASO 101")
    house.engineer("Lee").will_be_rung(within=2)


def test_passed_by_key_on_a_call_of_hers_her_phone_that_rings_stops(house: House) -> None:
    house.caller().dials().presses("1").says_and_ends("se cayó todo").hangs_up()
    dana = house.engineer("Dana").is_rung()
    rung = dana.leg
    calls_back = house.caller("+50255550102").dials().hears("Caso 1, 0, 1").presses("2").hears("seguimos llamando")
    house.time_passes(seconds=3)
    assert rung.status == "canceled" and house.engineer("Lee").is_rung().leg.rings
    calls_back.hangs_up()
    house.time_passes(seconds=15)
    dana.is_not_rung()


def test_who_listens_until_the_policy_asks_her_again_has_passed_that_on_too(house: House) -> None:
    """She picked up in the first round; when she says no, it is her turn again, on a phone that is busy with her."""
    house.caller().dials().presses("1").says_and_ends("se cayó todo").hangs_up()
    dana = house.engineer("Dana").rings()
    while house.ticket().round == 1:
        dana.presses("*")
        house.time_passes(seconds=6)
    dana.presses("2").hears("De acuerdo, seguimos llamando")
    house.engineer("Lee").will_be_rung(within=20)
    dana.is_not_rung()
    assert (house.ticket().round, house.ticket().step) == (2, 2)
