"""The promise of the agreement as a table, and the clock that runs against it: start, pauses, thresholds, deadline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from voiceline.domain.business_time import Calendar
from voiceline.domain.severity import Severity

RESPONSE, RESOLUTION = "response", "resolution"
SHARES = (50, 75, 90, 100)  # per cent of a target: three warnings and the breach
BREACH = 100


@dataclass(frozen=True, slots=True)
class Target:
    duration: timedelta
    business: bool


@dataclass(frozen=True, slots=True)
class Deadlines:
    response_due_at: datetime
    resolution_due_at: datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the resolution clock stood still."""

    began_at: datetime
    ended_at: datetime


def _real(**span: float) -> Target:
    return Target(timedelta(**span), business=False)


def _business(hours: float) -> Target:
    return Target(timedelta(hours=hours), business=True)


# Agreement, "tiempo de respuesta" and "tiempo de resolución". A business day has nine hours: three are 27.
TARGETS: dict[Severity, tuple[Target, Target]] = {
    Severity.P1: (_real(minutes=15), _real(hours=4)),
    Severity.P2: (_real(minutes=30), _business(8)),
    Severity.P3: (_business(1), _business(24)),
    Severity.P4: (_business(4), _business(27)),
}


def deadlines(severity: Severity, started_at: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()) -> Deadlines:
    """Both deadlines, in UTC, of a clock that started then. Pauses are the resolution's alone."""
    return Deadlines(
        thresholds(severity, RESPONSE, started_at, calendar)[BREACH],
        thresholds(severity, RESOLUTION, started_at, calendar, pauses)[BREACH],
    )


def thresholds(
    severity: Severity, target: str, started_at: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> dict[int, datetime]:
    """When 50, 75, 90 and 100 % of the target are used up, in that target's own time."""
    promised = TARGETS[severity][0 if target == RESPONSE else 1]
    return {
        share: _reached(promised, promised.duration * share / 100, started_at, calendar, pauses) for share in SHARES
    }


def reported(starts: Mapping[Severity, datetime], severity: Severity, at: datetime) -> dict[Severity, datetime]:
    """Since when each severity's clock runs, once the case is reported at this one.

    A severity's targets run from the first moment the case was reported at it or a graver one; so raising starts the
    graver clocks now, and lowering, or raising again, moves nothing.
    """
    return {**{each: at for each in Severity if severity.is_at_least(each)}, **starts}


def still_on_both(one: Sequence[Pause], one_began: datetime, two: Sequence[Pause], two_began: datetime) -> list[Pause]:
    """Where neither of two reports' clocks ran: each stood still, or that one had not been reported yet."""
    first = min(one_began, two_began)
    shared = [
        Pause(max(a.began_at, b.began_at), min(a.ended_at, b.ended_at))
        for a in (Pause(first, one_began), *one)
        for b in (Pause(first, two_began), *two)
    ]
    return sorted((each for each in shared if each.began_at < each.ended_at), key=lambda each: each.began_at)


def after(target: Target, start: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """So much later, in that target's own time."""
    return calendar.add(start, span) if target.business else start + span


def _reached(
    target: Target, wanted: timedelta, start: datetime, calendar: Calendar, pauses: Sequence[Pause]
) -> datetime:
    """The moment at which so much of the target's own time has run, the pauses not counted."""
    at, left = start, wanted
    for pause in sorted(pauses, key=lambda each: each.began_at):
        if pause.ended_at <= at:
            continue
        moment = after(target, at, left, calendar)
        if moment <= pause.began_at:
            return moment
        left -= max(_between(target, at, pause.began_at, calendar), timedelta())
        at = pause.ended_at
    return after(target, at, left, calendar)


def _between(target: Target, start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    return calendar.between(start, end) if target.business else end - start
