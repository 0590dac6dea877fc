"""Where an urgent call would reach nobody: the stretches in which no step of its policy has anybody to ring."""

from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from voiceline.domain.directory import Directory
from voiceline.domain.escalation import who
from voiceline.domain.rotation import shifts
from voiceline.domain.severity import Severity


class Unreached(NamedTuple):
    severity: Severity
    start: datetime
    until: datetime


def unreached(book: Directory, since: datetime, until: datetime) -> list[Unreached]:
    """Of P1 and P2 between the two moments, the gravest first, then the soonest; each stretch whole."""
    edges = sorted(_edges(book, since, until))
    found: list[Unreached] = []
    for severity in Severity:
        if not severity.is_urgent:
            continue
        for start, end in pairwise(edges):
            if book.policy_for(severity, start) is None or who(book, severity, start).steps:
                continue
            if found and (found[-1].severity, found[-1].until) == (severity, start):
                found[-1] = found[-1]._replace(until=end)
            else:
                found.append(Unreached(severity, start, end))
    return found


def rotation_to_fill(book: Directory, lost: Unreached) -> str | None:
    """The first rotation that its policy names: with somebody in it, the call would reach him."""
    policy = book.policy_for(lost.severity, lost.start)
    names = [name for step in (policy.steps if policy else ()) for name in step.page]
    return next((name for name in names if name in book.rotations), None)


def _edges(book: Directory, since: datetime, until: datetime) -> set[datetime]:
    """Each moment at which the hours or somebody on call may change."""
    edges = {since, until}
    for start, end in book.calendar.open_between(since, until):
        edges |= {start, end}
    for rotation in book.rotations.values():
        edges |= {shift.start for shift in shifts(rotation, book.overrides, since, until, book.timezone)}
    return edges
