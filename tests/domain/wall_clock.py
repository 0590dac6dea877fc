"""The slow truth about ordinary hours: look at the wall clock, minute after minute. No trick, no code of the house."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOON, MIDNIGHT = 12 * 60, 24 * 60
Hours = tuple[tuple[int, int], ...]  # from and until, in minutes of the local day

# Written out by hand from Código de Trabajo art. 127 and Decreto 19-2018 (which moves the Army's day, 30 June, to a
# Monday), for an office in the capital: a new version of the holidays library must not move a deadline unnoticed.
HOLY_THURSDAYS = ("2024-03-28", "2025-04-17", "2026-04-02", "2027-03-25", "2028-04-13", "2029-03-29", "2030-04-18")
ARMY_DAYS = ("2024-07-01", "2025-06-30", "2026-06-29", "2027-06-28", "2028-07-03", "2029-07-02", "2030-07-01")
EVERY_YEAR = ((1, 1), (5, 1), (8, 15), (9, 15), (10, 20), (11, 1), (12, 25))
FULL_DAYS = frozenset(
    {date.fromisoformat(day) + n * DAY for day in HOLY_THURSDAYS for n in range(3)}
    | {date.fromisoformat(day) for day in ARMY_DAYS}
    | {date(year, month, day) for year in range(2024, 2031) for month, day in EVERY_YEAR}
)
HALF_DAYS = frozenset(date(year, 12, day) for year in range(2024, 2031) for day in (24, 31))
GUATEMALA = {**dict.fromkeys(HALF_DAYS, NOON), **dict.fromkeys(FULL_DAYS, 0)}


@dataclass(frozen=True, eq=False)
class Office:
    """``closed`` is the minute from which a day is closed; ``opened`` are the hours of a day whatever else is said."""

    zone: str
    week: Mapping[int, Hours]
    closed: Mapping[date, int] = field(default_factory=dict)
    opened: Mapping[date, Hours] = field(default_factory=dict)

    def hours(self, day: date) -> Hours:
        if day in self.opened:
            return self.opened[day]
        until = self.closed.get(day, MIDNIGHT)
        return tuple((a, min(b, until)) for a, b in self.week.get(day.weekday(), ()) if a < until)

    def is_open(self, minute: datetime) -> bool:
        local = minute.astimezone(ZoneInfo(self.zone))
        return any(a <= local.hour * 60 + local.minute < b for a, b in self.hours(local.date()))

    def minutes(self, start: datetime, end: datetime) -> int:
        """How many whole minutes between the two are open."""
        count = 0
        while start < end:
            midnight, i = _place(start)
            until = min(end, midnight + DAY)
            count += sum(_day(self, midnight)[i : i + (until - start) // MINUTE])
            start = until
        return count

    def after(self, start: datetime, minutes: int) -> datetime:
        """The end of so many open minutes; after none of them, the beginning of the first."""
        left = max(minutes, 1)
        while True:
            midnight, i = _place(start)
            left -= _day(self, midnight)[i]
            if not left:
                return start + MINUTE if minutes else start
            start += MINUTE


def _place(minute: datetime) -> tuple[datetime, int]:
    midnight = minute.astimezone(UTC).replace(hour=0, minute=0)
    return midnight, (minute - midnight) // MINUTE


@cache
def _day(office: Office, midnight: datetime) -> list[bool]:
    """The minutes of one day of UTC."""
    return [office.is_open(midnight + n * MINUTE) for n in range(MIDNIGHT)]
