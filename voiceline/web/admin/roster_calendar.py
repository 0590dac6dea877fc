"""A week or a month of the roster, as the page shows it: the days, each with its strip, its words and its links."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup

from voiceline.domain.directory import Directory, Rotation
from voiceline.domain.roster_days import DAY, Day, Piece, days, midnight
from voiceline.domain.roster_load import Load, loads
from voiceline.domain.rotation import Shift, shifts, together
from voiceline.domain.special_days import SpecialDay, special_days
from voiceline.web.admin.strip import strip, tones

NEXT_LOOKED_FOR = timedelta(days=56)
WRITTEN = "%Y-%m-%dT%H:%M"


class Entry(NamedTuple):
    """One stretch in words. ``clock``: ``08:00–17:00``, empty for the whole day; ``since``, ``until``: for the form."""

    piece: Piece
    clock: str
    since: str
    until: str
    is_over: bool
    is_now: bool


class Cell(NamedTuple):
    day: Day
    strip: Markup
    entries: list[Entry]


class Heading(NamedTuple):
    """A day as such: its hours, and what is unlike its weekday."""

    date: date
    is_today: bool
    is_past: bool
    is_shown: bool  # of this month, where a month is shown
    hours: list[str]
    special: SpecialDay | None
    strip: Markup


class Now(NamedTuple):
    rotation: str
    on: Shift
    next: Shift | None


@dataclass(frozen=True)
class Span:
    """What is looked at: whole weeks from ``first`` on; ``day`` is in it."""

    view: str  # week, month
    day: date
    first: date
    count: int

    @property
    def before(self) -> date:
        return self.day - 7 * DAY if self.view == "week" else (self.day.replace(day=1) - DAY).replace(day=1)

    @property
    def after(self) -> date:
        return self.day + 7 * DAY if self.view == "week" else (self.day.replace(day=1) + 32 * DAY).replace(day=1)

    @property
    def last(self) -> date:
        return self.first + (self.count - 1) * DAY

    def shows(self, on: date) -> bool:
        return self.view == "week" or (on.year, on.month) == (self.day.year, self.day.month)


def span_of(view: str, day: date) -> Span:
    if view == "week":
        return Span(view, day, day - day.weekday() * DAY, 7)
    begin = day.replace(day=1)
    end = (begin + 32 * DAY).replace(day=1) - DAY
    first, last = begin - begin.weekday() * DAY, end + (6 - end.weekday()) * DAY
    return Span(view, day, first, (last - first).days + 1)


class Calendar:
    """Everything of one span, read once."""

    def __init__(self, book: Directory, span: Span, now: datetime):
        self._book, self._span, self._now = book, span, now
        self._zone = ZoneInfo(book.timezone)
        self.tones = tones(list(book.engineers))
        self.since = midnight(span.first, book.timezone)
        self.until = midnight(span.last + DAY, book.timezone)
        self._open = book.calendar.open_between(self.since, self.until)
        self._days = {
            name: days(rotation, book.overrides, span.first, span.count, book.timezone)
            for name, rotation in book.rotations.items()
        }
        self._special = {each.date: each for each in special_days(book.calendar, span.first, span.last)}

    @cached_property
    def headings(self) -> list[Heading]:
        today = self._now.astimezone(self._zone).date()
        return [self._heading(self._span.first + n * DAY, today) for n in range(self._span.count)]

    def cells(self, rotation: str) -> list[Cell]:
        return [
            Cell(day, strip(day, self._open, self.tones, self._now), [self._entry(day, piece) for piece in day.pieces])
            for day in self._days[rotation]
        ]

    def weeks(self, rotation: str) -> list[list[tuple[Heading, Cell]]]:
        both = list(zip(self.headings, self.cells(rotation), strict=True))
        return [both[n : n + 7] for n in range(0, len(both), 7)]

    def loads(self, rotation: str) -> list[Load]:
        shown = [day for day in self._days[rotation] if self._span.shows(day.date)]
        return loads(shown, self._book.calendar)

    def now(self) -> list[Now]:
        return [who_now(self._book, rotation, self._now) for rotation in self._book.rotations.values()]

    def _heading(self, on: date, today: date) -> Heading:
        day = Day(on, midnight(on, self._book.timezone), midnight(on + DAY, self._book.timezone), ())
        hours = [
            f"{_clock(opens, day, self._zone)}–{_clock(closes, day, self._zone)}"
            for opens, closes in self._book.calendar.open_between(day.start, day.until)
        ]
        drawn = strip(day, self._open, self.tones, self._now)
        return Heading(on, on == today, on < today, self._span.shows(on), hours, self._special.get(on), drawn)

    def _entry(self, day: Day, piece: Piece) -> Entry:
        whole = (piece.start, piece.until) == (day.start, day.until)
        clock = "" if whole else f"{_clock(piece.start, day, self._zone)}–{_clock(piece.until, day, self._zone)}"
        since = max(piece.start, self._now.replace(second=0, microsecond=0))
        return Entry(
            piece,
            clock,
            written(since, self._zone),
            written(piece.until, self._zone),
            piece.until <= self._now,
            piece.start <= self._now < piece.until,
        )


def who_now(book: Directory, rotation: Rotation, now: datetime) -> Now:
    """Who is on until when, and who comes next, as far as the coming weeks say."""
    ahead = together(shifts(rotation, book.overrides, now, now + NEXT_LOOKED_FOR, book.timezone))
    return Now(rotation.id, ahead[0], ahead[1] if len(ahead) > 1 else None)


def written(at: datetime, zone: ZoneInfo) -> str:
    """As a form's field has it."""
    return at.astimezone(zone).strftime(WRITTEN)


def _clock(at: datetime, day: Day, zone: ZoneInfo) -> str:
    return "24:00" if at == day.until else f"{at.astimezone(zone):%H:%M}"
