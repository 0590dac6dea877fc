"""The month's proof: what was promised of each case and what was kept, counted from recorded facts.

Nothing here asks a calendar: a deadline is the one that was recorded, a breach is the one that was recorded. What is
not decided yet is neither kept nor missed, and so is what a case that was closed in time left undecided for good.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from voiceline.domain.severity import Severity
from voiceline.domain.sla import RESPONSE

KEPT, MISSED, RUNNING, STOPPED = "kept", "missed", "running", "stopped"
VERDICTS = (KEPT, MISSED, RUNNING, STOPPED)
APART = ("out_of_scope", "merged")  # closed so, a case stands beside the figures and not in them

# The agreement's own words, quoted beside each figure.
DEFINITIONS = {
    "response": "Tiempo máximo en el que se brinda una respuesta inicial al cliente.",
    "resolution": "Tiempo máximo para resolver el problema o proporcionar una solución alternativa.",
}
PROMISED = {
    Severity.P1: ("15 minutos", "4 horas"),
    Severity.P2: ("30 minutos", "8 horas hábiles"),
    Severity.P3: ("1 hora hábil", "24 horas hábiles"),
    Severity.P4: ("4 horas hábiles", "3 días hábiles"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """One promise of one case. ``rectified``: who and why, where an admin has set a breach right; ``is_over``: its
    case is closed, and this clock with it.
    """

    due_at: datetime
    met_at: datetime | None
    breached_at: datetime | None
    rectified: tuple[str, str] | None = None
    is_over: bool = False

    @property
    def verdict(self) -> str:
        """A recorded breach is a breach, whatever came later; what is not met is running or stopped, never kept."""
        if self.breached_at is not None:
            return MISSED
        if self.met_at is not None:
            return KEPT
        return STOPPED if self.is_over else RUNNING


@dataclass(frozen=True, slots=True)
class Case:
    number: int
    severity: Severity
    reported_severity: Severity
    customer: str | None
    opened_at: datetime
    response: Target
    resolution: Target
    how: str | None  # how the customer was answered
    closed_as: str | None
    exclusion: str | None

    @property
    def is_apart(self) -> bool:
        """Whether it stands beside the figures and not in them."""
        return self.closed_as in APART

    def target(self, name: str) -> Target:
        return self.response if name == RESPONSE else self.resolution

    def took(self, name: str) -> timedelta | None:
        """Real time from first contact until the promise was met."""
        met_at = self.target(name).met_at
        return met_at - self.opened_at if met_at else None


@dataclass(frozen=True, slots=True)
class Figures:
    """One promise of one severity over a month. Shares are of what is decided; None while nothing is."""

    kept: int
    missed: int
    running: int
    rectified: int
    median: timedelta | None
    worst: timedelta | None
    stopped: int = 0

    @property
    def decided(self) -> int:
        return self.kept + self.missed

    @property
    def share(self) -> float | None:
        return _share(self.kept, self.decided)

    @property
    def share_rectified(self) -> float | None:
        """As though a rectified breach had been kept."""
        return _share(self.kept + self.rectified, self.decided)


@dataclass(frozen=True, slots=True)
class Month:
    """``counted`` are in the figures; ``apart`` are out of scope or merged."""

    counted: Sequence[Case]
    apart: Sequence[Case]

    def of(self, severity: Severity) -> list[Case]:
        return [case for case in self.counted if case.severity == severity]

    def figures(self, severity: Severity, target: str) -> Figures:
        return figures(self.of(severity), target)

    @property
    def unvalidated(self) -> list[Case]:
        return [case for case in self.counted if case.closed_as == "unvalidated"]

    @property
    def rectified(self) -> list[tuple[Case, str]]:
        return [(case, name) for case in self.counted for name in DEFINITIONS if case.target(name).rectified]

    @property
    def reclassified(self) -> Mapping[tuple[Severity, Severity], int]:
        """(as reported, as it is now) → how many."""
        counts: dict[tuple[Severity, Severity], int] = {}
        for case in self.counted:
            if case.reported_severity != case.severity:
                change = (case.reported_severity, case.severity)
                counts[change] = counts.get(change, 0) + 1
        return dict(sorted(counts.items()))


@dataclass(frozen=True, slots=True)
class Proof:
    """A month with what belongs to it besides its cases. ``silences``: stretches in which the line did not run."""

    month: Month
    abandoned: int
    silences: Sequence[tuple[datetime, datetime]]
    start: datetime
    end: datetime


def month(cases: Iterable[Case]) -> Month:
    """These cases, those apart put aside, in the order of their numbers."""
    ordered = sorted(cases, key=lambda case: case.number)
    counted = [case for case in ordered if not case.is_apart]
    return Month(counted, [case for case in ordered if case.is_apart])


def figures(cases: Sequence[Case], target: str) -> Figures:
    """What was kept, missed and is under way of one promise."""
    verdicts = [case.target(target).verdict for case in cases]
    times = [took for case in cases if (took := case.took(target)) is not None]
    rectified = sum(case.target(target).verdict == MISSED and bool(case.target(target).rectified) for case in cases)
    return Figures(
        kept=verdicts.count(KEPT),
        missed=verdicts.count(MISSED),
        running=verdicts.count(RUNNING),
        rectified=rectified,
        median=_median(times),
        worst=max(times, default=None),
        stopped=verdicts.count(STOPPED),
    )


def told(share: float) -> float:
    """As it is said, by tenths of a per cent: the whole is told of nothing less, for 100 % is nobody missed."""
    return share if share >= 1 else min(share, 0.999)


def _median(times: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(each.total_seconds() for each in times)) if times else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
