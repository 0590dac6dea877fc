"""Messages the line sends: how its tests send one and read what it was told."""

from __future__ import annotations

from typing import Any

from tests.edges.simulator.fixed_line import BASE, CUSTOMER, LINE, Line
from voiceline.simulator.carrier import Message

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
