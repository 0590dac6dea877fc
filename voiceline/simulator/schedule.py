"""The one heap: timers, rings, callbacks, webhooks and faults all wait their turn here."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from voiceline.simulator.clock import Clock

JOBS_IN_ONE_INSTANT = 20_000  # more than this without time passing is a loop, and is better said than endured


@dataclass(order=True)
class Job:
    due: float
    order: int
    action: Callable[[], object] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        self.cancelled = True


class Schedule:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._heap: list[Job] = []
        self._order = itertools.count()
        self.on_new: Callable[[], None] = lambda: None

    def after(self, seconds: float, action: Callable[[], object]) -> Job:
        job = Job(self.clock.now() + max(0.0, seconds), next(self._order), action)
        heapq.heappush(self._heap, job)
        self.on_new()
        return job

    def next_due(self) -> float | None:
        while self._heap and self._heap[0].cancelled:
            heapq.heappop(self._heap)
        return self._heap[0].due if self._heap else None

    def run_due(self) -> int:
        """Runs what is due by now, in order, what that brings due included; says how much there was."""
        for ran in range(JOBS_IN_ONE_INSTANT):
            due = self.next_due()
            if due is None or due > self.clock.now():
                return ran
            heapq.heappop(self._heap).action()
        raise RuntimeError("the carrier is going in circles: too many jobs in one instant")
