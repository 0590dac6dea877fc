"""Urgent keys and words while a question stands open: none is taken for less than it is."""

import pytest

from tests.phones import House
from tests.story.written_words.thread import FOODS, PEDRO, described, last, severities
from voiceline.actions.move_ticket import resolve


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_1_while_a_high_case_is_being_described_opens_a_critical_one(house: House, channel: str) -> None:
    ortiz = house.caller().texts("2", channel=channel).texts("1", channel=channel)
    assert severities(house) == ["P2", "P1"]
    assert "Su caso es 102: critico" in last(house).replace("crítico", "critico")
    assert described(house, 101) == []
    ortiz.texts("no entra nadie", channel=channel)
    assert described(house, 102) == ["no entra nadie"]


def test_the_clock_of_the_critical_one_runs_from_the_message_that_said_it(house: House) -> None:
    ortiz = house.caller().texts("2")
    house.time_passes(minutes=5)
    ortiz.texts("1")
    assert house.ticket(102).opened_at == house.clock.at


@pytest.mark.parametrize("words", ["ya no hay alternativa, se cayó todo", "es crítico, no entra nadie"])
def test_graver_words_instead_of_a_description_open_a_critical_one(house: House, words: str) -> None:
    house.caller().texts("2").texts(words)
    assert severities(house) == ["P2", "P1"]
    assert described(house, 102) == [words] and described(house, 101) == []


def test_graver_words_in_english(house: House) -> None:
    house.caller(FOODS).texts("2").texts("there is no workaround any more, everything is down")
    assert severities(house) == ["P2", "P1"]
    assert "Your case is 102: critical" in last(house, FOODS)


@pytest.mark.parametrize("words", ["la caja 3 no funciona", "se cayó el reporte pero hay alternativa", "está lento"])
def test_a_description_of_what_is_high_stays_one(house: House, words: str) -> None:
    """She has just said herself how grave it is: only what is plainly graver speaks against it."""
    house.caller().texts("2").texts(words)
    house.time_passes(minutes=3)
    assert severities(house) == ["P2"]
    assert described(house) == [words]


@pytest.mark.parametrize("number", [None, FOODS])
def test_urgent_words_after_1_describe_the_critical_case(house: House, number: str | None) -> None:
    words = "the mail server is down" if number else "se cayó el servidor de correo"
    caller = house.caller(number) if number else house.caller()
    caller.texts("1").texts(words)
    house.time_passes(minutes=3)
    assert severities(house) == ["P1"]
    assert described(house) == [words]


@pytest.mark.parametrize("key", ["1", "2"])
def test_an_urgent_key_while_a_critical_case_is_being_described_asks_whether_it_is_the_same(
    house: House, key: str
) -> None:
    ortiz = house.caller().texts("1").texts(key)
    assert "Responda 1 si es por" in last(house) and "101" in last(house)
    assert "called_again" in house.events() and described(house) == []
    ortiz.texts("1")
    house.time_passes(minutes=3)
    assert severities(house) == ["P1"]


def test_its_people_are_rung_again(house: House) -> None:
    """Everybody was busy; the policy would begin again in a moment."""
    for number in ("+50255550101", "+50255550102", "+50255550201"):
        house.carrier.phones[number] = "busy"
    ortiz = house.caller().texts("1")
    house.time_passes(seconds=6)
    house.carrier.phones["+50255550201"] = "rings"
    ortiz.texts("1")
    house.engineer("Lee").is_rung()


def test_silence_to_that_question_keeps_both(house: House) -> None:
    house.caller().texts("1").texts("1")
    house.time_passes(minutes=2, seconds=3)
    assert severities(house) == ["P1", "P1"]


def test_while_she_is_asked_whether_it_is_the_same_graver_words_open_one(house: House) -> None:
    house.caller().texts("2").texts("la caja 3").texts("2").texts("ya no hay alternativa, se cayó todo")
    assert severities(house) == ["P2", "P1"]
    assert described(house, 102) == ["ya no hay alternativa, se cayó todo"]


def test_a_critical_case_of_hers_is_no_reason_to_take_urgent_words_for_less(house: House) -> None:
    """What she describes is the other one: the people of the critical case are rung again, and she is asked."""
    house.caller().texts("1").texts("no entra nadie")
    ortiz = house.caller().texts("NUEVO").texts("2").texts("se cayó todo otra vez")
    assert severities(house) == ["P1", "P2"]
    assert "Responda 1 si es por" in last(house) and "101" in last(house)
    ortiz.texts("1")
    assert described(house, 101)[-1] == "se cayó todo otra vez" and described(house, 102) == []


def test_a_colleague_s_answer_to_the_same_question_is_no_description(house: House) -> None:
    house.caller().texts("1")
    house.caller(PEDRO).texts("1").texts("2")
    assert severities(house) == ["P1", "P1"]


def test_a_key_where_nothing_was_understood_is_that_key(house: House) -> None:
    house.caller().texts("hola").texts("x").texts("y").texts("z").texts("2")
    assert severities(house) == ["P2"]


def test_asked_whether_it_works_now_urgent_words_open_a_case(house: House) -> None:
    ortiz = house.caller().texts("1").texts("no entra nadie")
    house.engineer("Dana").rings().presses("1").hears("es suyo").hangs_up()
    house.does(resolve, "reinicio", by="dana")
    ortiz.texts("4").texts("El sistema está caído, es crítico")
    assert [(each.severity, each.status) for each in house.tickets()] == [("P1", "resolved"), ("P1", "open")]
