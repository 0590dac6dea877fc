"""What becomes of a message that goes out: it waits, leaves, arrives or does not, and the line is told of it."""

from __future__ import annotations

from voiceline.simulator.office import Office
from voiceline.simulator.reception import Habit, Reception
from voiceline.simulator.texts import Message
from voiceline.simulator.web import Form

LANDLINES = ("+5022", "+5026", "+5027")
WINDOW = 86400.0
READING = 1.0  # seconds until what arrived is read


def begin(office: Office, message: Message) -> None:
    fault = office.faults.take("message-held")
    queued = fault.seconds if fault else 0.0
    if queued > message.validity:
        office.schedule.after(message.validity, lambda: _end(office, message, 30036, "failed"))
    else:
        office.schedule.after(queued, lambda: _leave(office, message))


def order(office: Office, number: str, reception: Reception) -> None:
    """This phone does something else from now on: what waits for it may arrive, or fail."""

    def back() -> None:
        if office.receptions.get(number) is reception:
            order(office, number, Reception("gets"))

    office.receptions[number] = reception
    if reception.kind == "away" and reception.seconds:
        office.schedule.after(reception.seconds, back)
    for message in [m for m in office.texts.held if m.to.removeprefix("whatsapp:") == number]:
        if message.channel not in _habit(office, message).holds:
            office.texts.held.remove(message)
            office.schedule.after(0, lambda message=message: _arrive(office, message))  # type: ignore[misc]


def _leave(office: Office, message: Message) -> None:
    _become(office, message, "sent")
    if _habit(office, message).receipts != "backwards":
        _tell(office, message, "sent")
    office.schedule.after(office.config.delivery_delay, lambda: _arrive(office, message))


def _arrive(office: Office, message: Message) -> None:
    habit = _habit(office, message)
    code = _trouble(office, message, habit)
    if code is not None:
        _end(office, message, code, "undelivered")
    elif message.channel in habit.holds:
        _hold(office, message)
    else:
        message.arrived_at = office.now()
        late = office.receptions.of(message.to).seconds if habit.receipts == "late" else 0.0
        if late:
            office.schedule.after(late, lambda: _delivered(office, message, habit))
        elif habit.receipts != "never":
            _delivered(office, message, habit)


def _hold(office: Office, message: Message) -> None:
    """An SMS waits as long as it is valid, a WhatsApp message until the phone is back."""
    office.texts.held.append(message)
    if message.channel == "sms":
        left = message.validity - (office.now() - message.created_at).total_seconds()
        office.schedule.after(left, lambda: _expire(office, message))


def _expire(office: Office, message: Message) -> None:
    if message in office.texts.held:
        office.texts.held.remove(message)
        _end(office, message, 30003, "undelivered")


def _delivered(office: Office, message: Message, habit: Habit) -> None:
    _become(office, message, "delivered")
    _tell(office, message, "delivered")
    if habit.receipts == "backwards":
        _tell(office, message, "sent")
    if habit.reads and message.channel == "whatsapp":
        office.schedule.after(READING, lambda: _read(office, message))


def _read(office: Office, message: Message) -> None:
    _become(office, message, "read")
    _tell(office, message, "read")


def _end(office: Office, message: Message, code: int, status: str) -> None:
    message.error_code = code
    _become(office, message, status)
    _tell(office, message, status)


def _habit(office: Office, message: Message) -> Habit:
    return office.receptions.of(message.to).habit


def _trouble(office: Office, message: Message, habit: Habit) -> int | None:
    """Why it does not arrive, if it does not."""
    number = message.to.removeprefix("whatsapp:")
    ordered = office.undeliverable.get(f"{message.channel}:{number}") or office.undeliverable.get(number)
    if ordered or habit.code(message.channel):
        return ordered or habit.code(message.channel)
    if office.phones.behaviour(number).kind == "off":
        return 30003
    if message.channel == "sms" and number.startswith(LANDLINES):
        return 30006
    if message.channel == "whatsapp" and office.config.whatsapp_window and not _may_begin(office, message):
        return None if _wrote_lately(office, message.to) else 63016
    return None


def _may_begin(office: Office, message: Message) -> bool:
    template = office.templates.get(message.content_sid or "")
    return template is not None and template.approved


def _wrote_lately(office: Office, address: str) -> bool:
    now = office.now()
    return any(m.from_ == address and (now - m.created_at).total_seconds() < WINDOW for m in office.texts.inbound)


def _become(office: Office, message: Message, status: str) -> None:
    message.status, message.updated_at = status, office.now()
    message.sent_at = message.sent_at or message.updated_at


def _tell(office: Office, message: Message, status: str) -> None:
    if not message.status_callback:
        return
    for _ in range(2 if _habit(office, message).receipts == "twice" else 1):
        message.callbacks.append(status)
        office.webhooks.post("message-status", message.sid, message.status_callback, _receipt(office, message, status))


def _receipt(office: Office, message: Message, status: str) -> Form:
    form: Form = [
        ("MessageSid", message.sid),
        ("SmsSid", message.sid),
        ("MessageStatus", status),
        ("SmsStatus", status),
        ("To", message.to),
        ("From", message.from_),
        ("AccountSid", office.config.account_sid),
        ("ApiVersion", "2010-04-01"),
    ]
    if message.error_code:
        form.append(("ErrorCode", str(message.error_code)))
    if message.channel == "whatsapp":
        form += [("ChannelPrefix", "whatsapp"), ("ChannelToAddress", message.to.removeprefix("whatsapp:"))]
        form += [("EventType", status.upper()), ("StructuredMessage", "true" if message.content_sid else "false")]
    elif status == "delivered":
        form.append(("RawDlrDoneDate", office.now().strftime("%y%m%d%H%M")))
    return form
