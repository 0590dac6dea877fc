"""One end of one call: what it is, what it waits for, and the signals that can tear it out of that wait."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from voiceline.simulator.conferences import Conference
    from voiceline.simulator.schedule import Job
    from voiceline.simulator.transcribing import Transcription
    from voiceline.simulator.twiml import Step

OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})


@dataclass(frozen=True)
class Caption:
    """Something a person at this leg heard (or, of kind ``voicemail``, said by a machine)."""

    at: datetime
    text: str
    language: str
    voice: str
    kind: str = "say"  # 'say', 'play', 'voice' (the other person), 'beep', 'hold', 'error', 'voicemail'


@dataclass(frozen=True)
class Wait:
    """What a program yields: how long it waits, what for, and what a person would say it is doing."""

    seconds: float | None
    doing: str
    hears: frozenset[str] = frozenset()  # besides the timer: 'key', 'speech', 'response', 'child', 'member', …
    token: object = None  # a response is only heard by the wait that asked for it


@dataclass(frozen=True)
class Heard:
    """What ends a wait."""

    kind: str
    value: Any = None
    token: object = None


T = TypeVar("T")
Program = Generator[Wait, Heard, T]


class Signal(Exception):
    """Thrown into a program at its wait; a verb may tidy up on its way through."""


class HungUp(Signal):
    """This leg is over."""


class Interrupted(Signal):
    """A REST update takes the call elsewhere."""


class Dequeued(Signal):
    """Somebody takes this leg out of its queue."""

    def __init__(self, agent: Leg, announce: Step | None) -> None:
        super().__init__(agent.sid)
        self.agent = agent
        self.announce = announce


@dataclass(frozen=True)
class Callback:
    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(eq=False)
class Leg:
    sid: str
    from_: str
    to: str
    direction: str  # 'inbound', 'outbound-api', 'outbound-dial'
    status: str
    created_at: datetime
    first_step: Step | None = None
    fallback_url: str | None = None
    status_callback: Callback | None = None
    parent: Leg | None = None
    timeout: float = 60.0
    forwarded_from: str | None = None
    captions: list[Caption] = field(default_factory=list)
    bridged_with: Leg | None = None
    conference: Conference | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    updated_at: datetime | None = None
    rings: bool = False  # a telephone out there is really ringing
    sequence: int = 0  # of the next status callback
    sip_code: int = 200
    redirects: int = 0  # in a row
    transcriptions: list[Transcription] = field(default_factory=list)  # that run in the background
    place: str | None = None  # 'queue' while the leg is in one, whatever it hears there
    program: Program[Any] | None = None
    wait: Wait | None = None
    timer: Job | None = None
    ring_timer: Job | None = None

    @property
    def over(self) -> bool:
        return self.status in OVER

    @property
    def doing(self) -> str:
        if self.over:
            return ""
        if self.wait is None:
            return "ringing" if self.status in ("queued", "ringing") else ""
        return self.place or self.wait.doing

    @property
    def duration(self) -> int:
        if self.answered_at is None or self.ended_at is None:
            return 0
        return round((self.ended_at - self.answered_at).total_seconds())

    @property
    def heard(self) -> str:
        """Everything said to this leg so far, as one text."""
        return " ".join(caption.text for caption in self.captions if caption.kind == "say")
