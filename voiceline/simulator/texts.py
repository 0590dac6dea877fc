"""SMS and WhatsApp: texts that come in and are answered, texts that go out and are reported on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from voiceline.simulator import media
from voiceline.simulator.switchboard import geography
from voiceline.simulator.twiml import BadTwiml, Element, parse
from voiceline.simulator.web import Exchange, Form

if TYPE_CHECKING:
    from voiceline.simulator.carrier import Carrier

GSM7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)
STOP = {"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"}
START = {"START", "UNSTOP", "YES"}
LANDLINES = ("+5022", "+5026", "+5027")


def segments(body: str) -> int:
    single, part = (160, 153) if set(body) <= GSM7 else (70, 67)
    return 1 if len(body) <= single else -(-len(body) // part)


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
    replied_to: str | None = None  # the message of the line that this one answers
    callbacks: list[str] = field(default_factory=list)  # statuses the line was told
    sent_at: datetime | None = None


class Texts:
    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.outbound: list[Message] = []
        self.inbound: list[Message] = []
        self.opted_out: set[str] = set()

    def receive(self, message: Message) -> None:
        if message not in self.inbound:
            self.inbound.append(message)
        word = message.body.strip().upper()
        if message.channel == "sms" and word in STOP:
            self.opted_out.add(message.from_)
        elif message.channel == "sms" and word in START:
            self.opted_out.discard(message.from_)
        config = self.carrier.config
        form: Form = [
            *geography(message.from_, message.to, with_caller=False),
            *((name, message.sid) for name in ("SmsMessageSid", "SmsSid", "MessageSid")),
            *media.form_of(self.carrier, message.sid),
            ("NumSegments", str(segments(message.body))),
            ("ReferralNumMedia", "0"),
            ("SmsStatus", "received"),
            ("Body", message.body),
            ("From", message.from_),
            ("To", message.to),
            ("AccountSid", config.account_sid),
            ("ApiVersion", "2010-04-01"),
        ]
        if message.channel == "whatsapp":
            bare = message.from_.removeprefix("whatsapp:")
            form = [pair for pair in form if not pair[0].startswith(("FromC", "FromS", "FromZ", "ToC", "ToS", "ToZ"))]
            form += [
                ("ProfileName", bare),
                ("WaId", bare.lstrip("+")),
                ("MessageType", media.message_type(self.carrier, message.sid)),
                ("Forwarded", "false"),
                ("FrequentlyForwarded", "false"),
                ("ChannelMetadata", '{"type":"whatsapp","data":{"context":{}}}'),
            ]
            if message.replied_to:
                form += [("OriginalRepliedMessageSid", message.replied_to)]
                form += [("OriginalRepliedMessageSender", message.to)]
        owned = self.carrier.account.numbers.get(message.to) if message.channel == "sms" else None
        url = owned.sms_url if owned else config.text_url
        self.carrier.webhooks.post("text", message.sid, url, form, lambda e: self._answered(message, e))

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
        self.send(message.to, to or message.from_, body, "outbound-reply", callback)

    def send(
        self, from_: str, to: str, body: str, direction: str, callback: str | None, content_sid: str | None = None
    ) -> Message:
        channel = "whatsapp" if to.startswith("whatsapp:") else "sms"
        sid = self.carrier.new_sid("SM")
        message = Message(sid, from_, to, body, channel, direction, "queued", self.carrier.now())
        message.status_callback, message.content_sid = callback, content_sid
        self.outbound.append(message)
        self.carrier.schedule.after(0, lambda: self._progress(message, "sent"))
        self.carrier.schedule.after(self.carrier.config.delivery_delay, lambda: self._arrive(message))
        return message

    def _arrive(self, message: Message) -> None:
        message.error_code = self._trouble(message)
        self._progress(message, "delivered" if message.error_code is None else "undelivered")

    def _trouble(self, message: Message) -> int | None:
        """Why it does not arrive, if it does not."""
        number = message.to.removeprefix("whatsapp:")
        ordered = self.carrier.undeliverable.get(message.to) or self.carrier.undeliverable.get(number)
        if ordered:
            return ordered
        if self.carrier.phones.behaviour(number).kind == "off":
            return 30003
        if message.channel == "sms" and number.startswith(LANDLINES):
            return 30006
        if message.channel == "whatsapp" and self.carrier.config.whatsapp_window and not message.content_sid:
            return None if self._wrote_lately(message.to) else 63016
        return None

    def _wrote_lately(self, address: str) -> bool:
        now = self.carrier.now()
        return any(m.from_ == address and (now - m.created_at).total_seconds() < 86400 for m in self.inbound)

    def _progress(self, message: Message, status: str) -> None:
        message.status = status
        message.sent_at = message.sent_at or self.carrier.now()
        if not message.status_callback:
            return
        message.callbacks.append(status)
        form: Form = [
            ("MessageSid", message.sid),
            ("SmsSid", message.sid),
            ("MessageStatus", status),
            ("SmsStatus", status),
            ("To", message.to),
            ("From", message.from_),
            ("AccountSid", self.carrier.config.account_sid),
            ("ApiVersion", "2010-04-01"),
        ]
        if message.error_code:
            form.append(("ErrorCode", str(message.error_code)))
        if message.channel == "whatsapp":
            form += [("ChannelPrefix", "whatsapp"), ("ChannelToAddress", message.to.removeprefix("whatsapp:"))]
            form += [("EventType", status.upper()), ("StructuredMessage", "false")]
        elif status == "delivered":
            form.append(("RawDlrDoneDate", self.carrier.now().strftime("%y%m%d%H%M")))
        self.carrier.webhooks.post("message-status", message.sid, message.status_callback, form)
