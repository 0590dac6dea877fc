"""Messages as REST shows them and as the simulator's page shows them, with what may be done there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.edges.simulator.fixed_line import ANA, CUSTOMER, Line
from tests.edges.simulator.messages import HERS, line_with_a_template, send, sent
from voiceline.simulator.acts import ACTS, BadRequest
from voiceline.simulator.people import People
from voiceline.simulator.reception import HABITS
from voiceline.simulator.scene import whole
from voiceline.simulator.server import PAGE


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
