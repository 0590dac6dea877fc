"""What the phone with our SIM tells: whether it is that phone, and its events in the line's words."""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from voiceline.telephony.inbound import InboundText, e164
from voiceline.telephony.sim_place import Place

FRESH = timedelta(minutes=5)  # either way; the app signs anew at each attempt
RECEIPTS = {"sms:sent": "sent", "sms:delivered": "delivered", "sms:failed": "failed"}
EVENTS = ("sms:received", *RECEIPTS)
ERROR = re.compile(r"[A-Z]+(?:_[A-Z]+)+")


class SimSignatureCheck:
    """Whether our phone sent a request: HMAC-SHA256 over the body and the time beside it, by any of our keys."""

    def __init__(self, secrets: tuple[str, ...]):
        self._keys = [each.encode() for each in secrets]

    def accepts(self, body: bytes, timestamp: str | None, signature: str | None, now: datetime) -> bool:
        if not signature or not timestamp or not re.fullmatch(r"[0-9]{1,12}", timestamp):
            return False
        if abs(now.timestamp() - int(timestamp)) > FRESH.total_seconds():
            return False
        given = signature.strip().lower().encode()
        signed = body + timestamp.encode()
        accepted = False
        for key in self._keys:  # every one is tried: the same time whichever it is
            accepted |= hmac.compare_digest(given, hmac.new(key, signed, hashlib.sha256).hexdigest().encode())
        return accepted


@dataclass(frozen=True)
class MessageReceipt:
    """What became of a message of ours. ``name`` is the one we gave it."""

    name: str
    status: str  # sent, delivered, failed
    code: str | None


class OddEventError(ValueError):
    """Signed by our phone, and yet not to be understood."""


def told_by_sim(body: bytes, place: Place) -> InboundText | MessageReceipt | None:
    """The event; None when it is none of the line's: another kind, another SIM, a sender that is no number."""
    event = _object(_parsed(body))
    kind, payload = event.get("event"), _object(event.get("payload", {}))
    if kind not in EVENTS or _is_elsewhere(event, payload, place):
        return None
    if kind != "sms:received":
        failed = ERROR.search(str(payload.get("reason", ""))) if kind == "sms:failed" else None
        return MessageReceipt(_word(payload, "messageId"), RECEIPTS[kind], failed[0] if failed else None)
    sender = e164(_word(payload, "sender", "phoneNumber"))
    if sender is None:
        return None  # the operator's own messages and advertisements: nobody who could be answered
    words = _word(payload, "message", or_empty=True)
    return InboundText(_sid(event, payload, sender, words), "sms", sender, words.strip())


def _sid(event: dict[str, Any], payload: dict[str, Any], sender: str, words: str) -> str:
    """The same however often it is told, another for each message: a second "1" must never pass for the first.

    The app's ``messageId`` is made of the content and is "not guaranteed to be unique" (its webhook guide), so the
    moment it came in counts too; where that is not told, the event's own id.
    """
    moment = payload.get("receivedAt") or event.get("id") or payload.get("messageId") or ""
    return "SIM" + hashlib.sha256("\n".join((sender, str(moment), words)).encode()).hexdigest()[:32]


def _is_elsewhere(event: dict[str, Any], payload: dict[str, Any], place: Place) -> bool:
    """It is known to concern another SIM or phone. Some phones do not say which SIM it was: then it is ours."""
    sim, device = payload.get("simNumber"), event.get("deviceId")
    return bool((place.sim and sim and sim != place.sim) or (place.device and device and device != place.device))


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise OddEventError("no JSON") from error


def _object(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise OddEventError("not an object")
    return found


def _word(payload: dict[str, Any], *names: str, or_empty: bool = False) -> str:
    found = next((payload[name] for name in names if payload.get(name)), "" if or_empty else None)
    if not isinstance(found, str):
        raise OddEventError(f"no {names[0]}")
    return found.encode("utf-8", "replace").decode().replace("\0", "")  # what PostgreSQL has no text for
