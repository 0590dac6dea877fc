"""The carrier itself: what people can do with their telephones, and what the line can ask of it by REST."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from voiceline.simulator import bridge, rest, rest_account, transcribing
from voiceline.simulator.account import Account, OwnedNumber
from voiceline.simulator.clock import Clock, ManualClock, RealClock
from voiceline.simulator.conferences import Conference
from voiceline.simulator.documents import conversation
from voiceline.simulator.faults import Faults
from voiceline.simulator.leg import Callback, Caption, Heard, Interrupted, Leg
from voiceline.simulator.media import Media, Sent
from voiceline.simulator.phones import Behaviour, Phones
from voiceline.simulator.program import Runner
from voiceline.simulator.queues import Member, Queue
from voiceline.simulator.reception import Kind, Reception, Receptions
from voiceline.simulator.recordings import Recording, Recordings
from voiceline.simulator.schedule import Schedule
from voiceline.simulator.switchboard import Switchboard
from voiceline.simulator.templates import Button, Templates
from voiceline.simulator.texts import Message, Texts
from voiceline.simulator.twiml import Goto, Step
from voiceline.simulator.web import (
    Exchange,
    Form,
    RestTimeout,
    Transport,
    Unreachable,
    WebRequest,
    WebResponse,
)
from voiceline.simulator.webhooks import Webhooks

CLEAR = 0.9125  # the confidence in words that were spoken plainly

__all__ = [
    "Behaviour", "Caption", "Carrier", "Config", "Exchange", "Leg", "ManualClock", "Message", "RealClock",
    "RestTimeout", "Transport", "Unreachable", "WebRequest", "WebResponse",
]  # fmt: skip


@dataclass(frozen=True)
class Config:
    account_sid: str
    auth_token: str
    line_number: str
    voice_url: str
    voice_status_url: str | None
    voice_fallback_url: str | None
    text_url: str
    sms_number: str | None = None
    whatsapp_number: str | None = None
    api_prefix: str = "/2010-04-01"
    caller_number: str | None = None  # what the line's own calls may show, besides line_number
    api_url: str = "https://api.twilio.com"  # where a RecordingUrl points
    ring_delay: float = 0.0
    delivery_delay: float = 1.0
    recording_delay: float = 0.5
    transcription_delay: float = 1.0
    calls_per_second: float | None = None  # of REST calls; what exceeds it is queued
    keep_silent_recordings: bool = False
    whatsapp_window: bool = False  # free-form WhatsApp only within 24 h of the other's last word (63016)
    advanced_opt_out: frozenset[str] | None = None  # words that silence besides the carrier's own; None: not set up

    @property
    def texting_number(self) -> str:
        return self.sms_number or self.caller_number or self.line_number

    def numbers(self) -> list[OwnedNumber]:
        """What the account owns to begin with, each number pointing to the line."""
        status, fallback = self.voice_status_url or "", self.voice_fallback_url or ""
        return [
            OwnedNumber(
                number,
                self.voice_url,
                status_callback=status,
                voice_fallback_url=fallback,
                sms_url=self.text_url,
            )
            for number in dict.fromkeys((self.line_number, self.caller_number, self.sms_number))
            if number
        ]


class Carrier:
    def __init__(self, config: Config, clock: Clock, transport: Transport, *, strict: bool = False) -> None:
        self.config, self.clock, self.strict = config, clock, strict
        self.lock = threading.RLock()
        self.schedule = Schedule(clock)
        self.faults, self.phones, self.recordings = Faults(), Phones(), Recordings()
        self.webhooks = Webhooks(config.auth_token, self.schedule, _Guarded(transport, self.lock), self.faults)
        self.runner = Runner(self.schedule)
        self.switchboard = Switchboard(self)
        self.texts, self.templates, self.receptions = Texts(self), Templates(), Receptions()
        self.media = Media()
        self.account = Account()
        self.account.own(config.numbers())
        self.queues: dict[str, Queue] = {}
        self.conferences: dict[str, Conference] = {}
        self.played: dict[str, float] = {}  # what was fetched to be played, and how many seconds it takes
        self.undeliverable: dict[str, int] = {}  # address and the error code its texts end with
        self.warnings: list[str] = []
        self.typed: dict[str, str] = {}  # keys pressed on each leg, for those who look

    # -- time

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock.now(), UTC)

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
            self.switchboard.legs.append(leg)
            self.schedule.after(0, lambda: self.converse(leg))
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
            self.switchboard.finish(leg, ended)
            self.settle()

    def answer(self, leg: Leg) -> None:
        with self.lock:
            if leg.rings:
                self.switchboard.answer(leg)
            self.settle()

    def reject(self, leg: Leg) -> None:
        with self.lock:
            if leg.rings:
                self.switchboard.finish(leg, "busy")
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
                self.media.keep(self, sid, media)
            for _ in range(2 if repeat else 1):
                self.texts.receive(message)
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
            self.texts.delivery.order(number, Reception(kind, seconds))
            self.settle()

    # -- what there is to see

    @property
    def legs(self) -> list[Leg]:
        return self.switchboard.legs

    @property
    def log(self) -> list[Exchange]:
        return self.webhooks.log

    @property
    def messages(self) -> list[Message]:
        """What the line sent; ``texts.inbound`` holds what it got."""
        return self.texts.outbound

    def leg(self, sid: str) -> Leg | None:
        return next((leg for leg in self.legs if leg.sid == sid), None)

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

    # -- what the verbs and the REST side need

    def warn(self, warning: str) -> None:
        self.warnings.append(warning)

    def new_sid(self, prefix: str) -> str:
        return prefix + uuid.uuid4().hex

    def new_leg(self, from_: str, to: str, direction: str, status: str) -> Leg:
        return Leg(self.new_sid("CA"), from_, to, direction, status, self.now())

    def caption(self, leg: Leg, text: str, language: str, voice: str, kind: str) -> None:
        leg.captions.append(Caption(self.now(), text, language, voice, kind))

    def converse(self, leg: Leg) -> None:
        if not leg.over and leg.program is None:
            self.runner.start(leg, conversation(self, leg, leg.first_step))

    def divert(self, leg: Leg, step: Step) -> None:
        """Whatever the leg is in, it now follows this."""
        if leg.over:
            return
        leg.first_step = step
        if leg.status == "queued" or (leg.status == "ringing" and leg.direction != "inbound"):
            return  # it will begin with it
        self.runner.interrupt(leg, Interrupted())
        if not leg.over:
            self.runner.start(leg, conversation(self, leg, step))

    def ask(self, leg: Leg, url: str, params: Form, method: str, token: object) -> None:
        def answered(exchange: Exchange) -> None:
            self.runner.resume(leg, Heard("response", exchange, token))

        self.webhooks.post("voice", leg.sid, url, self.switchboard.common(leg) + params, answered, method)

    def fetch_media(self, leg: Leg, url: str, token: object) -> None:
        """What a Play names."""

        def fetched(exchange: Exchange) -> None:
            self.runner.resume(leg, Heard("response", exchange, token))

        self.webhooks.post("media", leg.sid, url, [], fetched, method="GET")

    def tell(self, leg: Leg, goto: Goto, params: Form) -> None:
        """A webhook whose answer nobody will hear."""
        self.webhooks.post("voice", leg.sid, goto.url, self.switchboard.common(leg) + params, method=goto.method)

    def part(self, leg: Leg) -> None:
        bridge.part(self, leg)

    def queue(self, name: str) -> Queue:
        if name not in self.queues:
            self.queues[name] = Queue(self.new_sid("QU"), name, self.now())
        return self.queues[name]

    def conference(self, name: str) -> Conference:
        if name not in self.conferences:
            self.conferences[name] = Conference(self.new_sid("CF"), name)
        return self.conferences[name]

    def join_queue(self, queue: Queue, leg: Leg) -> None:
        queue.members.append(Member(leg, self.now()))
        if queue.agents:
            agent = queue.agents[0]
            self.schedule.after(0, lambda: self.runner.resume(agent, Heard("member")))

    def keep_recording(
        self, leg: Leg, started_at: datetime, seconds: int, source: str, text: str, audio: bytes | None
    ) -> Recording:
        recording = Recording(self.new_sid("RE"), leg.sid, started_at, seconds, source, text, audio)
        self.recordings[recording.sid] = recording
        return recording

    def recording_url(self, recording: Recording) -> str:
        config = self.config
        return f"{config.api_url}{config.api_prefix}/Accounts/{config.account_sid}/Recordings/{recording.sid}"


class _Guarded:
    """A transport whose answers, from whatever thread, come back under the carrier's lock."""

    def __init__(self, transport: Transport, lock: threading.RLock) -> None:
        self.transport, self.lock = transport, lock

    def send(self, request: WebRequest, done: Callable[[WebResponse | Exception], None]) -> None:
        def locked(answer: WebResponse | Exception) -> None:
            with self.lock:
                done(answer)

        self.transport.send(request, locked)


def _prefixed(prefix: str, address: str) -> str:
    return address if not prefix or address.startswith(prefix) else prefix + address
