"""A message left and its answer never came, nor any receipt: it is found again at the carrier, and goes once.

It shows of a template the words as it filled them in. No other message is taken for it, whatever it says.
"""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from tests.phones import ORTIZ, House
from tests.story.conftest import DIRECTORY
from voiceline.actions import reply_by_message
from voiceline.store.notifications import Notification

TEMPLATE = "HX" + "0" * 32
ROSA = 'name = "Rosa Ortiz"\nmobile = "+50244440001"\n'


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def by_whatsapp(house: House, template: bool) -> None:
    house.loads(DIRECTORY.replace(ROSA, ROSA + "whatsapp = true\n"))
    house.carrier.config = replace(house.carrier.config, whatsapp_window=template)
    if template:
        means = {"opened.es": (TEMPLATE, "case_number", "severity", "until_clock")}
        house.line.settings = replace(house.line.settings, whatsapp_templates=means)
        house.line.__dict__.pop("_sessions", None)
        house.carrier.templates.add(
            "abierto", "Caso {{1}} ({{2}}).\nRespuesta antes de las {{3}}.\n{{4}}", sid=TEMPLATE,
            variables={"4": "Línea urgente Khodi"},
        )  # fmt: skip
    else:
        house.caller().texts("hola", channel="whatsapp")


def goes_unheard(house: House) -> None:
    """The next message leaves, and nobody tells us of it."""
    house.carrier.faults.add("message-timeout")
    house.carrier.faults.add("callback-drop", times=3, status="sent")
    house.carrier.faults.add("callback-drop", times=3, status="delivered")


def sent(house: House, words: str) -> list[Any]:
    return [m for m in house.texts_to(ORTIZ) if m.direction == "outbound-api" and words in m.body]


def rows(house: House, kind: str) -> list[Notification]:
    with house.line.reading() as session:
        return list(session.scalars(select(Notification).where(Notification.kind == kind).order_by(Notification.id)))


@pytest.mark.parametrize("template", [True, False], ids=["by a template", "in words"])
def test_it_goes_once_by_whatsapp(house: House, template: bool) -> None:
    by_whatsapp(house, template)
    goes_unheard(house)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=30)
    (message,) = sent(house, "aso 101")
    assert message.channel == "whatsapp" and bool(message.content_sid) is template
    (row,) = rows(house, "opened")
    assert (row.carrier_sid, row.tries) == (message.sid, 2)


def test_a_receipt_that_came_meanwhile_says_enough(house: House) -> None:
    by_whatsapp(house, template=True)
    house.carrier.faults.add("message-timeout")
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=30)
    assert len(sent(house, "aso 101")) == 1
    assert [(row.outcome, row.tries) for row in rows(house, "opened")] == [("delivered", 1)]


def test_whose_words_have_changed_meanwhile_goes_rather_twice_than_never(house: House) -> None:
    by_whatsapp(house, template=True)
    goes_unheard(house)
    house.caller().dials().presses("1").hangs_up()
    house.carrier.templates[TEMPLATE] = replace(house.carrier.templates[TEMPLATE], body="Otras palabras")
    house.time_passes(seconds=30)
    assert len(house.texts_to(ORTIZ)) == 2


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_of_two_with_the_same_words_neither_is_taken_for_the_other(house: House, channel: str) -> None:
    """The first is on record as another's, so the second, which never reached the carrier, still goes."""
    owes_words(house, channel, "first")
    house.carrier.faults.add("message-500")
    owes_words(house, channel, "second")
    house.time_passes(seconds=10)
    assert len(sent(house, "¿Sigue ahi?")) == 2
    assert len({row.carrier_sid for row in rows(house, "reply")}) == 2


def test_what_answered_a_message_at_once_is_no_message_of_ours(house: House) -> None:
    house.caller().texts("hola")
    (answer,) = house.texts_to(ORTIZ)
    house.carrier.faults.add("message-500")
    owes_words(house, "sms", "late", answer.body)
    house.time_passes(seconds=10)
    assert len(house.texts_to(ORTIZ)) == 2


def owes_words(house: House, channel: str, mark: str, words: str = "¿Sigue ahi?") -> None:
    with house.line.transaction() as session:
        reply_by_message.owe_reply(session, mark, channel, ORTIZ, words, house.line.now())
    house.work()
