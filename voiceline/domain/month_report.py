"""The month beside its promise: who was reached and how soon, where callers hung up, whom the line woke.

All counted from recorded facts. A share of few is no share: what is too little for per cent is told as a count.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from voiceline.domain.severity import Severity

FEW = 20  # of fewer, one case more or less moves a share by over five points
FEW_WAITS = 10  # of fewer, nine in ten is the worst one by another name
WAITS = tuple(timedelta(seconds=s) for s in (30, 60, 120, 300, 600, 900, 1800, 3600))  # upper edges, then "longer"
URGENT = tuple(each for each in Severity if each.is_urgent)

ON_HER_CALL, ON_OURS, BY_MESSAGE, NOBODY = "on_her_call", "on_ours", "by_message", "nobody"
WAYS = (ON_HER_CALL, ON_OURS, BY_MESSAGE, NOBODY)


@dataclass(frozen=True, slots=True)
class Answered:
    """Urgent calls: how each reached a person, or did not. The times are of those that did."""

    ways: Mapping[str, int] = field(default_factory=dict)
    median: timedelta | None = None
    nine_in_ten: timedelta | None = None
    worst: timedelta | None = None

    def by(self, way: str) -> int:
        return self.ways.get(way, 0)

    @property
    def urgent(self) -> int:
        return sum(self.ways.values())

    @property
    def reached(self) -> int:
        """Those who talked to a person. A message is an answer, but it is not one."""
        return self.by(ON_HER_CALL) + self.by(ON_OURS)


@dataclass(frozen=True, slots=True)
class Answers:
    """``waits``: how many waited so long, by the edges of ``WAITS``."""

    of: Mapping[Severity, Answered]
    all: Answered
    waits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HungUp:
    """Calls that ended at one question, by the caller's hand; ``has_case``: one was open by then, and goes on."""

    step: str
    has_case: bool
    calls: int


@dataclass(frozen=True, slots=True)
class Load:
    """What the line asked of one engineer. ``nights``: rings between 22:00 and 07:00, by the evening they belong to."""

    engineer: str
    rings: int = 0
    acknowledged: int = 0
    talked: timedelta = timedelta()
    nights: Mapping[date, int] = field(default_factory=dict)

    @property
    def night_rings(self) -> int:
        return sum(self.nights.values())


@dataclass(frozen=True, slots=True)
class Kinds:
    """The month's cases by how they came in and how they ended. ``reclassified``: (reported as, is now) → how many."""

    channels: Mapping[str, int]
    exclusions: Mapping[str, int]
    apart: Mapping[str, int]
    reclassified: Mapping[tuple[Severity, Severity], int]
    unvalidated: int
    counted: Mapping[Severity, int]


def answers_of(ways: Mapping[Severity, Mapping[str, int]], waited: Mapping[Severity, Sequence[timedelta]]) -> Answers:
    """Of urgent calls: how many went each way, and how long each waited who reached a person."""
    together = Counter[str]()
    for each in ways.values():
        together.update(each)
    waits = sorted(wait for each in waited.values() for wait in each)
    lengths = Counter(bisect_left(WAITS, wait) for wait in waits)
    of = {each: _answered(ways[each], sorted(waited.get(each, ()))) for each in ways}
    return Answers(of, _answered(together, waits), tuple(lengths[place] for place in range(len(WAITS) + 1)))


def _answered(ways: Mapping[str, int], waits: Sequence[timedelta]) -> Answered:
    found = {way: ways[way] for way in WAYS if ways.get(way)}
    if not waits:
        return Answered(found)
    nine = waits[-(len(waits) // 10) - 1] if len(waits) >= FEW_WAITS else None
    middle = (waits[(len(waits) - 1) // 2] + waits[len(waits) // 2]) / 2
    return Answered(found, middle, nine, waits[-1])


def is_few(whole: int) -> bool:
    """Too few for per cent."""
    return whole < FEW
