"""What she is told of her case while nobody has it is true: nobody "who has it" was called or told."""

import pytest

from tests.phones import ORTIZ, House

QUETZAL = "+50244440002"  # English
UNTRUE = ("a quien lo atiende", "a quien atiende", "volvimos", "whoever has it", "its people again", "the people of")


@pytest.fixture(autouse=True)
def _whoever_is_rung_and_told(house: House) -> None:
    house.rest()


def is_true(said: str) -> bool:
    return not any(words in said for words in UNTRUE)


def last_text(house: House, number: str) -> str:
    return str([m.body for m in house.texts_to(number) if m.direction == "outbound-reply"][-1])


@pytest.mark.parametrize(
    ("number", "asked"),
    [
        (ORTIZ, "Si es otro, marque 2. Ya estamos llamando por ese caso."),
        (QUETZAL, "We are calling about that case now."),
    ],
)
def test_asked_by_phone_whether_it_is_the_same_case(house: House, number: str, asked: str) -> None:
    house.caller(number).dials().presses("1").hangs_up()
    caller = house.caller(number).dials().presses("1").hears(asked)
    house.engineer("Dana").is_rung()
    assert is_true(caller.leg.heard)


@pytest.mark.parametrize(
    ("number", "asked"),
    [
        (ORTIZ, "Ya estamos llamando por su caso 101. Responda 1 si es por ese caso, 2 si es otro."),
        (QUETZAL, "We are calling about your case 101 now. Reply 1 if it is about that case, 2 if it is another."),
    ],
)
def test_asked_by_message(house: House, number: str, asked: str) -> None:
    house.caller(number).texts("1").texts("la caja 3").texts("1")
    house.engineer("Dana").is_rung()
    assert last_text(house, number) == asked


@pytest.mark.parametrize(
    ("number", "kept"), [(ORTIZ, "en el caso 1, 0, 1 para quien lo atienda"), (QUETZAL, "for whoever works on it")]
)
def test_a_message_left_by_phone(house: House, number: str, kept: str) -> None:
    house.caller(number).dials().presses("1").hangs_up()
    caller = house.caller(number).dials().presses("4").presses("2").says_and_ends("ya son dos cajas").hears(kept)
    assert is_true(caller.leg.heard)


@pytest.mark.parametrize(
    ("number", "kept"), [(ORTIZ, "queda en su caso 101 para quien lo atienda"), (QUETZAL, "for whoever works on it")]
)
def test_words_for_a_case(house: House, number: str, kept: str) -> None:
    house.caller(number).texts("1").texts("la caja 3").texts("y el reporte")
    assert kept in last_text(house, number) and is_true(last_text(house, number))
