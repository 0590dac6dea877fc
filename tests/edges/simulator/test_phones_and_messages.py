"""The simulated carrier's texts: templates and their buttons, what a phone does with messages, receipts, opting out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.edges.simulator.fixed_line import ANA, BASE, CUSTOMER, LINE, Line
from voiceline.simulator.__main__ import TEMPLATES
from voiceline.simulator.acts import ACTS, BadRequest
from voiceline.simulator.alphabet import segments
from voiceline.simulator.carrier import Message
from voiceline.simulator.people import People
from voiceline.simulator.reception import HABITS
from voiceline.simulator.scene import whole
from voiceline.simulator.server import PAGE
from voiceline.simulator.templates import Templates

OURS, HERS = f"whatsapp:{LINE}", f"whatsapp:{CUSTOMER}"
ASKED = "HX" + "a" * 32


def line_with_a_template(**settings: object) -> Line:
    line = Line({}, **settings)
    buttons = [("Sí", "si:{{1}}"), ("No", "no:{{1}}")]
    line.carrier.templates.add("resuelto", "¿Caso {{1}} resuelto, {{2}}?", buttons, sid=ASKED, variables={"2": "Rosa"})
    return line


def send(line: Line, to: str = CUSTOMER, body: str = "hola", **asked: str) -> tuple[int, dict[str, Any]]:
    from_ = OURS if to.startswith("whatsapp:") else LINE
    form = {"To": to, "From": from_, "Body": body, "StatusCallback": BASE + "/m"} | asked
    return line.rest("POST", "Messages.json", *form.items())


def sent(line: Line, to: str = CUSTOMER, **asked: str) -> Message:
    """A message that the carrier takes."""
    status, payload = send(line, to, **asked)
    assert status == 201, payload
    message = line.carrier.texts.message(payload["sid"])
    assert message is not None
    return message


def told(line: Line) -> list[str]:
    return [form["MessageStatus"] for form in line.posts("/m")]


# -- templates and their buttons


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


# -- what a phone does with messages


@pytest.mark.parametrize(
    ("kind", "sms", "whatsapp"),
    [
        ("gets", None, None), ("off", 30003, None), ("unknown", 30005, 63024), ("landline", 30006, 63024),
        ("filtered", 30007, None), ("fails", 30008, None), ("no-whatsapp", None, 63024),
    ],
)  # fmt: skip
def test_how_messages_to_a_phone_end(kind: Any, sms: int | None, whatsapp: int | None) -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, kind)
    messages = [sent(line), sent(line, HERS)]
    line.carrier.advance(2)
    assert [m.error_code for m in messages] == [sms, whatsapp]
    for message, code in zip(messages, (sms, whatsapp), strict=True):
        payload = line.rest("GET", f"Messages/{message.sid}.json")[1]
        assert (payload["error_code"], payload["error_message"] is None) == (code, code is None)
        assert (payload["status"] == "undelivered") == (code is not None)


@pytest.mark.parametrize(("kind", "code"), [("opted-out", 21610), ("not-mobile", 21614)])
def test_whom_the_carrier_refuses_to_text(kind: Any, code: int) -> None:
    line = Line({"/text": "<Message>recibido</Message>"})
    line.carrier.receives(CUSTOMER, kind)
    assert send(line)[1]["code"] == code
    assert line.rest("GET", "Messages.json")[1]["messages"] == []
    line.carrier.text(CUSTOMER, None, "hola")
    assert not line.carrier.messages and str(code) in line.carrier.warnings[-1]
    assert [(each.code, each.body) for each in line.carrier.texts.refused] == [(code, "hola"), (code, "recibido")]


def test_start_ends_an_ordered_opting_out_too() -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, "opted-out")
    line.carrier.text(CUSTOMER, None, "start")
    assert send(line)[0] == 201


def test_out_of_coverage_a_message_stays_sent_until_the_phone_is_back() -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, "away")
    messages = [sent(line), sent(line, HERS)]
    line.carrier.advance(3600)
    assert [m.status for m in messages] == ["sent", "sent"]
    line.carrier.receives(CUSTOMER, "gets")
    line.carrier.advance(1)
    assert [m.status for m in messages] == ["delivered", "delivered"]


def test_out_of_coverage_for_a_while() -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, "away", 600)
    message = sent(line)
    line.carrier.advance(599)
    assert message.status == "sent"
    line.carrier.advance(2)
    assert message.status == "delivered" and line.carrier.receptions[CUSTOMER].kind == "gets"


def test_a_later_order_holds_when_an_earlier_ones_time_is_up() -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, "away", 60)
    line.carrier.receives(CUSTOMER, "off")
    line.carrier.advance(120)
    assert line.carrier.receptions[CUSTOMER].kind == "off"


def test_an_sms_waits_no_longer_than_it_is_valid_and_a_whatsapp_message_waits_on() -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, "away")
    sms, whatsapp = sent(line, ValidityPeriod="300"), sent(line, HERS, ValidityPeriod="300")
    line.carrier.advance(299)
    assert sms.status == "sent"
    line.carrier.advance(2)
    assert (sms.status, sms.error_code, whatsapp.status) == ("undelivered", 30003, "sent")
    line.carrier.receives(CUSTOMER, "gets")
    line.carrier.advance(1)
    assert (sms.status, whatsapp.status) == ("undelivered", "delivered")


@pytest.mark.parametrize(("seconds", "ending"), [(60, "delivered"), (301, "failed")])
def test_a_message_that_is_held_in_the_queue_for_longer_than_it_is_valid_never_leaves(
    seconds: float, ending: str
) -> None:
    line = Line({})
    line.carrier.faults.add("message-held", seconds=seconds)
    message = sent(line, ValidityPeriod="300")
    line.carrier.advance(59)
    assert message.status == "queued" and told(line) == []
    line.carrier.advance(300)
    assert (message.status, message.error_code) == (ending, 30036 if ending == "failed" else None)
    assert told(line) == (["failed"] if ending == "failed" else ["sent", "delivered"])


# -- receipts


@pytest.mark.parametrize(
    ("kind", "statuses", "status"),
    [
        ("twice", ["sent", "sent", "delivered", "delivered"], "delivered"),
        ("backwards", ["delivered", "sent"], "delivered"), ("never", ["sent"], "sent"),
        ("reads", ["sent", "delivered"], "delivered"),
    ],
)  # fmt: skip
def test_how_receipts_come(kind: Any, statuses: list[str], status: str) -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, kind)
    message = sent(line)
    line.carrier.advance(3)
    assert (told(line), message.status, message.callbacks) == (statuses, status, statuses)
    assert message.arrived_at is not None


def test_a_receipt_minutes_late() -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, "late", 180)
    message = sent(line)
    line.carrier.advance(3)
    assert message.arrived_at is not None and told(line) == ["sent"]
    line.carrier.advance(180)
    assert told(line) == ["sent", "delivered"]


def test_whatsapp_tells_that_it_was_read() -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, "reads")
    sent(line, HERS)
    line.carrier.advance(3)
    assert told(line) == ["sent", "delivered", "read"] and line.posts("/m")[-1]["EventType"] == "READ"


# -- what comes in


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


# -- opting out


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


# -- REST and the page


def test_a_message_as_rest_shows_it() -> None:
    line = Line({})
    message = sent(line, body="á" * 71)
    fresh = line.rest("GET", f"Messages/{message.sid}.json")[1]
    line.carrier.receives(CUSTOMER, "late", 60)
    line.carrier.advance(90)
    done = line.rest("GET", f"Messages/{message.sid}.json")[1]
    assert (fresh["status"], fresh["date_sent"], fresh["num_segments"]) == ("queued", None, "2")
    assert (done["status"], done["direction"]) == ("delivered", "outbound-api")
    assert done["date_updated"] != done["date_sent"] == fresh["date_created"]


def test_the_acts_of_the_page() -> None:
    line = line_with_a_template()
    sid = ACTS["template"](line.carrier, {"name": "otra", "body": "hola", "buttons": [{"title": "A", "payload": "a"}]})
    message = sent(line, HERS, ContentSid=str(sid["sid"]))
    line.carrier.advance(2)
    ACTS["button"](line.carrier, {"from": CUSTOMER, "sid": message.sid, "payload": "a"})
    ACTS["text"](line.carrier, {"from": CUSTOMER, "body": "", "channel": "whatsapp", "replied_to": message.sid})
    ACTS["reception"](line.carrier, {"number": CUSTOMER, "kind": "away", "seconds": "30"})
    assert [form["Body"] for form in line.posts("/text")] == ["A", ""]
    scene = whole(line.carrier, People())
    assert scene["receptions"] == {CUSTOMER: {"kind": "away", "seconds": 30.0}}
    shown = {entry["direction"]: entry for entry in scene["messages"]}
    assert shown["outbound-api"]["buttons"] == [{"title": "A", "payload": "a"}] and shown["outbound-api"]["arrived"]
    assert shown["inbound"]["replied_to"] == message.sid and json.dumps(scene)


@pytest.mark.parametrize(
    ("act", "asked"),
    [
        ("text", {"from": CUSTOMER}), ("text", {"from": CUSTOMER, "body": "x" * 1601}), ("text", {"body": "x"}),
        ("button", {"from": CUSTOMER, "sid": "SM1", "payload": "a"}), ("reception", {"number": ANA, "kind": "naps"}),
        ("reception", {"number": ANA, "kind": "away", "seconds": "un rato"}),
        ("template", {"name": "t", "body": "b", "sid": "HX1"}),
    ],
)  # fmt: skip
def test_acts_that_cannot_be_done_say_so(act: str, asked: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        ACTS[act](Line({}).carrier, asked)


def test_a_refused_message_stands_in_the_picture() -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, "not-mobile")
    send(line)
    (shown,) = whole(line.carrier, People())["messages"]
    assert (shown["status"], shown["error_code"], shown["to"]) == ("refused", 21614, CUSTOMER)


def test_the_picture_keeps_what_came_last_whoever_wrote_it() -> None:
    line = Line({})
    for _ in range(210):
        sent(line)
    line.carrier.advance(5)
    line.carrier.text(CUSTOMER, None, "lo último")
    assert whole(line.carrier, People())["messages"][-1]["body"] == "lo último"


def test_the_page_has_words_for_everything_a_phone_may_do_and_every_code() -> None:
    from voiceline.simulator.troubles import TROUBLES

    words = (PAGE / "message_words.js").read_text(encoding="utf-8")
    for name in [*HABITS, *map(str, TROUBLES)]:
        assert words.count(f'"{name}":') == 2, name
