"""Business time: when it is ordinary hours, and how much of it lies between two moments. PLACEHOLDER-BEING-WRITTEN"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True)
class Calendar:
    zone: str
    week: Mapping[int, tuple[Span, ...]]
    holidays_of: Callable[[int], Mapping[date, str]] = lambda year: {}
    half_days: Mapping[date, time] = field(default_factory=dict)

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        if day in self.holidays_of(day.year):
            return []
        zone = ZoneInfo(self.zone)
        base = datetime(day.year, day.month, day.day)
        latest = 12 * 60 if (day.month, day.day) in ((12, 24), (12, 31)) else 24 * 60
        return [
            (
                (base + timedelta(minutes=s.start)).replace(tzinfo=zone).astimezone(UTC),
                (base + timedelta(minutes=min(s.end, latest))).replace(tzinfo=zone).astimezone(UTC),
            )
            for s in self.week.get(day.weekday(), ())
            if s.start < latest
        ]

    def is_open(self, t: datetime) -> bool:
        return any(a <= t < b for a, b in self._spans(t.astimezone(ZoneInfo(self.zone)).date()))

    def add(self, start: datetime, duration: timedelta) -> datetime:
        day, left = start.astimezone(ZoneInfo(self.zone)).date(), duration
        while True:
            for a, b in self._spans(day):
                a = max(a, start.astimezone(UTC))
                if a < b:
                    if a + left <= b:
                        return a + left
                    left -= b - a
            day += timedelta(days=1)
