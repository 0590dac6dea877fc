"""Key 3: the address, spoken and by text, or a message that becomes a medium case; nobody's phone rings for it."""

import pytest

from tests.phones import ORTIZ, House
from tests.story.conftest import DIRECTORY

FIXED = "+50223330001"


def test_the_address_is_spoken_twice_and_texted(house: House) -> None:
    ortiz = house.caller().dials().presses("3").hears("Marque 1 para recibir nuestro correo por mensaje")
    ortiz.hears("Atendemos en horario hábil, a las ocho de la mañana").presses("1")
    house.time_passes(seconds=30)
    ortiz.hears("soporte arroba ikhodi punto com punto gt").hears("Letra por letra: ese, o, pe").gets_text("soporte@")
    assert ortiz.leg.over and ortiz.record.outcome == "information" and house.tickets() == []


def test_in_ordinary_hours_no_opening_is_told(house: House) -> None:
    house.sleeps_until(house.line.now().replace(hour=16))
    house.caller().dials().presses("3").does_not_hear("Atendemos en horario")


@pytest.mark.parametrize("number", ["anonymous", FIXED])
def test_without_a_mobile_it_is_only_spoken(house: House, number: str) -> None:
    caller = house.caller(number).dials().presses("3").presses("1").hears("Letra por letra")
    house.time_passes(seconds=30)
    assert caller.record.outcome == "information" and not house.carrier.messages


def test_without_an_answer_the_address_is_spoken(house: House) -> None:
    ortiz = house.caller().dials().presses("3").waits(20).hears("Letra por letra")
    assert ortiz.record.step == "information"


def test_a_message_becomes_a_medium_case_and_nobody_is_rung(house: House) -> None:
    ortiz = house.caller().dials().presses("3").presses("2").says_and_ends("¿cómo se hace el cierre del mes?")
    ortiz.hears("Su consulta es el caso 1, 0, 1. Le respondemos antes de las nueve de la mañana")
    ortiz.gets_text("Caso 101 (medio)")
    ticket = house.ticket()
    assert (ticket.severity, ticket.status) == ("P3", "open") and "described" in house.events()
    house.time_passes(minutes=3)
    ortiz.hangs_up()
    assert ortiz.record.outcome == "message" and "paged" not in house.events()


def test_the_desk_reads_of_it_at_opening_and_not_at_night(house: House) -> None:
    house.rest()
    house.caller().dials().presses("3").presses("2").says_and_ends("una consulta").hangs_up()
    house.time_passes(minutes=2)
    assert not house.texts_to("+50255550301")
    house.sleeps_until(house.line.now().replace(hour=14, minute=5))
    house.told("+50255550301", "consulta nueva, caso 101, de Banco Maya")


def test_hanging_up_after_two_seconds_of_words_keeps_the_message(house: House) -> None:
    house.rest()
    ortiz = house.caller().dials().presses("3").presses("2").says("quisiera saber", seconds=3).hangs_up()
    house.time_passes(seconds=5)
    assert house.ticket().severity == "P3" and ortiz.record.outcome == "message"


def test_no_words_are_no_case(house: House) -> None:
    ortiz = house.caller().dials().presses("3").presses("2")
    assert ortiz.waits_until("record")
    ortiz.presses("#").hears("Letra por letra")
    assert house.tickets() == []


def test_in_english(house: House) -> None:
    house.rest()
    caller = house.caller("+50244440002").dials().presses("3").hears("leave a message. We are here in business hours")
    caller.presses("2").hears("tell us your name").says_and_ends("how do I close the month?").hears(
        "Your question is case"
    )


def test_by_text_too(house: House) -> None:
    house.rest()
    ortiz = house.caller().texts("buenas").texts("3").texts("2").texts("¿cómo se hace el cierre del mes?")
    ortiz.gets_text("Su consulta es el caso 101")
    assert house.ticket().severity == "P3" and house.ticket().summary == "¿cómo se hace el cierre del mes?"


def test_without_an_address_none_is_spelled(house: House) -> None:
    house.loads(DIRECTORY.replace('email = "soporte@ikhodi.com.gt"\n', ""))
    house.rest()
    ortiz = house.caller().dials().presses("3").presses("1")
    ortiz.does_not_hear("Escríbanos a .").hears("díganos su nombre, su empresa y su consulta")
    silent = house.caller().dials().presses("3").waits(20)
    silent.hears("Le atendemos con gusto en horario hábil").does_not_hear("Escríbanos a .")


@pytest.mark.parametrize(
    ("number", "question", "answer"),
    [
        (None, "no puedo imprimir un reporte, es una duda", "Su consulta es el caso 101"),
        ("+50244440002", "I cannot print a report, it is just a question", "Your question is case 101"),
    ],
)
def test_by_text_her_question_is_no_urgent_word(house: House, number: str | None, question: str, answer: str) -> None:
    """She chose what is not urgent and says so again: nobody asks her whether it is critical."""
    house.rest()
    caller = house.caller(number) if number else house.caller()
    caller.texts("3").texts(question).gets_text(answer)
    house.time_passes(minutes=3)
    assert [(each.severity, each.summary) for each in house.tickets()] == [("P3", question)]


@pytest.mark.parametrize(
    ("words", "asked"),
    [("no puedo entrar", "Entendimos que es critico"), ("tengo una duda: se cayó el sistema", "Entendimos que es")],
)
def test_by_text_what_may_be_urgent_is_asked_back_there_too(house: House, words: str, asked: str) -> None:
    house.rest()
    house.caller().texts("3").texts(words).gets_text(asked)
    assert house.tickets() == []


def test_by_text_plainly_urgent_words_are_no_question(house: House) -> None:
    house.rest()
    house.caller().texts("3").texts("El sistema está caído, es crítico")
    assert house.ticket().severity == "P1"


def test_by_text_thanks_are_no_question(house: House) -> None:
    house.rest()
    house.caller().texts("3").texts("gracias")
    assert house.tickets() == [] and "2 para dejar un mensaje" in house.texts_to(ORTIZ)[-1].body


@pytest.mark.parametrize("answer", ["uno", "la opción 1", "One"])
def test_by_text_the_name_of_a_key_is_that_key_and_nothing_urgent(house: House, answer: str) -> None:
    house.rest()
    house.caller().texts("3").texts(answer)
    assert house.tickets() == [] and "soporte@" in house.texts_to(ORTIZ)[-1].body
