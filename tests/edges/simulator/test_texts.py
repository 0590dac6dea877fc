"""A text comes in and is answered; a message goes out and something becomes of it."""

from __future__ import annotations

import pytest

from tests.edges.simulator.fixed_line import BASE, CUSTOMER, LINE, LUIS, Line
from voiceline.simulator.carrier import WebResponse
from voiceline.simulator.texts import segments


@pytest.mark.parametrize(("channel", "prefix"), [("sms", ""), ("whatsapp", "whatsapp:")])
def test_a_text_is_answered_by_twiml(channel: str, prefix: str) -> None:
    line = Line({"/text": "<Message>Caso 417</Message>"})
    message = line.carrier.text(CUSTOMER, None, "no funciona", channel, repeat=True)
    first, second = line.posts("/text")
    assert first == second and first["MessageSid"] == first["SmsSid"] == message.sid
    assert (first["From"], first["To"], first["Body"]) == (prefix + CUSTOMER, prefix + LINE, "no funciona")
    assert ("WaId" in first) == (channel == "whatsapp")
    reply = line.carrier.messages[0]
    assert (reply.to, reply.body, reply.direction) == (prefix + CUSTOMER, "Caso 417", "outbound-reply")


@pytest.mark.parametrize(
    "answer", [WebResponse(204, b"", ""), WebResponse(200, b"", "text/xml"), WebResponse(200, b"<Response/>")]
)
def test_a_text_needs_no_reply(answer: WebResponse) -> None:
    line = Line({"/text": answer})
    line.carrier.text(CUSTOMER, None, "hola")
    assert not line.carrier.messages and not line.carrier.warnings


def send(line: Line, to: str, body: str = "hola", from_: str = LINE) -> tuple[int, dict[str, object]]:
    return line.rest(
        "POST", "Messages.json", ("To", to), ("From", from_), ("Body", body), ("StatusCallback", BASE + "/m")
    )


@pytest.mark.parametrize(
    ("to", "ending", "code"),
    [(CUSTOMER, "delivered", None), ("+50255559999", "undelivered", "30003"), ("+50222220000", "undelivered", "30006")],
)
def test_what_becomes_of_a_message(to: str, ending: str, code: str | None) -> None:
    line = Line({})
    line.carrier.undeliverable["+50255559999"] = 30003
    status, payload = send(line, to)
    assert (status, payload["status"]) == (201, "queued")
    line.carrier.advance(2)
    assert [form["MessageStatus"] for form in line.posts("/m")] == ["sent", ending]
    assert line.posts("/m")[-1].get("ErrorCode") == code
    assert line.carrier.messages[0].callbacks == ["sent", ending]


@pytest.mark.parametrize(
    ("to", "from_", "body", "code"),
    [
        ("nadie", LINE, "x", 21211), (CUSTOMER, "+15005550006", "x", 21606), (CUSTOMER, LINE, "", 21602),
        (CUSTOMER, LINE, "x" * 1601, 21617), ("whatsapp:" + CUSTOMER, LINE, "x", 63007),
    ],
)  # fmt: skip
def test_a_message_that_is_refused(to: str, from_: str, body: str, code: int) -> None:
    status, error = send(Line({}), to, body, from_)
    assert (status, error["code"], error["status"]) == (400, code, 400)
    assert str(error["more_info"]).endswith(str(code))


def test_stop_silences_a_number_until_start() -> None:
    line = Line({})
    line.carrier.text(CUSTOMER, None, "Stop")
    assert send(line, CUSTOMER)[1]["code"] == 21610
    line.carrier.text(CUSTOMER, None, "START")
    assert send(line, CUSTOMER)[0] == 201


def test_whatsapp_outside_its_window_can_be_made_to_fail() -> None:
    line = Line({}, whatsapp_window=True)
    send(line, "whatsapp:" + CUSTOMER, from_="whatsapp:" + LINE)
    line.carrier.text(LUIS, None, "hola", "whatsapp")
    send(line, "whatsapp:" + LUIS, from_="whatsapp:" + LINE)
    line.carrier.advance(2)
    assert [m.error_code for m in line.carrier.messages] == [63016, None]


@pytest.mark.parametrize(("body", "count"), [("a" * 160, 1), ("ñ" * 161, 2), ("á" * 70, 1), ("á" * 71, 2)])
def test_segments_are_counted_by_alphabet(body: str, count: int) -> None:
    assert segments(body) == count
