"""Templates: filled, shown, refused, and their buttons pressed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.edges.simulator.fixed_line import ANA, CUSTOMER, Line
from tests.edges.simulator.messages import ASKED, HERS, OURS, line_with_a_template, send, sent
from voiceline.simulator.__main__ import TEMPLATES
from voiceline.simulator.templates import Templates


def test_a_template_is_filled_and_its_button_comes_back_as_an_answer_to_it() -> None:
    line = line_with_a_template()
    message = sent(line, HERS, body="no cuenta", ContentSid=ASKED, ContentVariables='{"1": "417"}')
    line.carrier.advance(2)
    assert message.body == "¿Caso 417 resuelto, Rosa?"
    assert line.posts("/m")[-1]["StructuredMessage"] == "true"
    line.carrier.press_button(CUSTOMER, message, "si:417")
    form = line.posts("/text")[0]
    assert (form["Body"], form["ButtonText"], form["ButtonPayload"]) == ("Sí", "Sí", "si:417")
    assert (form["OriginalRepliedMessageSid"], form["OriginalRepliedMessageSender"]) == (message.sid, OURS)
    assert (form["From"], form["To"], form["MessageType"]) == (HERS, OURS, "button")


def test_a_button_is_pressed_only_where_it_is() -> None:
    line = line_with_a_template()
    line.carrier.receives(CUSTOMER, "away")
    message = sent(line, HERS, ContentSid=ASKED, ContentVariables='{"1": "417"}')
    line.carrier.advance(2)
    with pytest.raises(LookupError):
        line.carrier.press_button(CUSTOMER, message, "si:417")  # it has not arrived
    line.carrier.receives(CUSTOMER, "gets")
    for who, payload in ((ANA, "si:417"), (CUSTOMER, "otro")):
        with pytest.raises(LookupError):
            line.carrier.press_button(who, message, payload)
    line.carrier.press_button(CUSTOMER, message, "si:417")
    assert len(line.posts("/text")) == 1


def test_an_sms_of_a_template_has_no_buttons() -> None:
    line = line_with_a_template()
    assert sent(line, CUSTOMER, ContentSid=ASKED, ContentVariables='{"1": "417"}').buttons == ()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"ContentSid": "HX" + "b" * 32}, 21655), ({"ContentVariables": '{"1": "x"}'}, 21654),
        ({"ContentSid": ASKED, "ContentVariables": "417"}, 21656),
        ({"ContentSid": ASKED, "ContentVariables": "{1: 417}"}, 21656),
        ({"ContentSid": ASKED, "ContentVariables": '{"1": null}'}, 21656),
        ({"ContentSid": ASKED, "ContentVariables": '{"1": ""}'}, 21656),
        ({"ContentSid": ASKED, "ContentVariables": '{"1": "a\\nb"}'}, 21656),
        ({"ValidityPeriod": "0"}, 21624), ({"ValidityPeriod": "36001"}, 21624), ({"ValidityPeriod": "1h"}, 21624),
    ],
)  # fmt: skip
def test_what_of_a_message_is_refused(asked: dict[str, str], code: int) -> None:
    line = line_with_a_template()
    status, error = send(line, HERS, **asked)
    assert (status, error["code"]) == (400, code)
    assert not line.carrier.messages


@pytest.mark.parametrize(("approved", "ending"), [(True, "delivered"), (False, "undelivered")])
def test_outside_the_window_only_an_approved_template_begins(approved: bool, ending: str) -> None:
    line = Line({}, whatsapp_window=True)
    template = line.carrier.templates.add("saludo", "hola", approved=approved)
    message = sent(line, HERS, ContentSid=template.sid)
    line.carrier.advance(2)
    assert message.status == ending


@pytest.mark.parametrize("buttons", [[("x" * 26, "p")], [("", "p")], [("a", "b")] * 11])
def test_a_template_whatsapp_would_not_show_is_refused(buttons: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match="buttons"):
        Templates().add("t", "b", buttons)


def test_the_templates_of_the_demo_can_be_read_filled_and_looked_up() -> None:
    line = Line({})
    line.carrier.templates.read(TEMPLATES)
    for template in line.carrier.templates.values():
        body, buttons = template.filled({})
        assert "{{" not in body + json.dumps([button.payload for button in buttons])
        status, payload = _content(line, f"/{template.sid}")
        assert (status, payload["friendly_name"]) == (200, template.name)
    assert len(_content(line, "")[1]["contents"]) == len(line.carrier.templates)
    assert _content(line, "/HX" + "f" * 32)[0] == 404


def _content(line: Line, path: str) -> tuple[int, dict[str, Any]]:
    from tests.edges.simulator.fixed_line import BASIC

    status, payload, _ = line.carrier.rest("GET", f"/v1/Content{path}", [], BASIC)
    assert isinstance(payload, dict)
    return status, payload
