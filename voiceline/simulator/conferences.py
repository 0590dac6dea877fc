"""Conferences: who is in them, whether they have begun, and with whose leaving they end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voiceline.simulator.leg import Leg


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
