"""Questions by WhatsApp with buttons where a template is there for them; elsewhere, and if it fails, in words."""

from dataclasses import replace
from typing import Any

import pytest

from tests.phones import ORTIZ, CustomerPhone, House
from voiceline.actions import lead_cause
from voiceline.actions.move_ticket import Desk
from voiceline.store import directory

ASKED = "HX" + "0" * 31 + "7"
UNKNOWN = "HX" + "f" * 32
BUTTONS = (("Crítico", "1"), ("Alto", "2"), ("Otra consulta", "3"))
WORDS = "{{1}}: ¿qué tan grave es?"


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()
    means = {"welcome.es": (ASKED, "line"), "confirm.es": ("HX" + "0" * 32, "nonsense")}
    house.line.settings = replace(house.line.settings, whatsapp_templates=means)
    house.line.__dict__.pop("_sessions", None)
    house.carrier.templates.add("gravedad", WORDS, BUTTONS, sid=ASKED)


def announced(house: House, words: str) -> None:
    with house.line.transaction() as session:
        version, book = directory.current(session)
        desk = Desk(session, book, version, "rosa@example.com", house.line.now())
        cause = lead_cause.open_cause(desk, "facturación", None)
        lead_cause.say_state(desk, cause, lead_cause.State(words, "Billing is down in the whole country."))
        lead_cause.announce(desk, cause)


def writes(house: House, words: str = "buenas", **more: Any) -> CustomerPhone:
    return house.caller().texts(words, channel="whatsapp", **more)


def test_the_first_question_has_buttons_and_one_tap_opens_the_case(house: House) -> None:
    writes(house)
    (message,) = house.texts_to(ORTIZ)
    assert (message.content_sid, message.body) == (ASKED, "Línea urgente Khodi: ¿qué tan grave es?")
    house.time_passes(seconds=2)
    house.carrier.press_button(ORTIZ, message, "1")
    house.work()
    assert (house.ticket().severity, house.ticket().channel) == ("P1", "whatsapp")


def test_a_button_of_long_ago_is_its_words_and_no_key_of_another_question(house: House) -> None:
    writes(house)
    (first,) = house.texts_to(ORTIZ)
    house.time_passes(seconds=2)
    writes(house, "creo que es crítico")  # is it? 1 yes, 2 no
    house.carrier.press_button(ORTIZ, first, "2")
    house.work()
    assert house.ticket().severity == "P2"  # she says "Alto", and not no


def test_what_goes_before_the_question_is_not_lost_for_its_buttons(house: House) -> None:
    announced(house, "Falla la facturación en todo el país.")
    writes(house)
    (message,) = house.texts_to(ORTIZ)
    assert message.content_sid is None
    assert "Falla la facturación" in message.body


def test_a_number_in_words_is_as_good_as_a_tap(house: House) -> None:
    writes(house).texts("2", channel="whatsapp")
    assert house.ticket().severity == "P2"


def test_it_is_asked_once_however_often_the_webhook_comes(house: House) -> None:
    writes(house, message_sid="SM" + "1" * 32)
    sent = [each for each in house.carrier.log if each.kind == "text"][-1]
    again = house.carrier.replay(sent)
    house.time_passes(seconds=5)
    assert again.body.decode() == sent.twiml
    assert len(house.texts_to(ORTIZ)) == 1


def test_by_sms_it_is_asked_in_words(house: House) -> None:
    house.caller().texts("buenas")
    (message,) = house.texts_to(ORTIZ)
    assert message.content_sid is None
    assert "Responda con un numero" in message.body


def test_who_was_not_understood_is_told_so_in_words(house: House) -> None:
    writes(house).texts("zzz", channel="whatsapp")
    first, second = house.texts_to(ORTIZ)
    assert (first.content_sid, second.content_sid) == (ASKED, None)
    assert second.body.startswith("No entendí")


def test_a_template_the_carrier_does_not_know_is_followed_by_the_words(house: House) -> None:
    templates = {"welcome.es": (UNKNOWN, "line")}
    house.line.settings = replace(house.line.settings, whatsapp_templates=templates)
    house.line.__dict__.pop("_sessions", None)
    writes(house)
    house.time_passes(seconds=10)
    (words,) = house.texts_to(ORTIZ)
    assert words.content_sid is None
    assert "Responda con un número" in words.body


def test_a_question_without_a_template_of_its_own_comes_in_words(house: House) -> None:
    writes(house).texts("creo que es crítico", channel="whatsapp")
    last = house.texts_to(ORTIZ)[-1]
    assert last.content_sid is None
    assert "crítico" in last.body
