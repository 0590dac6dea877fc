"""What the page can do, one function an act: the same acts a test has."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from voiceline.simulator.carrier import CLEAR, Behaviour, Carrier, Leg
from voiceline.simulator.reception import HABITS
from voiceline.simulator.recordings import wav_seconds
from voiceline.simulator.texts import LONGEST_BODY

Asked = dict[str, Any]


class BadRequest(Exception):
    """Said back to the page with status 400."""


def _leg(carrier: Carrier, asked: Asked) -> Leg:
    leg = carrier.leg(str(asked.get("sid", "")))
    if leg is None:
        raise BadRequest("no hay tal llamada")
    return leg


def dial(carrier: Carrier, asked: Asked) -> Asked:
    return {"sid": carrier.dial(str(asked.get("from", "")), asked.get("to"), asked.get("forwarded_from")).sid}


def press(carrier: Carrier, asked: Asked) -> Asked:
    keys = str(asked.get("keys", ""))
    if not keys or not set(keys) <= set("0123456789*#"):
        raise BadRequest("las teclas son 0-9, * y #")
    return {"heard": carrier.press(_leg(carrier, asked), keys)}


def speak(carrier: Carrier, asked: Asked) -> Asked:
    """Typed words, or a WAV (base64) that was really spoken, whose length then counts."""
    text, encoded = str(asked.get("text", "")), asked.get("wav")
    seconds, audio = float(asked.get("seconds") or max(1.0, len(text) / 14)), None
    if encoded:
        try:
            audio = base64.b64decode(encoded, validate=True)
            seconds = wav_seconds(audio)
        except Exception as error:
            raise BadRequest(f"no es un WAV: {error}") from error
    clarity = float(asked.get("confidence") or CLEAR)
    return {"heard": carrier.speak(_leg(carrier, asked), text, seconds, audio, clarity)}


def answer(carrier: Carrier, asked: Asked) -> Asked:
    carrier.answer(_leg(carrier, asked))
    return {}


def reject(carrier: Carrier, asked: Asked) -> Asked:
    carrier.reject(_leg(carrier, asked))
    return {}


def hangup(carrier: Carrier, asked: Asked) -> Asked:
    carrier.hang_up(_leg(carrier, asked))
    return {}


def text(carrier: Carrier, asked: Asked) -> Asked:
    """An empty body is a text too; ``replied_to`` is the sid of the message it answers."""
    media = _media(asked)
    if not asked.get("from") or (asked.get("body") is None and not media):
        raise BadRequest("un mensaje tiene remitente y texto")
    body = str(asked.get("body") or "")
    if len(body) > LONGEST_BODY:
        raise BadRequest(f"un mensaje tiene a lo más {LONGEST_BODY} caracteres")
    channel = "whatsapp" if asked.get("channel") == "whatsapp" else "sms"
    repeat, answered = bool(asked.get("repeat")), asked.get("replied_to")
    message = carrier.text(
        str(asked["from"]), asked.get("to"), body, channel, repeat=repeat, replied_to=answered, media=media
    )
    return {"sid": message.sid}


def _media(asked: Asked) -> list[tuple[bytes, str]]:
    """Files as the page sends them: (base64, type)."""
    try:
        files = asked.get("media") or []
        return [(base64.b64decode(each["data"], validate=True), str(each["type"])) for each in files]
    except Exception as error:
        raise BadRequest(f"no es un archivo: {error}") from error


def button(carrier: Carrier, asked: Asked) -> Asked:
    """A quick reply is pressed under a message of the line."""
    message = carrier.texts.message(str(asked.get("sid", "")))
    if message is None:
        raise BadRequest("no hay tal mensaje")
    try:
        return {"sid": carrier.press_button(str(asked.get("from", "")), message, str(asked.get("payload", ""))).sid}
    except LookupError as error:
        raise BadRequest("no hay tal botón en ese teléfono") from error


def reception(carrier: Carrier, asked: Asked) -> Asked:
    """What a phone does with messages from now on."""
    kind = asked.get("kind", "gets")
    if kind not in HABITS:
        raise BadRequest(f"no hay tal cosa que hacer con los mensajes: {kind}")
    try:
        seconds = max(0.0, float(asked.get("seconds") or 0))
    except ValueError as error:
        raise BadRequest("los segundos son un número") from error
    carrier.receives(str(asked.get("number", "")), kind, seconds)
    return {}


def template(carrier: Carrier, asked: Asked) -> Asked:
    """The account gets another message template."""
    buttons = [(str(each.get("title", "")), str(each.get("payload", ""))) for each in asked.get("buttons", [])]
    try:
        added = carrier.templates.add(
            str(asked.get("name", "")), str(asked.get("body", "")), buttons, sid=asked.get("sid"),
            variables=asked.get("variables", {}), approved=bool(asked.get("approved", True)),
        )  # fmt: skip
    except ValueError as error:
        raise BadRequest(str(error)) from error
    return {"sid": added.sid}


def behaviour(carrier: Carrier, asked: Asked) -> Asked:
    kind = asked.get("kind", "rings")
    if kind not in ("rings", "busy", "unreachable", "voicemail", "off"):
        raise BadRequest(f"no hay tal comportamiento: {kind}")
    carrier.phones[str(asked.get("number", ""))] = Behaviour(kind, after=float(asked.get("after", 6)))
    return {}


def faults(carrier: Carrier, asked: Asked) -> Asked:
    if asked.get("clear"):
        carrier.faults.clear()
    if asked.get("kind"):
        try:
            seconds, times = float(asked.get("seconds", 30)), int(asked.get("times", 1))
            carrier.faults.add(str(asked["kind"]), times=times, seconds=seconds)
        except ValueError as error:
            raise BadRequest(str(error)) from error
    return {"pending": [fault.kind for fault in carrier.faults.pending]}


ACTS: dict[str, Callable[[Carrier, Asked], Asked]] = {
    act.__name__: act
    for act in (dial, press, speak, answer, reject, hangup, text, button, reception, template, behaviour, faults)
}
