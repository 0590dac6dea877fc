"""Key 4 offers what can be had: a talk only where somebody is rung, and else a message."""

import pytest

from tests.phones import CustomerPhone, House
from voiceline.actions import move_ticket
from voiceline.domain.severity import Severity

TALK, MESSAGE, STAY = "Marque 1 para hablar con el ingeniero", "Marque 2 para dejar un mensaje.", "Quédese en la línea"


@pytest.fixture(autouse=True)
def _whoever_is_rung_and_told(house: House) -> None:
    house.rest()


def question(house: House) -> None:
    """Case 101 is a P3, and rings nobody."""
    house.caller().dials().presses("3").presses("2").says_and_ends("¿cómo cambio una contraseña?").hangs_up()
    assert house.ticket().severity == "P3"


def urgent(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()


def solved(house: House) -> CustomerPhone:
    """She hears of her solved case."""
    urgent(house)
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.does(move_ticket.resolve, "reinicio", by="dana")
    return house.caller().dials().presses("4").hears("Marque 1 si ya funciona")


def test_a_question_takes_a_message_and_offers_no_talk(house: House) -> None:
    question(house)
    ortiz = house.caller().dials().presses("4").hears(f"{MESSAGE} Su caso 1, 0, 1: está registrado")
    ortiz.does_not_hear(TALK).presses("2").says_and_ends("es la de Rosa").hears("Su mensaje está en el caso 1, 0, 1")


def test_key_1_of_it_is_a_wrong_key_and_rings_nobody(house: House) -> None:
    question(house)
    ortiz = house.caller().dials().presses("4").presses("1").does_not_hear(STAY)
    assert not ortiz.leg.over and "called_again" not in house.events()


def test_a_question_that_somebody_has_offers_a_talk_with_him(house: House) -> None:
    question(house)
    house.engineer("Dana").texts("TOMO 101")
    house.caller().dials().presses("4").hears(TALK).presses("1").hears("Dana Cruz atiende su caso")
    house.engineer("Dana").will_be_rung(within=5)


def test_lowered_while_she_hears_of_it_it_takes_a_message(house: House) -> None:
    urgent(house)
    ortiz = house.caller().dials().presses("4").hears(TALK)
    house.does(move_ticket.change_severity, Severity.P3, "es una consulta")
    ortiz.presses("1").hears(MESSAGE).does_not_hear(STAY)
    assert not ortiz.leg.over and "called_again" not in house.events()


def test_so_does_one_that_still_fails_and_rings_nobody(house: House) -> None:
    question(house)
    house.engineer("Dana").texts("TOMO 101")
    house.does(move_ticket.resolve, "así", by="dana")
    house.caller().dials().presses("4").presses("2").hears(MESSAGE).does_not_hear(STAY)
    assert house.ticket().status == "open"


def test_who_does_not_say_whether_it_works_may_leave_a_message(house: House) -> None:
    ortiz = solved(house).presses("8").presses("8").presses("8")
    ortiz.hears(f"{MESSAGE} Su caso 1, 0, 1: está resuelto y espera su palabra").does_not_hear(TALK)


def test_who_leaves_none_is_asked_again_whether_it_works(house: House) -> None:
    ortiz = solved(house).presses("8").presses("8").presses("8").presses("2")
    assert ortiz.waits_until("record")
    asked = ortiz.leg.heard.count("Marque 1 si ya funciona")
    ortiz.presses("#")
    assert ortiz.leg.heard.count("Marque 1 si ya funciona") == asked + 1


def test_by_message_who_wants_to_be_called_reads_that_they_are_called_again(house: House) -> None:
    urgent(house)
    ortiz = house.caller().texts("4")
    ortiz.gets_text("Responda 1 para que le llamen, 2 para dejar un mensaje")
    ortiz.texts("1").gets_text("Volvimos a llamar a los ingenieros por su caso 101.")
    assert not any("Lo agregamos" in message.body for message in house.texts_to(ortiz.number))
    assert "called_again" in house.events()


def test_by_message_a_question_takes_a_message_alone(house: House) -> None:
    question(house)
    ortiz = house.caller().texts("4")
    ortiz.gets_text(
        "está registrado y lo atendemos en horario hábil. Responda 2 para dejar un mensaje.".replace("á", "a")
    )
    ortiz.texts("2").texts("es la de Rosa").gets_text("Su mensaje quedo en el caso 101")
