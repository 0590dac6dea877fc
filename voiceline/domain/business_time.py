"""Business time: when the hours are ordinary, and how much of them lies between two moments.

The open stretches of some years are laid out in UTC with the business time before each, so ``add`` and ``between`` are
bisections whatever the span. All in whole microseconds: with fractions of a second in floats, a target that ends
exactly at closing was due the next morning about every second time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)
_SECOND = 1_000_000
_MINUTE, _DAY = 60 * _SECOND, DAY // MICROSECOND
TWO_YEARS = 731 * _DAY  # nobody waits longer for an opening: such a calendar is a mistake
FIRST_YEAR, LAST_YEAR = 1972, 9997
FIRST_MOMENT = (date(FIRST_YEAR, 1, 1) - EPOCH.date()) // MICROSECOND
END_MOMENT = (date(LAST_YEAR + 1, 1, 1) - EPOCH.date()) // MICROSECOND
NEAR = 30  # years by which a table grows; a moment further away gets a table of its own


class NeverOpenError(ValueError):
    """Two years go by without an ordinary hour."""


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


@dataclass(frozen=True, slots=True)
class _Table:
    """Whole local years laid out. Moments and durations are microseconds, the moments since EPOCH."""

    first: int
    last: int
    since: int
    until: int
    starts: list[int]
    ends: list[int]
    before: list[int]  # business time before each stretch, and the total at the end
    late: list[int]  # the stretches that open more than two years after the one before; hardly ever any

    def elapsed(self, moment: int) -> int:
        i = bisect_right(self.starts, moment) - 1
        if i < 0:
            return 0
        end = self.ends[i]
        return self.before[i] + (moment if moment < end else end) - self.starts[i]


_NONE = _Table(LAST_YEAR, FIRST_YEAR, 1, 0, [], [], [0], [])  # no moment lies in it: the first question lays one out


@dataclass
class Calendar:
    """Ordinary hours. ``week`` is Monday (0) to Sunday; ``closings_of`` gives a year's closed days; openings win.

    Every moment asked about is an aware datetime of the years 1972 to 9997, else ValueError. It is in hours when its
    wall-clock time is: an hour that the clock repeats counts twice, one that it skips does not exist.
    """

    zone: str
    week: Mapping[int, tuple[Span, ...]]
    closings_of: Callable[[int], Mapping[date, Closing]] = lambda year: {}
    openings: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    _table: _Table = field(default=_NONE, init=False, repr=False, compare=False)

    def is_open(self, at: datetime) -> bool:
        """Whether this moment lies in ordinary hours: the minute of opening does, that of closing no longer."""
        moment = _ticks(at)
        table = self._table
        if not table.since <= moment < table.until:
            table = self._reaching(moment, moment)
        i = bisect_right(table.starts, moment) - 1
        return i >= 0 and moment < table.ends[i]

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Business time from start to end; negative when the end comes first."""
        a, b = _ticks(start), _ticks(end)
        table = self._table
        if not (table.since <= a < table.until and table.since <= b < table.until):
            table = self._reaching(min(a, b), max(a, b))
        return timedelta(0, 0, table.elapsed(b) - table.elapsed(a))

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The moment, in UTC, by which so much business time has passed.

        A target that ends exactly at closing is due at closing; nothing at all, added outside hours, is the next
        opening (DESIGN 6). ValueError for a negative duration, NeverOpenError if two years without hours come first.
        """
        moment, wanted = _ticks(start), duration // MICROSECOND
        if wanted <= 0:
            if wanted < 0:
                raise ValueError("a duration cannot be negative")
            return self.next_opening(start)
        table = self._table
        if not table.since <= moment < table.until:
            table = self._reaching(moment, moment)
        while table.before[-1] < (goal := table.elapsed(moment) + wanted):
            table = self._further(table, moment)
        i = bisect_left(table.before, goal) - 1
        if table.late:
            _refuse_a_wait(table, moment, i)
        return EPOCH + timedelta(0, 0, table.starts[i] + goal - table.before[i])

    def next_opening(self, at: datetime) -> datetime:
        """This moment, if it is open, else the next at which it opens; in UTC. NeverOpenError as in ``add``."""
        moment = _ticks(at)
        table = self._reaching(moment, moment)
        while (i := bisect_right(table.ends, moment)) == len(table.ends):
            table = self._further(table, moment)
        _refuse_a_wait(table, moment, i)
        return EPOCH + timedelta(0, 0, max(table.starts[i], moment))

    def open_between(self, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        """The ordinary hours between two moments as stretches, in UTC, clipped to the two."""
        a, b = _ticks(since), _ticks(until)
        table = self._reaching(min(a, b), max(a, b))
        found: list[tuple[datetime, datetime]] = []
        for i in range(bisect_right(table.ends, a), bisect_left(table.starts, b)):
            opens, closes = max(table.starts[i], a), min(table.ends[i], b)
            found.append((EPOCH + timedelta(0, 0, opens), EPOCH + timedelta(0, 0, closes)))
        return found

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

    def _reaching(self, earliest: int, latest: int) -> _Table:
        """The table, laid out at least from the year before these moments to the year after."""
        if earliest < FIRST_MOMENT or latest >= END_MOMENT:
            raise ValueError(f"a moment outside the years {FIRST_YEAR} to {LAST_YEAR}")
        table = self._table
        if table.since <= earliest and latest < table.until:
            return table
        first, last = _year(earliest) - 1, _year(latest) + 1
        if table is not _NONE and first >= table.first - NEAR and last <= table.last + NEAR:
            first, last = min(first, table.first), max(last, table.last)
        table = self._table = self._lay_out(first, last)
        return table

    def _further(self, table: _Table, moment: int) -> _Table:
        """Two years more, unless this moment or the last closing is two years from the end already."""
        closed_since = max([moment, *table.ends[-1:]])
        if table.until - closed_since > TWO_YEARS or table.last > LAST_YEAR:
            raise NeverOpenError(f"no ordinary hours in the two years before the end of {table.last}")
        table = self._table = self._lay_out(table.first, min(LAST_YEAR + 1, table.last + 2))
        return table

    def _lay_out(self, first: int, last: int) -> _Table:
        zone = ZoneInfo(self.zone)
        day, end = date(first, 1, 1), date(last + 1, 1, 1)
        since, until = _midnight(day, zone), _midnight(end, zone)
        stretches: list[tuple[int, int]] = []
        while day < end:
            if spans := self.spans_of(day):
                stretches += _stretches(day, spans, zone)
            day += DAY
        stretches.sort()  # a clock that goes back over midnight brings a day's last minutes after the next one's first
        before, late, closed_since = [0], [], since
        for i, (opens, closes) in enumerate(stretches):
            before.append(before[-1] + closes - opens)
            if opens - closed_since > TWO_YEARS:
                late.append(i)
            closed_since = closes
        starts, ends = [opens for opens, _ in stretches], [closes for _, closes in stretches]
        return _Table(first, last, max(since, FIRST_MOMENT), min(until, END_MOMENT), starts, ends, before, late)


def _refuse_a_wait(table: _Table, moment: int, target: int) -> None:
    """NeverOpenError when two years without hours lie between this moment and the stretch of that number."""
    for i in table.late:
        closed_since = max([moment, *table.ends[i - 1 : i]])
        if i <= target and table.starts[i] - closed_since > TWO_YEARS:
            raise NeverOpenError("two years without ordinary hours")


def _stretches(day: date, spans: Sequence[Span], zone: ZoneInfo) -> list[tuple[int, int]]:
    """These hours of a local day, as moments; on a day whose clock changes, those before the change and those after."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    early, late = _offset(midnight), _offset((midnight + DAY).replace(fold=1))
    local = _ticks(midnight.replace(tzinfo=UTC))
    found = [(local + s.start * _MINUTE - early, local + s.end * _MINUTE - early) for s in spans]
    if early != late:
        change = _change(local - max(early, late) - _DAY, local - min(early, late) + 2 * _DAY, zone)
        latter = [(local + s.start * _MINUTE - late, local + s.end * _MINUTE - late) for s in spans]
        found = [(o, min(c, change)) for o, c in found] + [(max(o, change), c) for o, c in latter]
    return [(opens, closes) for opens, closes in found if opens < closes]


def _change(earliest: int, latest: int, zone: ZoneInfo) -> int:
    """The moment between these two at which the zone's offset changes, to the second."""
    seconds = range(earliest // _SECOND, latest // _SECOND)
    former = _offset(_local(earliest, zone))
    return seconds[bisect_left(seconds, True, key=lambda s: _offset(_local(s * _SECOND, zone)) != former)] * _SECOND


def _midnight(day: date, zone: ZoneInfo) -> int:
    return _ticks(datetime(day.year, day.month, day.day, tzinfo=zone))


def _local(moment: int, zone: ZoneInfo) -> datetime:
    return (EPOCH + timedelta(0, 0, moment)).astimezone(zone)


def _offset(at: datetime) -> int:
    return (at.utcoffset() or timedelta()) // MICROSECOND


def _year(moment: int) -> int:
    return (EPOCH + timedelta(0, 0, moment)).year


def _ticks(at: datetime) -> int:
    try:
        return (at - EPOCH) // MICROSECOND
    except TypeError:
        raise ValueError("a moment needs its zone") from None
