"""How the roster weighs on each engineer: nights, weekend days, holidays and hours, so that a swap can be fair."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from voiceline.domain.business_time import Calendar
from voiceline.domain.night import NIGHT_FROM, NIGHT_UNTIL
from voiceline.domain.roster_days import DAY, Day

SATURDAY = 5


class Load(NamedTuple):
    """A night, from 22:00 to 07:00, and a day are counted to each who has any part of them."""

    engineer: str
    nights: int
    weekend_days: int
    holidays: int
    hours: timedelta
    extraordinary: timedelta  # of these, outside ordinary hours


def loads(days: Sequence[Day], calendar: Calendar) -> list[Load]:
    """Of one rotation over these days, who carries most first; whoever has nothing is not among them."""
    stretches: dict[str, list[tuple[datetime, datetime]]] = {}
    for day in days:
        for piece in day.pieces:
            if piece.engineer is not None:
                stretches.setdefault(piece.engineer, []).append((piece.start, piece.until))
    found = [_load(engineer, each, days, calendar) for engineer, each in stretches.items()]
    return sorted(found, key=lambda load: (-load.extraordinary, load.engineer))


def is_holiday(calendar: Calendar, day: Day) -> bool:
    """Closed for the whole day or from an hour on, other than by its weekday."""
    return day.date in calendar.closings_of(day.date.year) and day.date not in calendar.openings


def _load(
    engineer: str, stretches: Sequence[tuple[datetime, datetime]], days: Sequence[Day], calendar: Calendar
) -> Load:
    zone = ZoneInfo(calendar.zone)
    theirs = [day for day in days if _meets(stretches, day.start, day.until)]
    whole = sum((until - start for start, until in stretches), timedelta())
    ordinary = sum((calendar.between(start, until) for start, until in stretches), timedelta())
    return Load(
        engineer,
        nights=sum(_meets(stretches, *_night(day, zone)) for day in days),
        weekend_days=sum(day.date.weekday() >= SATURDAY for day in theirs),
        holidays=sum(is_holiday(calendar, day) for day in theirs),
        hours=whole,
        extraordinary=whole - ordinary,
    )


def _night(day: Day, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The one that begins on this day."""
    return _at(day, NIGHT_FROM, zone), _at(day._replace(date=day.date + DAY), NIGHT_UNTIL, zone)


def _at(day: Day, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day.date, hour, zone)


def _meets(stretches: Sequence[tuple[datetime, datetime]], since: datetime, until: datetime) -> bool:
    return any(start < until and since < end for start, end in stretches)
