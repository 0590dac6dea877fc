"""The days unlike their weekday: closed, half closed or opened by name, with who says so."""

from datetime import date
from typing import NamedTuple

from voiceline.domain.business_time import Calendar, Closing, Span


class SpecialDay(NamedTuple):
    """``since``: closed from this minute on, 0 all day. ``open``: the hours that remain. A plain opening has no name.

    ``matters``: whether its hours are other than its weekday's.
    """

    date: date
    name: str
    source: str
    since: int
    open: tuple[Span, ...]
    is_opened: bool
    matters: bool


def special_days(calendar: Calendar, first: date, last: date) -> list[SpecialDay]:
    """From the first to the last day, both included, in order."""
    found: dict[date, Closing] = {on: Closing("") for on in calendar.openings}
    for year in range(first.year, last.year + 1):
        found |= calendar.closings_of(year)
    return [_special(calendar, on, found[on]) for on in sorted(found) if first <= on <= last]


def _special(calendar: Calendar, on: date, closing: Closing) -> SpecialDay:
    left = calendar.spans_of(on)
    usual = calendar.week.get(on.weekday(), ())
    return SpecialDay(on, closing.name, closing.source, closing.since, left, on in calendar.openings, left != usual)
