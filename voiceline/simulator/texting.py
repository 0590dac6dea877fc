"""Texts that come in and are answered, and those that go out."""

from __future__ import annotations

from voiceline.simulator import delivery, forms, media
from voiceline.simulator.office import Office
from voiceline.simulator.templates import Button
from voiceline.simulator.texts import LONGEST_VALIDITY, Message, Refusal
from voiceline.simulator.twiml import BadTwiml, Element, parse
from voiceline.simulator.web import Exchange, Form

STOP = {"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"}
START = {"START", "UNSTOP", "YES"}
HELP = {"HELP", "INFO"}
REPLIES_KNOWN_FOR = 7 * 86400  # seconds in which WhatsApp tells what a message answers


def receive(office: Office, message: Message) -> None:
    if message not in office.texts.inbound:
        office.texts.inbound.append(message)
    opting = _opting(office, message)
    form = _form(office, message)
    if opting and office.config.advanced_opt_out is not None:
        form.append(("OptOutType", opting))
    owned = office.account.numbers.get(message.to) if message.channel == "sms" else None
    url = owned.sms_url if owned else office.config.text_url

    def bring() -> None:
        office.webhooks.post("text", message.sid, url, form, lambda e: _answered(office, message, e))

    waiting = office.texts.overtaken
    overtaken = waiting.pop(message.from_, None)
    fault = office.faults.take("text-swap") if overtaken is None else None
    if fault is not None:
        waiting[message.from_] = bring
        office.schedule.after(fault.seconds, lambda: waiting.pop(message.from_, lambda: None)())
        return
    bring()
    if overtaken is not None:
        office.schedule.after(1, overtaken)


def send(
    office: Office,
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
    sid = office.new_sid("SM")
    message = Message(sid, from_, to, body, channel, direction, "queued", office.now())
    message.status_callback, message.content_sid, message.validity = callback, content_sid, validity
    message.buttons = buttons if channel == "whatsapp" else ()
    office.texts.outbound.append(message)
    delivery.begin(office, message)
    return message


def refusal(office: Office, to: str) -> int | None:
    """The code a text to this address is refused with, if it is."""
    if to.startswith("whatsapp:"):
        return None
    return 21610 if to in office.texts.opted_out else office.receptions.of(to).habit.refused


def refuse(office: Office, from_: str, to: str, body: str, code: int) -> None:
    office.texts.refused.append(Refusal(from_, to, body, code, office.now()))


def _opting(office: Office, message: Message) -> str | None:
    """STOP and START are the carrier's own words, of SMS; more of them only with Advanced Opt-Out."""
    if message.channel != "sms":
        return None
    word = message.body.strip().upper()
    if word in STOP or word in (office.config.advanced_opt_out or ()):
        office.texts.opted_out.add(message.from_)
        return "STOP"
    if word in START:
        office.texts.opted_out.discard(message.from_)
        if office.receptions.of(message.from_).kind == "opted-out":
            del office.receptions[message.from_]
        return "START"
    return "HELP" if word in HELP else None


def _form(office: Office, message: Message) -> Form:
    form: Form = [
        *forms.geography(message.from_, message.to, with_caller=False),
        *((name, message.sid) for name in ("SmsMessageSid", "SmsSid", "MessageSid")),
        *media.form_of(office, message.sid),
        ("NumSegments", str(message.segments)),
        ("ReferralNumMedia", "0"),
        ("SmsStatus", "received"),
        ("Body", message.body),
        ("From", message.from_),
        ("To", message.to),
        ("AccountSid", office.config.account_sid),
        ("ApiVersion", "2010-04-01"),
    ]
    return form if message.channel == "sms" else _by_whatsapp(office, message, form)


def _by_whatsapp(office: Office, message: Message, form: Form) -> Form:
    bare = message.from_.removeprefix("whatsapp:")
    form = [pair for pair in form if not pair[0].startswith(("FromC", "FromS", "FromZ", "ToC", "ToS", "ToZ"))]
    form += [
        ("ProfileName", bare),
        ("WaId", bare.lstrip("+")),
        ("MessageType", "button" if message.pressed else media.message_type(office, message.sid)),
        ("Forwarded", "false"),
        ("FrequentlyForwarded", "false"),
        ("ChannelMetadata", '{"type":"whatsapp","data":{"context":{}}}'),
    ]
    if message.pressed:
        form += [("ButtonText", message.pressed.title), ("ButtonPayload", message.pressed.payload)]
    original = office.texts.message(message.replied_to or "")
    age = (message.created_at - original.created_at).total_seconds() if original else 0.0
    if message.replied_to and age <= REPLIES_KNOWN_FOR:
        form += [("OriginalRepliedMessageSid", message.replied_to)]
        form += [("OriginalRepliedMessageSender", original.from_ if original else message.to)]
    return form


def _answered(office: Office, message: Message, exchange: Exchange) -> None:
    """Replies by TwiML or plain text; nothing, an empty document and 204 are answers too."""
    response = exchange.response
    if response is None or not exchange.ok:
        office.warn(f"11200: text webhook failed: {exchange.error or exchange.status}")
        return
    if response.status == 204 or not response.text.strip():
        return
    if response.content_type.startswith("text/plain"):
        _reply(office, message, response.text)
        return
    try:
        document = parse(response.text, exchange.url)
        for verb in document.verbs:
            if verb.tag != "Message":
                raise BadTwiml(12200, f"<{verb.tag}> is not a messaging verb this carrier knows")
            _reply_by(office, message, verb)
    except BadTwiml as error:
        office.warn(str(error))
        if office.strict:
            raise


def _reply_by(office: Office, message: Message, verb: Element) -> None:
    bodies = ["".join(body.itertext()) for body in verb.findall("Body")]
    text = "".join(bodies) if bodies else (verb.text or "").strip()
    _reply(office, message, text, verb.get("to"), verb.get("statusCallback") or verb.get("action"))


def _reply(office: Office, message: Message, body: str, to: str | None = None, callback: str | None = None) -> None:
    target = to or message.from_
    code = refusal(office, target)
    if code is None:
        send(office, message.to, target, body, "outbound-reply", callback)
    else:
        refuse(office, message.to, target, body, code)
        office.warn(f"{code}: a reply to {target} was not sent")
