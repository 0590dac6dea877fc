"""A report's figures in words: shares, waits, the nights, and the questions at which callers hung up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date

from voiceline.dialog.conversation import End
from voiceline.dialog.customer_line import CUSTOMER_LINE
from voiceline.domain import promise
from voiceline.domain.month_report import WAITS, HungUp, Load, is_few
from voiceline.domain.promise import Figures
from voiceline.store.month_promise import Counted
from voiceline.web.admin.words import Words

HEATS = (0, 1, 2, 4, 8)  # from so many rings on, each is a shade darker
GOODBYES = frozenset(name for name, step in CUSTOMER_LINE.steps.items() if isinstance(step, End))


@dataclass(frozen=True)
class Night:
    """One row of the heat table: the evening, and (rings, shade) of each engineer."""

    evening: str
    rings: Sequence[tuple[int, int]]


class ReportWords:
    def __init__(self, w: Words, names: Mapping[str, str]):
        """``names``: of engineers by id; who has left since is told by his id."""
        self._w, self._names = w, names

    def share(self, part: int, whole: int) -> str:
        """``96.3 %``; ``3 de 4`` while they are few; a dash of nothing."""
        if not whole:
            return "—"
        if is_few(whole):
            return self._w("so_many_of", part=part, whole=whole)
        return self._w.percent(promise.told(part / whole))

    def total(self, counted: Counted, target: str) -> Figures:
        """Of every severity together: counts only, for times of different promises have no median."""
        each = [figures for (_, of), figures in counted.items() if of == target]
        return Figures(
            kept=sum(figures.kept for figures in each),
            missed=sum(figures.missed for figures in each),
            running=sum(figures.running for figures in each),
            rectified=sum(figures.rectified for figures in each),
            median=None,
            worst=None,
            stopped=sum(figures.stopped for figures in each),
        )

    def engineer(self, code: str) -> str:
        return self._names.get(code, code)

    def step(self, code: str) -> str:
        return self._w.named("steps", code)

    def asked(self, hung_up: Sequence[HungUp], has_case: bool) -> list[tuple[str, int]]:
        """(where she was, calls), most first. Once a case is open, a goodbye heard to its end is no hang-up."""
        told: dict[str, int] = {}
        for each in hung_up:
            if each.has_case == has_case and not (has_case and each.step in GOODBYES - {"gone"}):
                told[self.step(each.step)] = told.get(self.step(each.step), 0) + each.calls
        return sorted(told.items(), key=lambda each: (-each[1], each[0]))

    def waits(self, counts: Sequence[int]) -> list[tuple[str, int]]:
        """``≤30 s``, ``≤1 min`` …, and longer."""
        edges = [f"≤{_edge(each)}" for each in WAITS] + [f">{_edge(WAITS[-1])}"]
        return list(zip(edges, counts, strict=True))

    def evening(self, day: date) -> str:
        return format_date(day, "EEE d MMM", locale=self._w.language)

    def nights(self, loads: Sequence[Load]) -> Iterator[Night]:
        """Those with a ring, in order."""
        for day in sorted({day for each in loads for day in each.nights}):
            rings = [each.nights.get(day, 0) for each in loads if each.nights]
            yield Night(self.evening(day), [(n, sum(n >= least for least in HEATS) - 1) for n in rings])

    def minutes(self, span: timedelta) -> str:
        return self._w("so_many_minutes", n=round(span.total_seconds() / 60))

    def named_case(self, which: Mapping[str, Any]) -> str:
        """``P1 crítico, respuesta, vencida``: which cases a number counts."""
        parts = {"severity": "severity_names", "reported": "severity_names", "channel": "kinds", "target": "kinds"}
        parts |= {"verdict": "verdicts", "closed_as": "choices", "exclusion": "choices", "way": "ways"}
        said = [self._w.named(part, str(which[name])) for name, part in parts.items() if which.get(name)]
        named = ", ".join(said)
        return named[:1].upper() + named[1:]


def _edge(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 3600 else f"{seconds // 3600} h"
