"""Queues: who waits in them, since when, and who is waiting for somebody to come."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from voiceline.simulator.leg import Leg
from voiceline.simulator.program import Signal
from voiceline.simulator.twiml import Step


@dataclass(eq=False)
class Member:
    leg: Leg
    joined_at: datetime


@dataclass(eq=False)
class Queue:
    sid: str
    name: str
    created_at: datetime
    max_size: int = 1000
    members: list[Member] = field(default_factory=list)
    agents: list[Leg] = field(default_factory=list)  # legs whose <Dial><Queue> found nobody yet
    waits: list[float] = field(default_factory=list)  # seconds of those who have left

    def member(self, leg: Leg) -> Member | None:
        return next((member for member in self.members if member.leg is leg), None)

    def position(self, leg: Leg) -> int:
        return next((place for place, member in enumerate(self.members, 1) if member.leg is leg), 0)

    def remove(self, leg: Leg, now: datetime) -> None:
        member = self.member(leg)
        if member is not None:
            self.members.remove(member)
            self.waits.append((now - member.joined_at).total_seconds())

    @property
    def average_wait(self) -> int:
        return round(sum(self.waits) / len(self.waits)) if self.waits else 0


class Dequeued(Signal):
    """Somebody takes this leg out of its queue."""

    def __init__(self, agent: Leg, announce: Step | None) -> None:
        super().__init__(agent.sid)
        self.agent = agent
        self.announce = announce
