"""Texts that people send: whole, twice, late, out of order; and the words that opt out."""

from __future__ import annotations

import pytest

from tests.edges.simulator.fixed_line import ANA, CUSTOMER, Line
from tests.edges.simulator.messages import HERS, send, sent
from voiceline.simulator.alphabet import segments

# What comes in


@pytest.mark.parametrize("body", ["", "x" * 1600, "🔥🇬🇹 ¿qué?", "<b>&amp;", "una\nlínea"])
def test_any_text_comes_whole_in_one_form(body: str) -> None:
    line = Line({})
    line.carrier.text(CUSTOMER, None, body)
    form = line.posts("/text")[0]
    assert (form["Body"], form["NumSegments"]) == (body, str(segments(body)))


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("", 1), ("€" * 80, 1), ("€" * 81, 2), ("€" * 153, 3), ("🔥" * 35, 1), ("🔥" * 36, 2), ("🔥" * 67, 3),
        ("a" * 160, 1), ("a" * 161, 2), ("a" * 1600, 11),
    ],
)  # fmt: skip
def test_a_character_of_two_places_is_never_parted(body: str, count: int) -> None:
    assert segments(body) == count


def test_a_reply_names_what_it_answers_for_seven_days_and_by_whatsapp_only() -> None:
    line = Line({})
    message = sent(line, HERS)
    line.carrier.advance(2)
    line.carrier.text(CUSTOMER, None, "de acuerdo", "whatsapp", replied_to=message.sid)
    line.carrier.text(CUSTOMER, None, "de acuerdo", "sms", replied_to=message.sid)
    line.carrier.advance(7 * 86400)
    line.carrier.text(CUSTOMER, None, "tarde", "whatsapp", replied_to=message.sid)
    assert [form.get("OriginalRepliedMessageSid") for form in line.posts("/text")] == [message.sid, None, None]


def test_a_text_that_comes_twice_has_one_token() -> None:
    line = Line({"/in": "", "/text": "<Message>recibido</Message>"})
    line.carrier.faults.add("text-duplicate")
    line.carrier.dial(CUSTOMER)
    line.carrier.text(CUSTOMER, None, "hola")
    first, second = (e.request for e in line.exchanges("/text"))
    assert first == second and len(line.exchanges("/in")) == 1
    assert len(line.carrier.messages) == 1


def test_two_texts_of_one_phone_come_the_other_way_round() -> None:
    line = Line({})
    line.carrier.faults.add("text-swap")
    for who, body in ((CUSTOMER, "uno"), (ANA, "de otra"), (CUSTOMER, "dos"), (CUSTOMER, "tres")):
        line.carrier.text(who, None, body)
    line.carrier.advance(60)
    assert [form["Body"] for form in line.posts("/text")] == ["de otra", "dos", "tres", "uno"]


def test_a_text_that_nothing_overtakes_comes_late() -> None:
    line = Line({})
    line.carrier.faults.add("text-swap", seconds=30)
    line.carrier.text(CUSTOMER, None, "uno")
    line.carrier.advance(29)
    assert line.posts("/text") == []
    line.carrier.advance(2)
    assert [form["Body"] for form in line.posts("/text")] == ["uno"]


# Opting out


def test_what_opts_out_is_told_only_when_advanced_opt_out_is_set_up() -> None:
    plain, advanced = Line({}), Line({}, advanced_opt_out=frozenset({"BAJA"}))
    for line in (plain, advanced):
        for body in ("BAJA", "START", "help", "hola"):
            line.carrier.text(CUSTOMER, None, body)
    assert [form.get("OptOutType") for form in plain.posts("/text")] == [None] * 4
    assert [form.get("OptOutType") for form in advanced.posts("/text")] == ["STOP", "START", "HELP", None]


def test_added_words_silence_and_whatsapp_is_never_silenced() -> None:
    line = Line({}, advanced_opt_out=frozenset({"BAJA"}))
    line.carrier.text(CUSTOMER, None, "baja", "whatsapp")
    assert send(line)[0] == 201
    line.carrier.text(CUSTOMER, None, "baja")
    assert send(line)[1]["code"] == 21610
    assert send(line, HERS)[0] == 201
