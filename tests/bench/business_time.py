"""Business: ``add`` and ``between`` per call, beside the libraries one would otherwise take, on the same work.

The work: Monday to Friday 08-17, Guatemala's full holidays (none of the others knows dated half-days), over a day, 30
days and a year. Each library gets its own kind of datetime and its rules ready made. Processor time, best and median.
"""

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle
from statistics import median
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.bench.business_time_peers import PEERS, Peer
from tests.domain.wall_clock import FULL_DAYS, Office
from voiceline.domain.business_time import Calendar, Closing, Span

ZONE = ZoneInfo("America/Guatemala")
SPANS = {"1 day": 1, "30 days": 30, "1 year": 365}
HOUR = timedelta(hours=1)
MOST_MICROSECONDS = 2.5
Call = tuple[Callable[..., Any], Any, Any]  # and its two arguments


class Case(NamedTuple):
    """A question and our answers. ``wanted`` is in whole hours: pandas adds nothing else."""

    start: datetime
    end: datetime
    wanted: timedelta
    due: datetime
    elapsed: timedelta


def business(repeats: int) -> str:
    """The tables in words. SystemExit when our own answers are wrong."""
    office = Office(ZONE.key, dict.fromkeys(range(5), ((480, 1020),)), dict.fromkeys(FULL_DAYS, 0))
    calendar = Calendar(
        ZONE.key,
        {day: (Span(480, 1020),) for day in range(5)},
        lambda year: {day: Closing("") for day in FULL_DAYS if day.year == year},
    )
    cases = {span: _cases(calendar, days) for span, days in SPANS.items()}
    _refuse_wrong_answers(office, [*cases["1 day"], *cases["30 days"][:20]])
    peers, lines = [_ours(calendar)], []
    for name, build in PEERS.items():
        try:
            peers.append(build(ZONE, FULL_DAYS))
        except ImportError:
            lines.append(f"{name}: not installed, left out")
    lines += [_agreement(peer, [case for of_span in cases.values() for case in of_span]) for peer in peers[1:]]
    lines += _table("add", peers, cases, repeats)
    lines += _table("between", peers, cases, repeats)
    return "\n".join(lines)


def _ours(calendar: Calendar) -> Peer:
    return Peer("voiceline", lambda at: at, lambda wanted: wanted, calendar.add, calendar.between, lambda x: x)


def _cases(calendar: Calendar, days: int) -> list[Case]:
    """Starts at any minute of the week, in hours and out of them; half of them on a whole hour, where edges are."""
    chance = random.Random(days)
    made = []
    for i in range(40):
        start = datetime(2025, 1, 1, tzinfo=UTC) + chance.randrange(3 * 365 * 24) * HOUR
        start += timedelta(minutes=chance.randrange(60) if i % 2 else 0)
        end = start + timedelta(days=days)
        elapsed = calendar.between(start, end)
        wanted = max(elapsed // HOUR, 1) * HOUR
        made.append(Case(start, end, wanted, calendar.add(start, wanted), elapsed))
    return made


def _refuse_wrong_answers(office: Office, cases: Sequence[Case]) -> None:
    for case in cases:
        minutes = case.wanted // timedelta(minutes=1)
        walked = office.after(case.start, minutes), office.minutes(case.start, case.end) * timedelta(minutes=1)
        if walked != (case.due, case.elapsed):
            raise SystemExit(f"VOID: {case} should be {walked}")


def _agreement(peer: Peer, cases: Sequence[Case]) -> str:
    """How many answers of this library are not ours, and whether the reason is its convention at closing time."""
    said = []
    if peer.add:
        answers = [(case, peer.back(peer.add(peer.moment(case.start), peer.span(case.wanted)))) for case in cases]
        other = [(case, answer) for case, answer in answers if answer != case.due]
        at_closing = sum(case.due.astimezone(ZONE).hour == 17 and answer > case.due for case, answer in other)
        said.append(f"add {len(other)} of {len(cases)} differ" + (f", {at_closing} at closing" if other else ""))
    if peer.between:
        unit = peer.unit
        counted = [(case, peer.between(peer.moment(case.start), peer.moment(case.end))) for case in cases]
        wrong = sum(abs(case.elapsed - answer) >= unit for case, answer in counted)
        said.append(f"between {wrong} of {len(cases)} differ")
    return f"{peer.name}: {'; '.join(said)}"


def _table(what: str, peers: Sequence[Peer], cases: dict[str, list[Case]], repeats: int) -> list[str]:
    """One line a library. Everybody's repeats take turns, so that a busy moment of the machine is everybody's."""
    runs = [
        (peer, span, Run(_calls(peer, what, cases[span]))) for peer in peers if getattr(peer, what) for span in cases
    ]
    for turn in range(repeats):
        for _, _, run in runs:
            run.once_more(turn)
    floor = {span: min(run.took) for peer, span, run in runs if peer is peers[0]}
    lines = {"": f"Business {what}, µs per call (best/median, × ours)" + "".join(f"{span:>28}" for span in cases)}
    for peer, span, run in runs:
        best, times = min(run.took), min(run.took) / floor[span]
        figure = f"{f'{best:.2f}/{median(run.took):.2f}':>20}{f'×{times:,.0f}' if times >= 10 else f'×{times:.1f}':>8}"
        missed = " NOT MET" if peer is peers[0] and best > MOST_MICROSECONDS else ""
        name = f"  {peer.name + peer.note.get(what, ''):<48}"
        lines[peer.name] = lines.get(peer.name, name) + figure + missed
    return list(lines.values())


def _calls(peer: Peer, what: str, cases: Sequence[Case]) -> list[Call]:
    """Everything converted beforehand: only the call itself is timed."""
    if what == "add":
        return [(peer.add, peer.moment(case.start), peer.span(case.wanted)) for case in cases]
    return [(peer.between, peer.moment(case.start), peer.moment(case.end)) for case in cases]


class Run:
    """Some calls of one library, timed again and again. ``took`` is µs per call, the empty loop taken off."""

    def __init__(self, calls: list[Call]):
        self.took: list[float] = []
        self._calls = calls
        self._once = _spent(calls, len(calls))
        self._count = max(len(calls), min(20_000, int(len(calls) * 0.02 / max(self._once, 1e-6))))
        self._empty = min(_spent([(_nothing, None, None)], self._count) for _ in range(3))

    def once_more(self, turn: int) -> None:
        """Slow ones are content with three turns."""
        if turn < 3 or self._once < 0.5:
            self.took.append(max(0.0, _spent(self._calls, self._count) - self._empty) / self._count * 1e6)


def _spent(calls: list[Call], count: int) -> float:
    endless = cycle(calls)
    began = time.process_time()
    for (call, first, second), _ in zip(endless, range(count), strict=False):
        call(first, second)
    return time.process_time() - began


def _nothing(first: object, second: object) -> None:
    """What a call costs that does nothing."""
