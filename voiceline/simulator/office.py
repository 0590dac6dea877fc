"""The carrier's central office: everything there is at this moment, in one place, for all who work with it."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from voiceline.simulator.account import Account
from voiceline.simulator.clock import Clock
from voiceline.simulator.config import Config
from voiceline.simulator.faults import Faults
from voiceline.simulator.leg import Caption, Conference, Leg
from voiceline.simulator.phones import Phones
from voiceline.simulator.program import Program
from voiceline.simulator.queues import Queue
from voiceline.simulator.reception import Receptions
from voiceline.simulator.recordings import Recording, Recordings
from voiceline.simulator.runner import Runner
from voiceline.simulator.schedule import Schedule
from voiceline.simulator.templates import Templates
from voiceline.simulator.texts import Media, Texts
from voiceline.simulator.twiml import Document, Element, End, Step
from voiceline.simulator.web import Transport, WebRequest, WebResponse
from voiceline.simulator.webhooks import Webhooks

Verb = Callable[["Office", Leg, Element, Document], Program[Step | End | None]]


class Office:
    def __init__(
        self, config: Config, clock: Clock, transport: Transport, verbs: Mapping[str, Verb], strict: bool
    ) -> None:
        """``verbs``: what a document may ask for here, and how each is done."""
        self.config, self.clock, self.verbs, self.strict = config, clock, verbs, strict
        self.lock = threading.RLock()
        self.schedule = Schedule(clock)
        self.runner = Runner(self.schedule)
        self.faults, self.phones, self.receptions = Faults(), Phones(), Receptions()
        self.webhooks = Webhooks(config.auth_token, self.schedule, _Guarded(transport, self.lock), self.faults)
        self.account = Account()
        self.account.own(config.numbers())
        self.legs: list[Leg] = []
        self.next_start = 0.0  # when the next of the calls that are queued may begin
        self.queues: dict[str, Queue] = {}
        self.conferences: dict[str, Conference] = {}
        self.recordings = Recordings()
        self.played: dict[str, float] = {}  # what was fetched to be played, and how many seconds it takes
        self.texts, self.media, self.templates = Texts(), Media(), Templates()
        self.undeliverable: dict[str, int] = {}  # number (or ``sms:`` it) → the code its texts end with
        self.refused: dict[str, int] = {}  # address and the error code with which REST takes no call or text for it
        self.warnings: list[str] = []

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock.now(), UTC)

    def new_sid(self, prefix: str) -> str:
        return prefix + uuid.uuid4().hex

    def warn(self, warning: str) -> None:
        self.warnings.append(warning)

    def leg(self, sid: str) -> Leg | None:
        return next((leg for leg in self.legs if leg.sid == sid), None)

    def new_leg(self, from_: str, to: str, direction: str, status: str) -> Leg:
        return Leg(self.new_sid("CA"), from_, to, direction, status, self.now())

    def caption(self, leg: Leg, text: str, language: str, voice: str, kind: str) -> None:
        leg.captions.append(Caption(self.now(), text, language, voice, kind))

    def queue(self, name: str) -> Queue:
        if name not in self.queues:
            self.queues[name] = Queue(self.new_sid("QU"), name, self.now())
        return self.queues[name]

    def conference(self, name: str) -> Conference:
        if name not in self.conferences:
            self.conferences[name] = Conference(self.new_sid("CF"), name)
        return self.conferences[name]

    def keep_recording(
        self, leg: Leg, started_at: datetime, seconds: int, source: str, text: str, audio: bytes | None
    ) -> Recording:
        recording = Recording(self.new_sid("RE"), leg.sid, started_at, seconds, source, text, audio)
        self.recordings[recording.sid] = recording
        return recording

    def recording_url(self, recording: Recording) -> str:
        return f"{self.config.account_url}/Recordings/{recording.sid}"


class _Guarded:
    """A transport whose answers, from whatever thread, come back under the office's lock."""

    def __init__(self, transport: Transport, lock: threading.RLock) -> None:
        self.transport, self.lock = transport, lock

    def send(self, request: WebRequest, done: Callable[[WebResponse | Exception], None]) -> None:
        def locked(answer: WebResponse | Exception) -> None:
            with self.lock:
                done(answer)

        self.transport.send(request, locked)
