"""Two clocks: the wall's, and one that tests move by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> float: ...


class RealClock:
    """Seconds since the epoch, as they pass."""

    def now(self) -> float:
        return time.time()


class ManualClock:
    """Stands still until it is moved; ``moved`` is told each new time, so another clock can follow this one."""

    def __init__(self, start: datetime | None = None, moved: Callable[[datetime], None] | None = None) -> None:
        self._seconds = (start or datetime(2026, 11, 24, 8, 0, tzinfo=UTC)).timestamp()
        self.moved = moved

    def now(self) -> float:
        return self._seconds

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self._seconds, UTC)

    def move_to(self, seconds: float) -> None:
        if seconds <= self._seconds:
            return  # a clock never goes back
        self._seconds = seconds
        if self.moved is not None:
            self.moved(self.at)
