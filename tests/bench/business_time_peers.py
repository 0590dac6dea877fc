"""The libraries business time is measured against, each given its own kind of datetime and its rules beforehand."""

from collections.abc import Callable, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import Any
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
OPENS, CLOSES = clock(8), clock(17)


@dataclass(frozen=True)
class Peer:
    name: str
    moment: Callable[[datetime], Any]  # one of our aware datetimes, as it takes them
    span: Callable[[timedelta], Any]
    add: Callable[[Any, Any], Any] | None
    between: Callable[[Any, Any], Any] | None  # a timedelta
    back: Callable[[Any], datetime]
    unit: timedelta = timedelta(microseconds=1)  # what ``between`` counts in
    note: dict[str, str] = field(default_factory=dict)


def workclock(zone: ZoneInfo, closed: Set[date]) -> Peer:
    from workclock import Holidays, Schedule, WorkDay

    schedule = Schedule([WorkDay(OPENS, CLOSES), Holidays(sorted(closed))], time_zone=zone)
    return Peer("workclock", lambda at: at, lambda wanted: wanted, schedule.add, schedule.between, lambda at: at)


def businesstimedelta(zone: ZoneInfo, closed: Set[date]) -> Peer:
    import pytz
    from businesstimedelta import BusinessTimeDelta, HolidayRule, Rules, WorkDayRule

    theirs = pytz.timezone(zone.key)
    workday = WorkDayRule(start_time=OPENS, end_time=CLOSES, working_days=[0, 1, 2, 3, 4], tz=theirs)
    rules = Rules([workday, HolidayRule(closed, tz=theirs)])
    return Peer(
        "businesstimedelta",
        lambda at: at.astimezone(theirs),
        lambda wanted: BusinessTimeDelta(rules, hours=wanted // HOUR),
        lambda at, wanted: at + wanted,
        lambda start, end: rules.difference(start, end).timedelta,
        lambda at: at,
    )


def business_duration(zone: ZoneInfo, closed: Set[date]) -> Peer:
    from business_duration import businessDuration

    holidays = sorted(closed)

    def between(start: datetime, end: datetime) -> timedelta:
        minutes = businessDuration(start, end, OPENS, CLOSES, holidaylist=holidays, unit="min")
        return timedelta(minutes=float(minutes))

    return Peer("business-duration", _naive(zone), lambda wanted: wanted, None, between, lambda at: at)


def pandas(zone: ZoneInfo, closed: Set[date]) -> Peer:
    import pandas as pd

    def hours(count: int) -> Any:
        return pd.offsets.CustomBusinessHour(n=count, start=OPENS, end=CLOSES, holidays=sorted(closed))

    each_hour = hours(1)
    return Peer(
        "pandas CustomBusinessHour",
        lambda at: pd.Timestamp(_naive(zone)(at)),
        lambda wanted: hours(wanted // HOUR),
        lambda at, wanted: at + wanted,
        lambda start, end: len(pd.date_range(start, end, freq=each_hour, inclusive="left")) * HOUR,
        lambda at: at.to_pydatetime().replace(tzinfo=zone).astimezone(UTC),
        HOUR,
        {"between": " (date_range, in hours)"},
    )


def _naive(zone: ZoneInfo) -> Callable[[datetime], datetime]:
    return lambda at: at.astimezone(zone).replace(tzinfo=None)


PEERS: dict[str, Callable[[ZoneInfo, Set[date]], Peer]] = {
    "workclock": workclock,
    "businesstimedelta": businesstimedelta,
    "business-duration": business_duration,
    "pandas": pandas,
}
