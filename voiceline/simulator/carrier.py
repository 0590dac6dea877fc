"""The carrier itself: what people can do with their telephones, and what the line can ask of it by REST."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from voiceline.simulator import delivery, documents, rest, rest_account, switchboard, texting, transcribing
from voiceline.simulator.account import OwnedNumber
from voiceline.simulator.clock import Clock, ManualClock, RealClock
from voiceline.simulator.config import Config
from voiceline.simulator.leg import Callback, Caption, Leg
from voiceline.simulator.office import Office
from voiceline.simulator.phones import Behaviour
from voiceline.simulator.program import Heard
from voiceline.simulator.reception import Kind, Reception
from voiceline.simulator.templates import Button
from voiceline.simulator.texts import Message, Sent
from voiceline.simulator.twiml import Goto
from voiceline.simulator.verbs import VERBS
from voiceline.simulator.web import Exchange, Form, RestTimeout, Transport, Unreachable, WebRequest, WebResponse

CLEAR = 0.9125  # the confidence in words that were spoken plainly

__all__ = [
    "Behaviour", "Caption", "Carrier", "Config", "Exchange", "Leg", "ManualClock", "Message", "RealClock",
    "RestTimeout", "Transport", "Unreachable", "WebRequest", "WebResponse",
]  # fmt: skip


class Carrier(Office):
    def __init__(self, config: Config, clock: Clock, transport: Transport, *, strict: bool = False) -> None:
        super().__init__(config, clock, transport, VERBS, strict)
        self.typed: dict[str, str] = {}  # keys pressed on each leg, for those who look

    # -- time

    def settle(self) -> None:
        """Runs everything that is due now, and what comes of it."""
        with self.lock:
            self.schedule.run_due()

    def advance(self, seconds: float) -> None:
        """Lets time pass on a clock that is moved by hand; everything happens at its own moment, in order."""
        with self.lock:
            clock = self._manual()
            until = clock.now() + seconds
            self.schedule.run_due()
            while (due := self.schedule.next_due()) is not None and due <= until:
                clock.move_to(due)
                self.schedule.run_due()
            clock.move_to(until)

    def advance_until(self, met: Callable[[], bool], limit: float = 600.0) -> bool:
        """From one event to the next until something is so; says whether it came to be within the limit."""
        with self.lock:
            clock = self._manual()
            until = clock.now() + limit
            self.schedule.run_due()
            while not met():
                due = self.schedule.next_due()
                if due is None or due > until:
                    return False
                clock.move_to(due)
                self.schedule.run_due()
            return True

    def _manual(self) -> ManualClock:
        if not isinstance(self.clock, ManualClock):
            raise TypeError("only a ManualClock can be moved")
        return self.clock

    # -- people with telephones

    def dial(self, from_: str, to: str | None = None, forwarded_from: str | None = None) -> Leg:
        with self.lock:
            leg = self.new_leg(from_, to or self.config.line_number, "inbound", "ringing")
            leg.forwarded_from = forwarded_from
            number = self.account.reached_by(leg.to) or OwnedNumber(leg.to)
            leg.fallback_url = number.voice_fallback_url or None
            leg.first_step = Goto(number.voice_url, number.voice_method)
            if number.status_callback:
                leg.status_callback = Callback(number.status_callback, number.status_callback_method)
            self.legs.append(leg)
            self.schedule.after(0, lambda: documents.converse(self, leg))
            self.settle()
            return leg

    def press(self, leg: Leg, keys: str) -> bool:
        """Presses one key after the other; says whether each was listened to. One that is not is lost."""
        with self.lock:
            heard = True
            for key in keys:
                self.typed[leg.sid] = self.typed.get(leg.sid, "") + key
                heard = self.runner.resume(leg, Heard("key", key)) and heard
                self.settle()
            return heard

    def speak(
        self, leg: Leg, text: str, seconds: float = 4.0, audio: bytes | None = None, confidence: float = CLEAR
    ) -> bool:
        """Into a <Record> it is the recording, into a <Gather> the result, on a bridge the other one's caption."""
        with self.lock:
            transcribing.said(self, leg, text)
            listening = leg.wait.hears if leg.wait else frozenset()
            if leg.bridged_with is not None:
                self.caption(leg.bridged_with, text, "", "", "voice")
                return True
            if leg.conference is not None and leg.conference.is_on:
                for other in leg.conference.others(leg):
                    self.caption(other, text, "", "", "voice")
                return True
            if "speech" not in listening:
                return False
            value = (text, seconds, audio) if leg.wait and leg.wait.doing == "record" else (text, confidence)
            self.runner.resume(leg, Heard("speech", value))
            self.settle()
            return True

    def hang_up(self, leg: Leg) -> None:
        with self.lock:
            ended = "completed" if leg.answered_at else "canceled" if leg.direction == "inbound" else "busy"
            switchboard.finish(self, leg, ended)
            self.settle()

    def answer(self, leg: Leg) -> None:
        with self.lock:
            if leg.rings:
                switchboard.answer(self, leg)
            self.settle()

    def reject(self, leg: Leg) -> None:
        with self.lock:
            if leg.rings:
                switchboard.finish(self, leg, "busy")
            self.settle()

    def ringing(self, number: str) -> list[Leg]:
        return [leg for leg in self.legs if leg.rings and leg.to == number]

    def text(
        self,
        from_: str,
        to: str | None,
        body: str,
        channel: str = "sms",
        message_sid: str | None = None,
        repeat: bool = False,
        replied_to: str | None = None,
        pressed: Button | None = None,
        media: Sequence[Sent] = (),
    ) -> Message:
        """A text to the line; ``repeat`` brings it a second time under the same MessageSid.

        ``replied_to``: the message of the line that it answers, which WhatsApp tells and SMS does not.
        ``media``: (bytes, type) of each, and the type may be a lie.
        """
        with self.lock:
            prefix = "whatsapp:" if channel == "whatsapp" else ""
            number = self.config.whatsapp_number if prefix else self.config.texting_number
            target = to or number or self.config.line_number
            sid = message_sid or self.new_sid("SM")
            known = next((m for m in self.texts.inbound if m.sid == sid), None)
            sender, line = _prefixed(prefix, from_), _prefixed(prefix, target)
            message = known or Message(sid, sender, line, body, channel, "inbound", "received", self.now())
            message.replied_to, message.pressed = replied_to or message.replied_to, pressed or message.pressed
            if known is None:
                self.media.keep(sid, media)
            for _ in range(2 if repeat else 1):
                texting.receive(self, message)
                self.settle()
            return message

    def press_button(self, from_: str, message: Message, payload: str) -> Message:
        """A quick reply under a WhatsApp message of the line. One that is not there is a LookupError."""
        for button in message.buttons if message.arrived_at else ():
            if button.payload == payload and message.to == f"whatsapp:{from_}":
                return self.text(from_, message.from_, button.title, "whatsapp", replied_to=message.sid, pressed=button)
        raise LookupError(f"no button {payload!r} under {message.sid} on {from_}")

    def receives(self, number: str, kind: Kind, seconds: float = 0.0) -> None:
        """What this phone does with messages from now on; what waits for it looks again."""
        with self.lock:
            delivery.order(self, number, Reception(kind, seconds))
            self.settle()

    # -- what there is to see

    @property
    def log(self) -> list[Exchange]:
        return self.webhooks.log

    @property
    def messages(self) -> list[Message]:
        """What the line sent; ``texts.inbound`` holds what it got."""
        return self.texts.outbound

    def replay(self, exchange: Exchange) -> WebResponse | None:
        """The same webhook once more; its answer is given back and obeyed by nobody."""
        with self.lock:
            answers: list[Exchange] = []
            self.webhooks.repeat(exchange, answers.append)
            self.settle()
            return answers[0].response if answers else None

    def rest(self, method: str, path: str, form_pairs: Form, authorization: str | None) -> tuple[int, object, str]:
        with self.lock:
            return rest.answer(self, method, path, form_pairs, authorization)

    def kept_twiml(self, sid: str, url: str, form_pairs: Form, signature: str | None) -> tuple[int, str]:
        return rest_account.kept_twiml(self, sid, url, form_pairs, signature)


def _prefixed(prefix: str, address: str) -> str:
    return address if not prefix or address.startswith(prefix) else prefix + address
