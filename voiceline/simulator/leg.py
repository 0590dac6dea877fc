"""Legs: each is one end of one call, with what it hears, whom it talks to, and what is to become of it.

A conference stands here too: it knows its legs, and each leg knows the one it is in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from voiceline.simulator.program import Program, Wait
from voiceline.simulator.schedule import Job
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
class Callback:
    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass
class Transcription:
    """One that runs on a leg in the background."""

    sid: str
    name: str
    url: str
    method: str
    language: str
    sequence: int = 0  # of its next callback


@dataclass(eq=False)
class Leg:
    sid: str
    from_: str
    to: str
    direction: str  # 'inbound', 'outbound-api', 'outbound-dial'
    status: str
    created_at: datetime
    first_step: Step | None = None
    on_answer: Callable[[], object] | None = None  # what whoever placed it does next
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
    transcriptions: list[Transcription] = field(default_factory=list)
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


@dataclass(eq=False)
class Conference:
    sid: str
    name: str
    most: int = 250
    members: list[Leg] = field(default_factory=list)
    has_begun: bool = False
    ends_with: list[Leg] = field(default_factory=list)  # members with whose leaving it is over for all

    @property
    def is_on(self) -> bool:
        """Whether its members hear each other: two at least, and one of them with the right to begin it."""
        return self.has_begun and len(self.members) > 1

    def enter(self, leg: Leg, begins: bool, ends: bool) -> None:
        self.members.append(leg)
        self.has_begun = self.has_begun or begins
        if ends:
            self.ends_with.append(leg)
        leg.conference = self

    def leave(self, leg: Leg) -> bool:
        """Whether it is over for the others with that."""
        self.members.remove(leg)
        leg.conference = None
        ends = leg in self.ends_with
        if ends:
            self.ends_with.remove(leg)
        return ends

    def others(self, leg: Leg) -> list[Leg]:
        return [each for each in self.members if each is not leg]
