"""Forms become words: who calls, what was pressed, how a recording, a hold or a dial ended. And the signature."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

import phonenumbers
from twilio.request_validator import RequestValidator

from voiceline.dialog.conversation import Entered, Heard, Left, Pressed, Recorded, Said, Silence, Wrote
from voiceline.telephony.inbound_media import Media, media_of

REGION = "GT"
LONGEST_SPEECH = 1600  # characters of one answer
MOST_DIGITS = 9  # of a whole number: an integer of the database holds them all
Form = Mapping[str, str]
_DRESS = str.maketrans("", "", ".)(-\ufe0f\u20e3 ")

_QUEUE_ENDS = {
    "bridged": "talked",
    "bridging-in-process": "talked",
    "redirected-from-bridged": "talked",
    "hangup": "hung_up",
    "leave": "left",
    "redirected": "unjoined",
}


class SignatureCheck:
    """Whether the carrier sent a request: HMAC-SHA1 over PUBLIC_URL, raw URI and all fields, by any of our tokens."""

    def __init__(self, public_url: str, tokens: tuple[str, ...]):
        self._public_url = public_url
        self._validators = [RequestValidator(token) for token in tokens]

    def accepts(self, raw_uri: str, form: Any, signature: str | None) -> bool:
        """``form`` is the MultiDict as received. Whatever goes wrong while checking is a no."""
        if not signature:
            return False
        try:
            return any(_is_signed(each, self._public_url + raw_uri, form, signature) for each in self._validators)
        except Exception:  # the SDK's validator raises many kinds on odd input; none of them may pass or be a 500
            return False


def _is_signed(validator: RequestValidator, url: str, form: Any, signature: str) -> bool:
    """For this very URL, as nearly always; only where it is not does the SDK look with another port, and without."""
    computed: str = validator.compute_signature(url, form)
    return compare_digest(computed, signature) or bool(validator.validate(url, form, signature))


@dataclass(frozen=True)
class InboundCall:
    sid: str
    caller: str  # E.164, or whatever the carrier said, or ""
    called: str
    status: str
    proves_nothing: bool  # withheld, invalid, or one of the line's own numbers: nothing is recognised by it


@dataclass(frozen=True)
class LegStatus:
    """A receipt for a leg: of a status callback, or of any form about it."""

    sid: str
    status: str
    duration_seconds: int | None
    caller: str
    called: str
    sip_code: int | None = None  # of a leg that failed, where the carrier tells it


@dataclass(frozen=True)
class InboundText:
    sid: str
    channel: str
    sender: str
    body: str
    replied_to: str = ""  # the sid of the message of ours that it answers, where the channel tells (WhatsApp)
    opt_out: str = ""  # START, STOP or HELP, where the carrier has taken it for that and answered (Advanced Opt-Out)
    media: tuple[Media, ...] = ()
    pressed: str = ""  # the key of a button, of the question that ``replied_to`` names


class NamelessCallError(ValueError):
    """A form about a call that names none: nothing of it can be kept, or told from another's."""


def call_sid(form: Form) -> str:
    """What tells this call from any other. Raises NamelessCallError where the form has no such word."""
    sid = form.get("CallSid", "").strip()
    if not sid:
        raise NamelessCallError
    return sid


def inbound_call(form: Form, own_numbers: frozenset[str]) -> InboundCall:
    number = e164(form.get("From", ""))
    forwarder = e164(form.get("ForwardedFrom", ""))
    unproven = number is None or number in own_numbers or number == forwarder
    return InboundCall(
        sid=call_sid(form),
        caller=number or form.get("From", "")[:60],
        called=e164(form.get("To", "")) or form.get("To", "")[:60],
        status=form.get("CallStatus", "ringing"),
        proves_nothing=unproven,
    )


def inbound_text(form: Form) -> InboundText:
    sender = form.get("From", "")
    channel = "whatsapp" if sender.startswith("whatsapp:") else "sms"
    number = sender.removeprefix("whatsapp:")
    return InboundText(
        _name_of(form),
        channel,
        e164(number) or number[:60],
        form.get("Body", "").strip(),
        form.get("OriginalRepliedMessageSid", "").strip(),
        form.get("OptOutType", "").strip().upper(),
        media_of(form),
        _pressed(form),
    )


def _name_of(form: Form) -> str:
    """What tells this message from any other; one without a name is taken for a new one rather than for another."""
    named = next((form[name] for name in ("MessageSid", "SmsMessageSid", "SmsSid") if form.get(name)), "")
    return named or f"unnamed-{secrets.token_hex(16)}"


def _pressed(form: Form) -> str:
    """The key that a WhatsApp button stands for; empty where it is none, and its words say it."""
    pressed = form.get("ButtonPayload", "").strip()
    return pressed if pressed in tuple("0123456789") else ""


def leg_status(form: Form) -> LegStatus:
    """How the leg stands by this form. That it hung up may be the answer itself, whatever its status says yet."""
    hung_up = "hangup" in (form.get("Digits"), form.get("QueueResult"))
    return LegStatus(
        sid=form.get("CallSid", ""),
        status="completed" if hung_up else form.get("CallStatus", ""),
        duration_seconds=whole(form.get("CallDuration")),
        caller=form.get("From", "")[:60],
        called=form.get("To", "")[:60],
        sip_code=whole(form.get("SipResponseCode")),
    )


def heard_on_call(form: Form) -> Heard:
    """What the form of an action URL says was done."""
    if "DialCallStatus" in form:
        answered = form["DialCallStatus"] in ("completed", "answered")
        return Left("talked" if answered and form.get("DialBridged", "true") != "false" else "unjoined")
    if "QueueResult" in form:
        return Left(_QUEUE_ENDS.get(form["QueueResult"], "error"))
    if "RecordingSid" in form or "RecordingDuration" in form or "RecordingUrl" in form:
        seconds = whole(form.get("RecordingDuration")) or 0
        return Recorded(seconds, form.get("Digits", ""), form.get("RecordingSid", ""))
    digits = form.get("Digits", "")
    if digits == "hangup":
        return Recorded(0, "hangup")
    if len(digits) > 1:
        digits = digits.rpartition("*")[2] or "*"  # a star in the midst of it begins it anew
        return Pressed(digits) if digits == "*" else Entered(digits)
    if not digits and form.get("SpeechResult"):
        return Said(form["SpeechResult"][:LONGEST_SPEECH], _share(form.get("Confidence")))
    return Pressed(digits) if digits else Silence()


def heard_in_text(body: str) -> Heard:
    """A number alone is a choice, however it is dressed (``1.``, ``(1)``, ``1️⃣``); anything else is words."""
    choice = body.strip().translate(_DRESS) or body.strip()
    return Pressed(choice) if choice in tuple("0123456789*#") else Wrote(body)


def e164(raw: str) -> str | None:
    """The number as ``+50244440001``, or None when it is none (``anonymous``, empty, a SIP name, too short)."""
    cleaned = raw.strip()
    if cleaned.startswith("+502") and len(cleaned) == 12 and cleaned[4] in "234567" and cleaned[1:].isdecimal():
        return cleaned  # a Guatemalan number as the carrier writes it: the common case, without the library
    try:
        number = phonenumbers.parse(cleaned, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _share(value: str | None) -> float | None:
    """A confidence from 0 to 1; None where the carrier gives none, or no number."""
    try:
        share = float(value or "")
    except ValueError:
        return None
    return share if 0 <= share <= 1 else None


def whole(value: str | None) -> int | None:
    """A number of seconds, or a code; None for what is none, or fits into no row of ours."""
    return int(value) if value and value.isdecimal() and len(value) <= MOST_DIGITS else None
