"""SMS and WhatsApp: texts that come in and are answered, and those that go out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from voiceline.simulator import media
from voiceline.simulator.alphabet import segments
from voiceline.simulator.delivery import Delivery
from voiceline.simulator.switchboard import geography
from voiceline.simulator.templates import Button
from voiceline.simulator.twiml import BadTwiml, Element, parse
from voiceline.simulator.web import Exchange, Form

if TYPE_CHECKING:
    from voiceline.simulator.carrier import Carrier

__all__ = ["Message", "Refusal", "Texts", "segments"]

STOP = {"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"}
START = {"START", "UNSTOP", "YES"}
HELP = {"HELP", "INFO"}
LONGEST_BODY = 1600
LONGEST_VALIDITY = 36000  # seconds; also what holds when none is given
REPLIES_KNOWN_FOR = 7 * 86400  # seconds in which WhatsApp tells what a message answers


@dataclass(eq=False)
class Message:
    sid: str
    from_: str
    to: str
    body: str
    channel: str  # 'sms', 'whatsapp'
    direction: str  # 'inbound', 'outbound-api', 'outbound-reply'
    status: str
    created_at: datetime
    error_code: int | None = None
    status_callback: str | None = None
    content_sid: str | None = None
    buttons: tuple[Button, ...] = ()  # quick replies under it, which only WhatsApp shows
    pressed: Button | None = None  # the one this inbound message is
    replied_to: str | None = None  # the message that this one answers
    validity: float = LONGEST_VALIDITY
    callbacks: list[str] = field(default_factory=list)  # statuses the line was told
    sent_at: datetime | None = None
    updated_at: datetime | None = None
    arrived_at: datetime | None = None  # on the phone, whatever the line knows of it

    @property
    def segments(self) -> int:
        return segments(self.body) if self.channel == "sms" else 1


@dataclass(frozen=True)
class Refusal:
    """A text the line asked for and the carrier did not take."""

    from_: str
    to: str
    body: str
    code: int
    at: datetime


class Texts:
    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.delivery = Delivery(carrier)
        self.outbound: list[Message] = []
        self.inbound: list[Message] = []
        self.refused: list[Refusal] = []
        self.opted_out: set[str] = set()
        self._overtaken: dict[str, Callable[[], None]] = {}  # sender → a text of hers that the next one overtakes

    # -- in

    def receive(self, message: Message) -> None:
        if message not in self.inbound:
            self.inbound.append(message)
        opting = self._opting(message)
        form = [*self._form(message), *([("OptOutType", opting)] if opting and self._advanced else [])]
        owned = self.carrier.account.numbers.get(message.to) if message.channel == "sms" else None
        url = owned.sms_url if owned else self.carrier.config.text_url

        def bring() -> None:
            self.carrier.webhooks.post("text", message.sid, url, form, lambda e: self._answered(message, e))

        overtaken = self._overtaken.pop(message.from_, None)
        fault = self.carrier.faults.take("text-swap") if overtaken is None else None
        if fault is not None:
            self._overtaken[message.from_] = bring
            self.carrier.schedule.after(fault.seconds, lambda: self._overtaken.pop(message.from_, lambda: None)())
            return
        bring()
        if overtaken is not None:
            self.carrier.schedule.after(1, overtaken)

    def message(self, sid: str) -> Message | None:
        return next((m for m in self.outbound + self.inbound if m.sid == sid), None)

    @property
    def _advanced(self) -> bool:
        return self.carrier.config.advanced_opt_out is not None

    def _opting(self, message: Message) -> str | None:
        """STOP and START are the carrier's own words, of SMS; more of them only with Advanced Opt-Out."""
        if message.channel != "sms":
            return None
        word = message.body.strip().upper()
        if word in STOP or word in (self.carrier.config.advanced_opt_out or ()):
            self.opted_out.add(message.from_)
            return "STOP"
        if word in START:
            self.opted_out.discard(message.from_)
            if self.carrier.receptions.of(message.from_).kind == "opted-out":
                del self.carrier.receptions[message.from_]
            return "START"
        return "HELP" if word in HELP else None

    def _form(self, message: Message) -> Form:
        form: Form = [
            *geography(message.from_, message.to, with_caller=False),
            *((name, message.sid) for name in ("SmsMessageSid", "SmsSid", "MessageSid")),
            *media.form_of(self.carrier, message.sid),
            ("NumSegments", str(message.segments)),
            ("ReferralNumMedia", "0"),
            ("SmsStatus", "received"),
            ("Body", message.body),
            ("From", message.from_),
            ("To", message.to),
            ("AccountSid", self.carrier.config.account_sid),
            ("ApiVersion", "2010-04-01"),
        ]
        return form if message.channel == "sms" else self._by_whatsapp(message, form)

    def _by_whatsapp(self, message: Message, form: Form) -> Form:
        bare = message.from_.removeprefix("whatsapp:")
        form = [pair for pair in form if not pair[0].startswith(("FromC", "FromS", "FromZ", "ToC", "ToS", "ToZ"))]
        form += [
            ("ProfileName", bare),
            ("WaId", bare.lstrip("+")),
            ("MessageType", "button" if message.pressed else media.message_type(self.carrier, message.sid)),
            ("Forwarded", "false"),
            ("FrequentlyForwarded", "false"),
            ("ChannelMetadata", '{"type":"whatsapp","data":{"context":{}}}'),
        ]
        if message.pressed:
            form += [("ButtonText", message.pressed.title), ("ButtonPayload", message.pressed.payload)]
        original = self.message(message.replied_to or "")
        age = (message.created_at - original.created_at).total_seconds() if original else 0.0
        if message.replied_to and age <= REPLIES_KNOWN_FOR:
            form += [("OriginalRepliedMessageSid", message.replied_to)]
            form += [("OriginalRepliedMessageSender", original.from_ if original else message.to)]
        return form

    # -- out

    def _answered(self, message: Message, exchange: Exchange) -> None:
        """Replies by TwiML or plain text; nothing, an empty document and 204 are answers too."""
        response = exchange.response
        if response is None or not exchange.ok:
            self.carrier.warn(f"11200: text webhook failed: {exchange.error or exchange.status}")
            return
        if response.status == 204 or not response.text.strip():
            return
        if response.content_type.startswith("text/plain"):
            self._reply(message, response.text)
            return
        try:
            document = parse(response.text, exchange.url)
            for verb in document.verbs:
                if verb.tag != "Message":
                    raise BadTwiml(12200, f"<{verb.tag}> is not a messaging verb this carrier knows")
                self._reply_by(message, verb)
        except BadTwiml as error:
            self.carrier.warn(str(error))
            if self.carrier.strict:
                raise

    def _reply_by(self, message: Message, verb: Element) -> None:
        bodies = ["".join(body.itertext()) for body in verb.findall("Body")]
        text = "".join(bodies) if bodies else (verb.text or "").strip()
        self._reply(message, text, verb.get("to"), verb.get("statusCallback") or verb.get("action"))

    def _reply(self, message: Message, body: str, to: str | None = None, callback: str | None = None) -> None:
        target = to or message.from_
        code = self.refusal(target)
        if code is None:
            self.send(message.to, target, body, "outbound-reply", callback)
        else:
            self.refuse(message.to, target, body, code)
            self.carrier.warn(f"{code}: a reply to {target} was not sent")

    def refusal(self, to: str) -> int | None:
        """The code a text to this address is refused with, if it is."""
        if to.startswith("whatsapp:"):
            return None
        return 21610 if to in self.opted_out else self.carrier.receptions.of(to).habit.refused

    def refuse(self, from_: str, to: str, body: str, code: int) -> None:
        self.refused.append(Refusal(from_, to, body, code, self.carrier.now()))

    def send(
        self,
        from_: str,
        to: str,
        body: str,
        direction: str,
        callback: str | None,
        *,
        content_sid: str | None = None,
        buttons: tuple[Button, ...] = (),
        validity: float = LONGEST_VALIDITY,
    ) -> Message:
        channel = "whatsapp" if to.startswith("whatsapp:") else "sms"
        sid = self.carrier.new_sid("SM")
        message = Message(sid, from_, to, body, channel, direction, "queued", self.carrier.now())
        message.status_callback, message.content_sid, message.validity = callback, content_sid, validity
        message.buttons = buttons if channel == "whatsapp" else ()
        self.outbound.append(message)
        self.delivery.begin(message)
        return message
