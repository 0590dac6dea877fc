"""NUEVO while something else stands open: it is another case, and nothing urgent is left behind with the first."""

import pytest

from tests.phones import CustomerPhone, House
from tests.pictures import VOICE_NOTE
from tests.story.written_words.thread import PEDRO, described, last, severities

UNREADABLE = "el cistema nuebo esta chafa"


def asked_which(house: House, key: str = "1") -> CustomerPhone:
    return house.caller().texts(key).texts("en la agencia 5").texts(key)


# Asked whether her urgent key is of the case she has


@pytest.mark.parametrize("word", ["otro caso", "NUEVO", "new case"])
def test_another_is_the_answer_and_opens_it(house: House, word: str) -> None:
    asked_which(house).texts(word)
    assert severities(house) == ["P1", "P1"] and "Su caso es 102: critico" in last(house)
    house.time_passes(minutes=6)
    assert severities(house) == ["P1", "P1"]


def test_what_she_says_of_it_with_that_word_describes_it(house: House) -> None:
    asked_which(house).texts("otro caso: la bodega entera")
    assert severities(house) == ["P1", "P1"] and described(house, 102) == ["la bodega entera"]
    assert described(house, 101) == ["en la agencia 5"]


def test_where_she_says_more_than_her_key_the_graver_word_counts(house: House) -> None:
    asked_which(house, "2").texts("otro caso: se cayó todo, es crítico")
    assert severities(house) == ["P2", "P1"]


def test_another_is_the_answer_where_her_words_to_it_were_said_back(house: House) -> None:
    ortiz = asked_which(house).texts("no sé, creo que no")
    assert severities(house) == ["P1"]
    ortiz.texts("otro caso")
    house.time_passes(minutes=6)
    assert severities(house) == ["P1", "P1"]


# Asked whether it is critical


def test_what_may_be_critical_is_still_being_asked_about(house: House) -> None:
    ortiz = house.caller().texts("no puedo entrar")
    first = house.clock.at
    house.time_passes(seconds=50)
    ortiz.texts("NUEVO")
    assert "Entendimos que es critico" in last(house) and not house.tickets()
    ortiz.texts("1")
    assert severities(house) == ["P1"] and described(house) == ["no puedo entrar"]
    assert house.ticket().opened_at == first


def test_and_silence_takes_it_beside_the_case_that_is_open(house: House) -> None:
    ortiz = house.caller().texts("2").texts("la caja 3")
    house.time_passes(minutes=6)
    ortiz.texts("no puedo entrar").texts("nuevo caso")
    house.time_passes(minutes=2, seconds=2)
    assert severities(house) == ["P2", "P1"] and described(house, 102) == ["no puedo entrar"]


def test_words_beside_it_that_say_nothing_urgent_take_nothing_back(house: House) -> None:
    house.caller().texts("no puedo entrar").texts("NUEVO: es una consulta")
    house.time_passes(minutes=2, seconds=2)
    assert severities(house) == ["P1"] and described(house) == ["no puedo entrar\nes una consulta"]


def test_plain_words_beside_it_open_it_at_once(house: House) -> None:
    house.caller().texts("no puedo entrar").texts("NUEVO: se cayó todo, es crítico")
    assert severities(house) == ["P1"] and described(house) == ["no puedo entrar\nse cayó todo, es crítico"]


def test_alto_stays_asked_about(house: House) -> None:
    house.caller().texts("ALTO").texts("nuevo")
    house.time_passes(minutes=2, seconds=2)
    assert severities(house) == ["P2"]


# What no case has yet


def test_words_that_nobody_has_understood_go_along(house: House) -> None:
    ortiz = house.caller().texts(UNREADABLE)
    first = house.clock.at
    house.time_passes(minutes=4)
    ortiz.texts("nuevo caso")
    house.time_passes(minutes=5, seconds=2)
    assert severities(house) == ["P1"] and described(house) == [UNREADABLE]
    assert house.ticket().opened_at == first


def test_so_does_a_voice_note(house: House) -> None:
    ortiz = house.caller().texts("", channel="whatsapp", media=[(VOICE_NOTE, "audio/ogg")])
    ortiz.texts("nuevo caso", channel="whatsapp")
    house.time_passes(minutes=5, seconds=2)
    assert severities(house) == ["P1"] and "attached" in house.events()


def test_so_do_words_she_was_asked_to_name_a_case_for(house: House) -> None:
    house.caller().texts("2").texts("la caja 3").texts("NUEVO").texts("2").texts("el reporte")
    pedro = house.caller(PEDRO).texts("van tres clientes que preguntan", channel="whatsapp")
    assert "escriba NUEVO" in last(house, PEDRO)
    pedro.texts("NUEVO", channel="whatsapp").texts("2", channel="whatsapp")
    assert severities(house) == ["P2", "P2", "P2"]
    assert described(house, 103) == ["van tres clientes que preguntan"]


@pytest.mark.parametrize("before", [(UNREADABLE, "3"), ("2", "la caja 3"), ("hola",)])
def test_what_she_has_said_herself_or_a_case_has_does_not(house: House, before: tuple[str, ...]) -> None:
    ortiz = house.caller()
    for each in (*before, "NUEVO"):
        ortiz.texts(each)
    known = severities(house)
    house.time_passes(minutes=6)
    assert severities(house) == known


def test_nor_does_a_voice_note_that_a_case_has(house: House) -> None:
    ortiz = house.caller().texts("", channel="whatsapp", media=[(VOICE_NOTE, "audio/ogg")])
    for each in ("1", "NUEVO"):
        ortiz.texts(each, channel="whatsapp")
    house.time_passes(minutes=6)
    assert severities(house) == ["P1"]
