"""Business time: ``add`` and ``between`` per call beside the libraries that do the same work.

The week is Monday to Friday 08:00-17:00 with Guatemala's holidays (none of the peers knows a dated half-day, so none
is asked for). Every peer must find what we find before it is timed; one that is not installed says so.
"""

import timeit
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial
from importlib import import_module
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from voiceline.domain.business_time import Calendar, Closing, Span

ZONE = ZoneInfo("America/Guatemala")
FREE = sorted(holidays.country_holidays("GT", years=range(2024, 2031)))
SPANS = (("1 day", 1), ("30 days", 30), ("1 year", 365))
START = datetime(2026, 3, 2, 10, 20, tzinfo=ZONE)
TARGET = 2.5  # µs a call
Act = Callable[[], Any]


def business(rounds: int) -> str:
    """The table in words."""
    closed = {day: Closing("feriado") for day in FREE}
    ours = Calendar("America/Guatemala", {day: (Span(480, 1020),) for day in range(5)}, lambda year: closed)
    lines, flat = [], {}
    for name, days in SPANS:
        end = START + timedelta(days=days)
        span = ours.between(START, end)
        own = {
            "between": _timed(partial(ours.between, START, end), rounds),
            "add": _timed(partial(ours.add, START, span), rounds),
        }
        for kind, (least, middle) in own.items():
            flat[kind, days] = least
            met = "met" if least <= TARGET else "NOT MET"
            lines.append(f"{kind:<8} {name:<8} voiceline {least:.2f}/{middle:.2f} µs, target {TARGET}: {met}")
            for peer, make in PEERS.items():
                lines.append(_beside(peer, make, kind, end, span, ours, least, rounds))
    growth = max(flat[kind, 365] / flat[kind, 1] for kind in ("between", "add"))
    lines.append(f"from 1 day to 1 year ×{growth:.2f}")
    return "\n".join(["Business time, µs a call (least/median), and how many times ours:", *filter(None, lines)])


def _beside(
    peer: str,
    make: Callable[[str, datetime, timedelta], Act | None],
    kind: str,
    end: datetime,
    span: timedelta,
    ours: Calendar,
    least: float,
    rounds: int,
) -> str:
    try:
        act = make(kind, end, span)
    except ImportError:
        return f"{'':<17} {peer}: not installed (requirements-bench.txt)"
    if act is None:
        return ""
    found, expected = act(), span if kind == "between" else ours.add(START, span)
    agrees = abs((found - expected).total_seconds()) < 1
    theirs, middle = _timed(act, max(3, rounds // 2))
    differs = "" if agrees else f"  (finds {found}, not {expected})"
    return f"{'':<17} {peer} {theirs:.2f}/{middle:.2f} µs, ×{theirs / least:.0f}{differs}"


def _timed(act: Act, rounds: int) -> tuple[float, float]:
    """(least, median) µs of a call, over rounds of a few milliseconds."""
    act()
    number = max(1, int(0.01 / max(timeit.timeit(act, number=1), 1e-7)))
    found = [each / number * 1e6 for each in timeit.repeat(act, number=number, repeat=rounds)]
    return min(found), median(found)


def _businesstimedelta(kind: str, end: datetime, span: timedelta) -> Act:
    library: Any = import_module("businesstimedelta")
    import_module("pytz")
    day = library.WorkDayRule(
        start_time=time(8),
        end_time=time(17),
        working_days=[0, 1, 2, 3, 4],
        tz=import_module("pytz").timezone(str(ZONE)),
    )
    rules = library.Rules([day, library.HolidayRule(set(FREE))])
    if kind == "add":
        duration = library.BusinessTimeDelta(rules, timedelta=span)
        return lambda: START + duration
    return lambda: rules.difference(START, end).timedelta


def _business_duration(kind: str, end: datetime, span: timedelta) -> Act | None:
    library: Any = import_module("business_duration")
    if kind == "add":
        return None  # it has none
    start, stop = START.replace(tzinfo=None), end.replace(tzinfo=None)
    holiday_list = dict.fromkeys(FREE, "feriado")
    return lambda: timedelta(
        minutes=float(
            library.businessDuration(
                startdate=start, enddate=stop, starttime=time(8), endtime=time(17), holidaylist=holiday_list, unit="min"
            )
        )
    )


def _pandas(kind: str, end: datetime, span: timedelta) -> Act | None:
    pandas: Any = import_module("pandas")
    if kind == "between" or span % timedelta(hours=1):
        return None  # whole hours only, and no difference
    start = pandas.Timestamp(START)
    step = pandas.offsets.CustomBusinessHour(int(span / timedelta(hours=1)), start="08:00", end="17:00", holidays=FREE)
    return lambda: (start + step).to_pydatetime().astimezone(UTC)


def _workclock(kind: str, end: datetime, span: timedelta) -> Act:
    library: Any = import_module("workclock")
    schedule = library.Schedule(
        [library.WorkDay(time(8), time(17)), library.Holidays(FREE)], time_zone="America/Guatemala"
    )
    if kind == "add":
        return lambda: schedule.add(START, span)
    return lambda: schedule.between(START, end)


PEERS: dict[str, Callable[[str, datetime, timedelta], Act | None]] = {
    "businesstimedelta": _businesstimedelta,
    "business-duration": _business_duration,
    "pandas CustomBusinessHour": _pandas,
    "workclock": _workclock,
}
