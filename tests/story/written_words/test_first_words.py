"""Words that open a case at once, words asked back, silence that counts."""

import pytest

from tests.phones import ORTIZ, House
from tests.story.written_words.thread import FOODS, last, severities


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_plain_words_open_a_p1_at_once_and_are_its_description(house: House, channel: str) -> None:
    house.caller().texts("El sistema está caído, es crítico", channel=channel)
    ticket = house.ticket()
    assert (ticket.severity, ticket.channel, ticket.customer) == ("P1", channel, "Banco Maya")
    assert ticket.summary == "El sistema está caído, es crítico"
    assert ticket.opened_at == house.clock.at
    assert "Su caso es 101" in last(house)
    house.engineer("Dana").is_rung()


def test_plain_words_in_english(house: House) -> None:
    house.caller(FOODS).texts("The system is down, nobody can work")
    assert house.ticket().severity == "P1"
    assert "Your case is 101: critical" in last(house, FOODS)


def test_a_key_may_be_the_first_message(house: House) -> None:
    house.caller().texts("1️⃣")
    assert severities(house) == ["P1"]


def test_doubt_is_asked_back_and_a_yes_opens(house: House) -> None:
    ortiz = house.caller().texts("no puedo entrar")
    assert not house.tickets()
    assert "Entendimos que es critico" in last(house)
    ortiz.texts("sí")
    assert house.ticket().summary == "no puedo entrar"
    assert severities(house) == ["P1"]


def test_silence_after_words_that_may_be_urgent_pages_all_the_same(house: House) -> None:
    house.caller().texts("no puedo entrar")
    first = house.clock.at
    house.time_passes(seconds=118)
    assert not house.tickets()
    house.time_passes(seconds=4)
    ticket = house.ticket()
    assert (ticket.severity, ticket.opened_at) == ("P1", first)
    house.engineer("Dana").is_rung()
    house.told(ORTIZ, "Su caso es 101: critico")


def test_an_answer_in_time_is_no_silence(house: House) -> None:
    house.caller().texts("no puedo entrar").texts("2")
    house.time_passes(minutes=5)
    assert not house.tickets()


def test_silence_to_a_plain_question_pages_nobody(house: House) -> None:
    house.caller().texts("hola")
    house.time_passes(minutes=5)
    assert not house.tickets()


def test_alto_alone_is_neither_swallowed_nor_taken_for_stop(house: House) -> None:
    house.caller().texts("ALTO")
    assert "BAJA" in last(house)
    house.time_passes(minutes=2, seconds=2)
    assert severities(house) == ["P2"]


def test_alto_answers_the_question_that_offers_it(house: House) -> None:
    house.caller().texts("hola").texts("alto")
    assert severities(house) == ["P2"]


def test_a_key_answers_the_question_that_was_asked_last(house: House) -> None:
    """2 is "leave a message" there, and no P2; but urgent words in that message are no question for the morning."""
    ortiz = house.caller().texts("3").texts("2").texts("¿cuándo sale la versión nueva?")
    assert severities(house) == ["P3"]
    ortiz.texts("NUEVO").texts("3").texts("2").texts("El sistema está caído")
    assert severities(house) == ["P3", "P1"]
