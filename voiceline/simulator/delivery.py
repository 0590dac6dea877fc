"""What becomes of a message that goes out: it waits, leaves, arrives or does not, and the line is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceline.simulator.reception import Habit, Reception
from voiceline.simulator.web import Form

if TYPE_CHECKING:
    from voiceline.simulator.carrier import Carrier
    from voiceline.simulator.texts import Message

LANDLINES = ("+5022", "+5026", "+5027")
WINDOW = 86400.0
READING = 1.0  # seconds until what arrived is read


class Delivery:
    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.held: list[Message] = []  # sent to phones that are out of reach

    def begin(self, message: Message) -> None:
        fault = self.carrier.faults.take("message-held")
        queued = fault.seconds if fault else 0.0
        if queued > message.validity:
            self.carrier.schedule.after(message.validity, lambda: self._end(message, 30036, "failed"))
        else:
            self.carrier.schedule.after(queued, lambda: self._leave(message))

    def order(self, number: str, reception: Reception) -> None:
        """This phone does something else from now on: what waits for it may arrive, or fail."""

        def back() -> None:
            if self.carrier.receptions.get(number) is reception:
                self.order(number, Reception("gets"))

        self.carrier.receptions[number] = reception
        if reception.kind == "away" and reception.seconds:
            self.carrier.schedule.after(reception.seconds, back)
        for message in [m for m in self.held if m.to.removeprefix("whatsapp:") == number]:
            if message.channel not in self._habit(message).holds:
                self.held.remove(message)
                self.carrier.schedule.after(0, lambda message=message: self._arrive(message))  # type: ignore[misc]

    def _leave(self, message: Message) -> None:
        self._become(message, "sent")
        if self._habit(message).receipts != "backwards":
            self._tell(message, "sent")
        self.carrier.schedule.after(self.carrier.config.delivery_delay, lambda: self._arrive(message))

    def _arrive(self, message: Message) -> None:
        habit = self._habit(message)
        code = self._trouble(message, habit)
        if code is not None:
            self._end(message, code, "undelivered")
        elif message.channel in habit.holds:
            self._hold(message)
        else:
            message.arrived_at = self.carrier.now()
            late = self.carrier.receptions.of(message.to).seconds if habit.receipts == "late" else 0.0
            if late:
                self.carrier.schedule.after(late, lambda: self._delivered(message, habit))
            elif habit.receipts != "never":
                self._delivered(message, habit)

    def _hold(self, message: Message) -> None:
        """An SMS waits as long as it is valid, a WhatsApp message until the phone is back."""
        self.held.append(message)
        if message.channel == "sms":
            left = message.validity - (self.carrier.now() - message.created_at).total_seconds()
            self.carrier.schedule.after(left, lambda: self._expire(message))

    def _expire(self, message: Message) -> None:
        if message in self.held:
            self.held.remove(message)
            self._end(message, 30003, "undelivered")

    def _delivered(self, message: Message, habit: Habit) -> None:
        self._become(message, "delivered")
        self._tell(message, "delivered")
        if habit.receipts == "backwards":
            self._tell(message, "sent")
        if habit.reads and message.channel == "whatsapp":
            self.carrier.schedule.after(READING, lambda: self._read(message))

    def _read(self, message: Message) -> None:
        self._become(message, "read")
        self._tell(message, "read")

    def _end(self, message: Message, code: int, status: str) -> None:
        message.error_code = code
        self._become(message, status)
        self._tell(message, status)

    def _habit(self, message: Message) -> Habit:
        return self.carrier.receptions.of(message.to).habit

    def _trouble(self, message: Message, habit: Habit) -> int | None:
        """Why it does not arrive, if it does not."""
        number = message.to.removeprefix("whatsapp:")
        ordered = self.carrier.undeliverable.get(message.to) or self.carrier.undeliverable.get(number)
        if ordered or habit.code(message.channel):
            return ordered or habit.code(message.channel)
        if self.carrier.phones.behaviour(number).kind == "off":
            return 30003
        if message.channel == "sms" and number.startswith(LANDLINES):
            return 30006
        if message.channel == "whatsapp" and self.carrier.config.whatsapp_window and not self._may_begin(message):
            return None if self._wrote_lately(message.to) else 63016
        return None

    def _may_begin(self, message: Message) -> bool:
        template = self.carrier.templates.get(message.content_sid or "")
        return template is not None and template.approved

    def _wrote_lately(self, address: str) -> bool:
        now = self.carrier.now()
        return any(
            m.from_ == address and (now - m.created_at).total_seconds() < WINDOW for m in self.carrier.texts.inbound
        )

    def _become(self, message: Message, status: str) -> None:
        message.status, message.updated_at = status, self.carrier.now()
        message.sent_at = message.sent_at or message.updated_at

    def _tell(self, message: Message, status: str) -> None:
        if not message.status_callback:
            return
        for _ in range(2 if self._habit(message).receipts == "twice" else 1):
            message.callbacks.append(status)
            self.carrier.webhooks.post(
                "message-status", message.sid, message.status_callback, self._receipt(message, status)
            )

    def _receipt(self, message: Message, status: str) -> Form:
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
            form += [("EventType", status.upper()), ("StructuredMessage", "true" if message.content_sid else "false")]
        elif status == "delivered":
            form.append(("RawDlrDoneDate", self.carrier.now().strftime("%y%m%d%H%M")))
        return form
