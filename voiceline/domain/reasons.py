"""Why those would ring and not others: each step of the policy, and behind each name in it, who and by which rule."""

from datetime import datetime, timedelta
from typing import NamedTuple

from voiceline.domain.directory import Directory, Policy
from voiceline.domain.escalation import people
from voiceline.domain.rotation import Shift, replaced, shifts, together
from voiceline.domain.severity import Severity

LOOKED_AHEAD = timedelta(days=56)
MINUTE = timedelta(minutes=1)


class Because(NamedTuple):
    """``kind``: rotation, group or engineer. Of a rotation: the shift (``until`` None: no end in sight), and whom an
    override in force there replaces."""

    name: str
    kind: str
    engineers: tuple[str, ...]
    shift: Shift | None = None
    until: datetime | None = None
    instead_of: str | None = None


class StepReason(NamedTuple):
    """``after_seconds`` None: nobody is behind it, and it is skipped."""

    after_seconds: int | None
    wait: int
    by: tuple[str, ...]
    engineers: tuple[str, ...]
    because: tuple[Because, ...]


class Reasons(NamedTuple):
    """``policy`` None: none is for this severity and hour."""

    hours: str
    policy: Policy | None
    steps: tuple[StepReason, ...]


def reasons(book: Directory, severity: Severity, at: datetime) -> Reasons:
    """The plan of ``escalation.who``, with its steps that are skipped and why each is as it is."""
    policy = book.policy_for(severity, at)
    found: list[StepReason] = []
    after = 0
    for step in policy.steps if policy else ():
        engineers = people(book, step.page, at)
        because = tuple(_because(book, name, at) for name in step.page)
        found.append(StepReason(after if engineers else None, step.wait, step.by, engineers, because))
        after += step.wait if engineers else 0
    return Reasons(book.hours_at(at), policy, tuple(found))


def _because(book: Directory, name: str, at: datetime) -> Because:
    engineers = people(book, (name,), at)
    rotation = book.rotations.get(name)
    if rotation is None:
        return Because(name, "group" if name in book.groups else "engineer", engineers)
    ahead = shifts(rotation, book.overrides, at, at + LOOKED_AHEAD, book.timezone)
    shift = ahead[0]
    end = shift.until if shift.is_override else together(ahead)[0].until
    until = end if end < at + LOOKED_AHEAD else None
    under = replaced(rotation, book.overrides, at, at + MINUTE, book.timezone) if shift.is_override else []
    instead_of = under[0].engineer if under and under[0].engineer != shift.engineer else None
    return Because(name, "rotation", engineers, shift, until, instead_of)
