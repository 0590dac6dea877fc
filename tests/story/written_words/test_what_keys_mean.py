"""1 and 2 mean what she last read: how grave it is, or the answer to what we have just asked, and never what it was."""

from datetime import timedelta

import pytest

from tests.phones import CustomerPhone, House
from tests.story.written_words.thread import described, last, severities
from voiceline.actions.move_ticket import resolve

HOURS = timedelta(hours=11)


def later(house: House, hours: timedelta = HOURS) -> None:
    house.sleeps_until(house.clock.at + hours)


def solved(house: House) -> CustomerPhone:
    ortiz = house.caller().texts("1").texts("no entra nadie")
    house.engineer("Dana").rings().presses("1").hears("es suyo").hangs_up()
    house.does(resolve, "reinicio", by="dana")
    house.time_passes(seconds=5)
    return ortiz


# ESTADO, and no case is open


def test_asked_for_the_state_we_say_what_the_keys_mean_where_she_stands(house: House) -> None:
    ortiz = house.caller().texts("3").texts("estado")
    assert last(house).startswith("No vemos un caso abierto suyo. Responda 1 para recibir nuestro correo")
    ortiz.texts("1")
    assert "@" in last(house) and not house.tickets()


def test_while_we_ask_whether_it_is_critical_that_is_what_they_answer(house: House) -> None:
    ortiz = house.caller().texts("no puedo entrar").texts("estado")
    assert last(house).startswith("No vemos un caso abierto suyo. Entendimos que es critico")
    ortiz.texts("1")
    assert severities(house) == ["P1"]


def test_and_the_silence_that_she_is_owed_runs_on(house: House) -> None:
    ortiz = house.caller().texts("no puedo entrar")
    house.time_passes(seconds=100)
    ortiz.texts("estado")
    house.time_passes(seconds=22)
    assert severities(house) == ["P1"]


def test_alto_and_then_the_state(house: House) -> None:
    ortiz = house.caller().texts("alto").texts("estado")
    assert "impacto grande" in last(house) and "1 (critico)" not in last(house)
    ortiz.texts("1")
    assert severities(house) == ["P2"]


@pytest.mark.parametrize("before", [("hola",), ("3", "2"), ("hola", "x", "y", "z")])
def test_elsewhere_they_say_how_grave_it_is(house: House, before: tuple[str, ...]) -> None:
    ortiz = house.caller()
    for each in (*before, "estado"):
        ortiz.texts(each)
    assert "1 (critico) o 2 (alto)" in last(house)
    ortiz.texts("2")
    assert severities(house) == ["P2"]


def test_what_was_asked_once_more_is_answered_by_its_keys(house: House) -> None:
    ortiz = house.caller().texts("3")
    later(house, timedelta(minutes=14))
    ortiz.texts("estado")
    later(house, timedelta(minutes=3))
    ortiz.texts("1")
    assert "@" in last(house) and not house.tickets()


# Long after we asked


@pytest.mark.parametrize("key", ["1", "uno"])
def test_hours_after_we_asked_whether_it_works_1_is_critical_and_closes_nothing(house: House, key: str) -> None:
    ortiz = solved(house).texts("4")
    assert "Responda 1 si ya funciona" in last(house)
    later(house)
    ortiz.texts(key)
    assert [(each.severity, each.status) for each in house.tickets()] == [("P1", "resolved"), ("P1", "open")]


def test_in_the_same_moment_it_says_that_it_works(house: House) -> None:
    ortiz = solved(house).texts("4")
    later(house, timedelta(minutes=14))
    ortiz.texts("1")
    assert house.ticket().closed_as == "validated"


@pytest.mark.parametrize(("asked", "key", "severity"), [("3", "1", "P1"), ("3", "2", "P2"), ("3", "dos", "P2")])
def test_hours_after_3_a_key_is_urgent_again(house: House, asked: str, key: str, severity: str) -> None:
    ortiz = house.caller().texts(asked)
    later(house)
    ortiz.texts(key)
    assert severities(house) == [severity]


def test_hours_after_3_her_words_are_still_that_question(house: House) -> None:
    ortiz = house.caller().texts("3")
    later(house)
    ortiz.texts("¿cuándo sale la versión nueva?")
    assert severities(house) == ["P3"] and described(house) == ["¿cuándo sale la versión nueva?"]


def test_hours_after_4_2_is_high_and_no_message(house: House) -> None:
    ortiz = house.caller().texts("2").texts("la caja 3")
    house.engineer("Dana").texts("TOMO 101")
    house.time_passes(minutes=20)
    ortiz.texts("4")
    assert "2 para dejar un mensaje" in last(house)
    later(house)
    ortiz.texts("2")
    assert "Responda 1 si es por ese caso" in last(house) and "called_again" in house.events()


def test_hours_after_we_understood_a_question_1_is_critical(house: House) -> None:
    ortiz = house.caller().texts("quisiera hacer una consulta pero el sistema hace cosas raras")
    assert "Entendimos que es otra consulta" in last(house)
    later(house)
    ortiz.texts("1")
    assert severities(house) == ["P1"]
