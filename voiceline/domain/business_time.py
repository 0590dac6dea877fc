"""Business time: when the hours are ordinary, and how much of them lies between two moments.

The open stretches of the years asked for are laid out in UTC with the business seconds before each, so ``add`` and
``between`` are two bisections whatever the span. Built through the zone's own rules, a day of 23 or 25 hours is right;
a moment outside the table extends it by whole years.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = 24 * 60
FIRST_YEAR, LAST_YEAR = 1971, 9998
NEAR = 30  # years by which a table grows; a moment further away gets a table of its own


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes after local midnight, the end not included; 0 to 1440 is all day."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Closing:
    """Closed that day from this minute on (0: the whole day). ``source`` says which rule or file closes it."""

    name: str
    since: int = 0
    source: str = ""


class _Table(NamedTuple):
    first: int  # years laid out
    last: int
    since: float  # moments (epoch seconds) for which they are enough: a year more on either side
    until: float
    starts: list[float]  # epoch seconds
    ends: list[float]
    before: list[float]  # business seconds before each stretch, and the total at the end


@dataclass
class Calendar:
    """Ordinary hours. ``week`` is Monday (0) to Sunday; ``closings_of`` gives a year's closed days; openings win."""

    zone: str
    week: Mapping[int, tuple[Span, ...]]
    closings_of: Callable[[int], Mapping[date, Closing]] = lambda year: {}
    openings: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    _table: _Table | None = field(default=None, init=False, repr=False, compare=False)

    def is_open(self, at: datetime) -> bool:
        """Whether this moment lies in ordinary hours. Aware datetimes only, here and below (naive: ValueError)."""
        moment = _epoch(at)
        table = self._reaching(moment, moment)
        i = bisect_right(table.starts, moment) - 1
        return i >= 0 and moment < table.ends[i]

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Business time from start to end; negative when the end comes first."""
        a, b = _epoch(start), _epoch(end)
        table = self._reaching(a, b) if a <= b else self._reaching(b, a)
        return timedelta(seconds=_elapsed(table, b) - _elapsed(table, a))

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The moment, in UTC, by which so much business time has passed.

        A target that ends exactly at closing is due at closing; nothing at all, added outside hours, is the next
        opening. Raises ValueError when the calendar is not open again within two years.
        """
        wanted = duration.total_seconds()
        if wanted < 0:
            raise ValueError("a duration cannot be negative")
        if wanted == 0:
            return self.next_opening(start)
        moment = _epoch(start)
        table = self._reaching(moment, moment)
        goal = _elapsed(table, moment) + wanted
        while table.before[-1] < goal:
            table = self._further(table, table.before[-1])
            goal = _elapsed(table, moment) + wanted
        i = bisect_left(table.before, goal) - 1
        return datetime.fromtimestamp(table.starts[i] + goal - table.before[i], UTC)

    def next_opening(self, at: datetime) -> datetime:
        """This moment, if it is open, else the next at which it opens; in UTC. ValueError as in ``add``."""
        moment = _epoch(at)
        table = self._reaching(moment, moment)
        while True:
            i = bisect_right(table.ends, moment)
            if i < len(table.starts):
                return datetime.fromtimestamp(max(table.starts[i], moment), UTC)
            table = self._further(table, table.before[-1])

    def closed_days(self, year: int) -> list[tuple[date, Closing]]:
        """Every closing of a year that an opening does not undo, in order."""
        return sorted((day, closing) for day, closing in self.closings_of(year).items() if day not in self.openings)

    def spans_of(self, day: date) -> tuple[Span, ...]:
        """The ordinary hours of one local date."""
        if day in self.openings:
            return self.openings[day]
        spans = self.week.get(day.weekday(), ())
        closing = self.closings_of(day.year).get(day)
        if closing is None:
            return spans
        return tuple(Span(s.start, min(s.end, closing.since)) for s in spans if s.start < closing.since)

    def _reaching(self, earliest: float, latest: float) -> _Table:
        """The table, laid out at least around these two moments."""
        table = self._table
        if table is not None and table.since <= earliest and latest < table.until:
            return table
        years = _year(earliest), _year(latest)
        for year in years:
            if not FIRST_YEAR < year < LAST_YEAR:
                raise ValueError(f"the year {year} is outside the calendar")
        first, last = max(FIRST_YEAR, years[0] - 1), min(LAST_YEAR, years[1] + 1)
        if table is not None and first >= table.first - NEAR and last <= table.last + NEAR:
            first, last = min(first, table.first), max(last, table.last)
        table = self._table = self._lay_out(first, last)
        return table

    def _further(self, table: _Table, total: float) -> _Table:
        """Two years more. ValueError when they bring no open hour."""
        last = min(LAST_YEAR, table.last + 2)
        wider = self._table = self._lay_out(table.first, last)
        if wider.before[-1] <= total:
            raise ValueError("the calendar is not open within two years: see [hours]")
        return wider

    def _lay_out(self, first: int, last: int) -> _Table:
        zone = ZoneInfo(self.zone)
        starts: list[float] = []
        ends: list[float] = []
        before = [0.0]
        day, end = date(first, 1, 1), date(last, 12, 31)
        while day <= end:
            for span in self.spans_of(day):
                opens, closes = _instant(day, span.start, zone), _instant(day, span.end, zone)
                if opens < closes:
                    starts.append(opens)
                    ends.append(closes)
                    before.append(before[-1] + closes - opens)
            day += timedelta(days=1)
        since = datetime(first + (first > FIRST_YEAR), 1, 1, tzinfo=UTC).timestamp()
        until = datetime(last + (last == LAST_YEAR), 1, 1, tzinfo=UTC).timestamp()
        return _Table(first, last, since, until, starts, ends, before)


def _elapsed(table: _Table, moment: float) -> float:
    starts = table.starts
    i = bisect_right(starts, moment) - 1
    if i < 0:
        return 0.0
    end = table.ends[i]
    return table.before[i] + (moment if moment < end else end) - starts[i]


def _instant(day: date, minutes: int, zone: ZoneInfo) -> float:
    local = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
    return local.replace(tzinfo=zone).timestamp()


def _epoch(at: datetime) -> float:
    if at.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return at.timestamp()


def _year(moment: float) -> int:
    return datetime.fromtimestamp(moment, UTC).year
