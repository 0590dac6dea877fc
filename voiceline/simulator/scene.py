"""What the page shows, as JSON: telephones, their calls and captions, texts, and what went over the wire."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from voiceline.simulator.carrier import Carrier
from voiceline.simulator.faults import KINDS
from voiceline.simulator.leg import Leg
from voiceline.simulator.people import People
from voiceline.simulator.reception import HABITS
from voiceline.simulator.texts import Message, Refusal
from voiceline.simulator.web import Exchange

LEGS_SHOWN, CAPTIONS_SHOWN, MESSAGES_SHOWN, LONGEST_ANSWER = 24, 40, 200, 6000
Json = dict[str, Any]


def whole(carrier: Carrier, people: People) -> Json:
    return {
        "line": carrier.config.line_number,
        "sms_number": carrier.config.texting_number,
        "whatsapp_number": carrier.config.whatsapp_number,
        "now": _at(carrier.now()),
        "customers": [asdict(person) for person in people.customers],
        "engineers": [asdict(person) for person in people.engineers],
        "legs": [_leg(carrier, leg) for leg in carrier.legs[-LEGS_SHOWN:]],
        "messages": _messages(carrier)[-MESSAGES_SHOWN:],
        "behaviours": {number: carrier.phones.behaviour(number).kind for number in carrier.phones},
        "receptions": {number: asdict(reception) for number, reception in carrier.receptions.items()},
        "reception_kinds": list(HABITS),
        "faults": [fault.kind for fault in carrier.faults.pending],
        "fault_kinds": list(KINDS),
        "warnings": carrier.warnings[-20:],
    }


def webhook(exchange: Exchange) -> Json:
    return {
        "number": exchange.number,
        "at": _at(exchange.at),
        "kind": exchange.kind,
        "sid": exchange.sid,
        "method": exchange.request.method,
        "url": exchange.url,
        "form": exchange.request.body_form,
        "status": exchange.status,
        "ms": exchange.milliseconds,
        "answer": exchange.twiml[:LONGEST_ANSWER],
        "error": exchange.error,
        "warnings": exchange.warnings,
        "note": exchange.note,
    }


def _leg(carrier: Carrier, leg: Leg) -> Json:
    return {
        "sid": leg.sid,
        "from": leg.from_,
        "to": leg.to,
        "direction": leg.direction,
        "status": leg.status,
        "over": leg.over,
        "rings": leg.rings,
        "doing": leg.doing,
        "bridged_with": leg.bridged_with.sid if leg.bridged_with else None,
        "conference_with": [other.sid for other in leg.conference.others(leg)] if leg.conference else [],
        "created_at": _at(leg.created_at),
        "answered_at": _at(leg.answered_at),
        "ended_at": _at(leg.ended_at),
        "typed": carrier.typed.get(leg.sid, ""),
        "captions": [
            {"n": n, "text": c.text, "language": c.language, "voice": c.voice, "kind": c.kind, "at": _at(c.at)}
            for n, c in list(enumerate(leg.captions))[-CAPTIONS_SHOWN:]
        ],
    }


def _messages(carrier: Carrier) -> list[Json]:
    texts = carrier.texts
    shown = [_message(carrier, m) for m in texts.inbound + texts.outbound]
    shown += [_refusal(n, each) for n, each in enumerate(texts.refused)]
    return sorted(shown, key=lambda m: str(m["at"]))


def _refusal(number: int, refusal: Refusal) -> Json:
    """Shown where the message would have been, which does not exist."""
    addresses: Json = {"from": refusal.from_, "to": refusal.to, "channel": "sms", "direction": "refused"}
    what: Json = {"body": refusal.body, "status": "refused", "error_code": refusal.code, "at": _at(refusal.at)}
    nothing: Json = {"media": [], "buttons": [], "replied_to": None, "arrived": False}
    return {"sid": f"refused-{number}", **addresses, **what, **nothing}


def _message(carrier: Carrier, message: Message) -> Json:
    return {
        "sid": message.sid,
        "from": message.from_,
        "to": message.to,
        "body": message.body,
        "media": [{"sid": m.sid, "type": m.declared} for m in carrier.media.of(message.sid) if not m.deleted],
        "channel": message.channel,
        "direction": message.direction,
        "status": message.status,
        "error_code": message.error_code,
        "buttons": [asdict(button) for button in message.buttons],
        "replied_to": message.replied_to,
        "pressed": message.pressed.payload if message.pressed else None,
        "arrived": message.arrived_at is not None,
        "at": _at(message.created_at),
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
