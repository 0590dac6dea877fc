"""The promise of the agreement as a table: how soon we answer, how soon it is solved."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from voiceline.domain.business_time import Calendar
from voiceline.domain.severity import Severity


@dataclass(frozen=True, slots=True)
class Target:
    duration: timedelta
    business: bool


@dataclass(frozen=True, slots=True)
class Deadlines:
    response_due_at: datetime
    resolution_due_at: datetime


def _real(**span: float) -> Target:
    return Target(timedelta(**span), business=False)


def _business(hours: float) -> Target:
    return Target(timedelta(hours=hours), business=True)


TARGETS: dict[Severity, tuple[Target, Target]] = {
    Severity.P1: (_real(minutes=15), _real(hours=4)),
    Severity.P2: (_real(minutes=30), _business(8)),
    Severity.P3: (_business(1), _business(24)),
    Severity.P4: (_business(4), _business(27)),
}


def deadlines(severity: Severity, opened_at: datetime, calendar: Calendar) -> Deadlines:
    """Both deadlines, in UTC, of a ticket opened then."""
    response, resolution = (_due(target, opened_at, calendar) for target in TARGETS[severity])
    return Deadlines(response, resolution)


def _due(target: Target, start: datetime, calendar: Calendar) -> datetime:
    return calendar.add(start, target.duration) if target.business else start + target.duration
