"""The same conversation by text."""

import pytest

from tests.phones import ORTIZ, House
from voiceline.actions import answer_text


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def replies(house: House, number: str = ORTIZ) -> list[str]:
    return [message.body for message in house.texts_to(number)]


def test_a_text_walks_the_same_script_and_opens_the_case(house: House) -> None:
    ortiz = house.caller().texts("ayuda por favor")
    assert "Responda con un número" in replies(house)[-1].replace("numero", "número")
    ortiz.texts("1")
    ticket = house.ticket()
    assert (ticket.severity, ticket.channel, ticket.customer) == ("P1", "sms", "Banco Maya")
    assert any("Su caso es 101" in body for body in replies(house))
    ortiz.texts("No entra nadie al sistema desde las dos")
    assert house.ticket().summary == "No entra nadie al sistema desde las dos"
    house.engineer("Dana").rings().presses("1").hears("es suyo")
    ortiz.gets_text("Le atiende Dana Cruz")


def test_the_clock_starts_at_the_first_message(house: House) -> None:
    ortiz = house.caller().texts("hola")
    house.time_passes(minutes=3)
    ortiz.texts("2")
    ticket = house.ticket()
    assert ticket.severity == "P2"
    assert (ticket.response_due_at - ticket.opened_at).total_seconds() == 30 * 60
    assert (house.clock.at - ticket.opened_at).total_seconds() >= 180


def test_a_repeated_message_changes_nothing(house: House) -> None:
    ortiz = house.caller().texts("hola", message_sid="SM" + "1" * 32)
    ortiz.texts("1", message_sid="SM" + "2" * 32)
    sent = [x for x in house.carrier.log if x.kind == "text"][-1]
    again = house.carrier.replay(sent)
    assert again.body.decode() == sent.twiml
    assert len(house.tickets()) == 1


def test_more_words_join_the_case_and_an_urgent_key_never_disappears_into_it(house: House) -> None:
    ortiz = house.caller().texts("hola").texts("2").texts("lento").texts("y ahora también el reporte")
    assert len(house.tickets()) == 1
    assert [e.kind for e in house.ticket().events].count("described") == 2
    ortiz.texts("1")
    assert [t.severity for t in house.tickets()] == ["P2", "P1"]


def test_0_undoes_it_by_text(house: House) -> None:
    house.caller().texts("hola").texts("1").texts("0")
    assert house.ticket().severity == "P3"


def test_0_undoes_it_after_her_description_too_while_nobody_has_it(house: House) -> None:
    ortiz = house.caller().texts("hola").texts("1").texts("perdón, era una prueba").texts("0")
    assert house.ticket().severity == "P3" and any("fue por error" in each for each in replies(house))
    ortiz.texts("0")
    assert house.ticket().severity == "P3" and "Responda 1" in replies(house)[-1]


def test_0_undoes_nothing_that_somebody_has(house: House) -> None:
    ortiz = house.caller().texts("hola").texts("1").texts("se cayó todo")
    house.engineer("Dana").texts("TOMO 101")
    ortiz.texts("0")
    assert house.ticket().severity == "P1"
    assert replies(house)[-1] == "Dana Cruz ya atiende su caso 101 y le avisamos que fue por error."
    house.told("+50255550101", "Banco Maya: fue por error (0)")


def test_0_while_she_is_still_asked_what_is_wrong_reaches_whoever_has_it_by_now(house: House) -> None:
    ortiz = house.caller().texts("1")
    house.engineer("Dana").rings().presses("1").hears("es suyo").hangs_up()
    ortiz.texts("0")
    assert house.ticket().severity == "P1" and house.ticket().status == "acknowledged"
    assert replies(house)[-1] == "Dana Cruz ya atiende su caso 101 y le avisamos que fue por error."
    house.told("+50255550101", "Banco Maya: fue por error (0)")
    ortiz.texts("lo estaba probando")
    assert len(house.tickets()) == 1 and "queda en su caso 101" in replies(house)[-1]


def test_0_in_english_too(house: House) -> None:
    foods = house.caller("+50244440002").texts("1")
    house.engineer("Dana").texts("TOMO 101")
    foods.texts("0")
    assert replies(house, "+50244440002")[-1].startswith("Dana Cruz has your case 101 already and we told them")


def test_0_undoes_no_case_of_a_colleague(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.caller("+50223330001").texts("0")
    assert house.ticket(101).severity == "P1"


@pytest.mark.parametrize(("number", "undone"), [(ORTIZ, "fue por error"), ("+50244440002", "it was a mistake")])
def test_0_undoes_it_while_she_is_asked_whether_it_is_that_case(house: House, number: str, undone: str) -> None:
    house.caller(number).texts("1").texts("1").texts("0")
    house.time_passes(minutes=3)
    assert [each.severity for each in house.tickets()] == ["P3"]
    assert any(undone in each for each in replies(house, number))


def test_0_to_that_question_of_a_case_that_somebody_has_opens_no_other(house: House) -> None:
    ortiz = house.caller().texts("1").texts("se cayó todo")
    house.engineer("Dana").texts("TOMO 101")
    ortiz.texts("1").texts("0")
    house.time_passes(minutes=3)
    assert [each.severity for each in house.tickets()] == ["P1"] and "Dana Cruz" in replies(house)[-1]


def test_whatsapp_is_answered_on_whatsapp(house: House) -> None:
    house.caller().texts("hola", channel="whatsapp").texts("1", channel="whatsapp")
    assert house.ticket().channel == "whatsapp"
    house.time_passes(seconds=2)
    assert all(message.to.startswith("whatsapp:") for message in house.carrier.messages)


def test_an_sms_keeps_to_its_alphabet(house: House) -> None:
    house.caller().texts("hola")
    assert not set("áíóúÁÍÓÚ") & set(replies(house)[-1])


@pytest.mark.parametrize("body", ["", "🙂", "x" * 1600, "9", "*", "#"])
def test_any_body_is_answered(house: House, body: str) -> None:
    house.caller().texts("hola").texts(body)
    assert len(replies(house)) >= 2


LANDLINE = "+50223330001"  # of Banco Maya


@pytest.mark.parametrize("words", ["1", "hola", "QUIEN", "BAJA"])
def test_a_landline_that_texts_is_heard_and_gets_no_text(house: House, words: str) -> None:
    house.caller(LANDLINE).texts(words)
    house.time_passes(minutes=1)
    assert not house.texts_to(LANDLINE)
    assert len(house.tickets()) == (words == "1")


def test_a_silence_is_not_answered_to_a_landline_either(house: House) -> None:
    house.caller(LANDLINE).texts("no puedo entrar")
    house.time_passes(minutes=2, seconds=3)
    assert house.ticket().severity == "P1" and not house.texts_to(LANDLINE)


def test_what_could_not_be_heard_is_not_answered_to_a_landline(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no database")

    monkeypatch.setattr(answer_text.directory, "current", fails)
    house.caller(LANDLINE).texts("1")
    assert not house.texts_to(LANDLINE)


def test_a_landline_with_whatsapp_is_answered_there(house: House) -> None:
    house.caller(LANDLINE).texts("hola", channel="whatsapp")
    assert "Responda con un número" in replies(house, LANDLINE)[-1]
