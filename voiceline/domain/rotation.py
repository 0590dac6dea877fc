"""Rotations: who is on call at a moment, the shifts between two moments, and who comes on when.

A hand-off is at local wall time, whatever the clocks do: one that falls into the hour that a change of clocks leaves
out is at that hour's end, and one that falls into the hour that comes twice is in its first. Between two hand-offs
time is real, so no moment is without somebody and none has two.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from voiceline.domain.directory import Every, Override, Rotation

DAY = timedelta(days=1)


class Shift(NamedTuple):
    """One stretch of somebody's turn; ``engineer`` None is a gap. ``change``: of the roster, where people made it."""

    start: datetime
    until: datetime
    engineer: str | None
    is_override: bool = False
    change: str | None = None


def on_call(rotation: Rotation, overrides: Sequence[Override], at: datetime, zone: str) -> str | None:
    """The engineer on call; None before the rotation starts or when it has no members. The last override counts."""
    override = _override_at(rotation, overrides, at, zone)
    if override is not None:
        return _in_turn(override.members, override.start, override.every, at, zone)
    if at < _instant(rotation.starts, zone):
        return None
    return _in_turn(rotation.members, rotation.starts, rotation.every, at, zone)


def shifts(
    rotation: Rotation, overrides: Sequence[Override], since: datetime, until: datetime, zone: str
) -> list[Shift]:
    """What ``on_call`` answers from ``since`` to ``until``, as stretches without a hole; a gap is one of nobody's."""
    edges = sorted({since, until, *_edges(rotation, overrides, since, until, zone)})
    found: list[Shift] = []
    for start, end in pairwise(edges):
        override = _override_at(rotation, overrides, start, zone)
        shift = Shift(
            start,
            end,
            on_call(rotation, overrides, start, zone),
            override is not None,
            override.change if override else None,
        )
        if found and found[-1][2:] == shift[2:] and not _begins_here(rotation, override, start, zone):
            found[-1] = shift._replace(start=found[-1].start)
        else:
            found.append(shift)
    return found


def together(found: Sequence[Shift]) -> list[Shift]:
    """Stretches of the same engineer, one after the other, as one."""
    whole: list[Shift] = []
    for shift in found:
        if whole and whole[-1].engineer == shift.engineer:
            whole[-1] = whole[-1]._replace(until=shift.until)
        else:
            whole.append(shift)
    return whole


def hand_offs(
    rotation: Rotation, overrides: Sequence[Override], since: datetime, until: datetime, zone: str
) -> list[tuple[datetime, str]]:
    """(when, who) each time from ``since`` to ``until`` that somebody comes on who was not on just before."""
    before = on_call(rotation, overrides, since - timedelta(microseconds=1), zone)
    found = []
    for shift in shifts(rotation, overrides, since, until + timedelta(microseconds=1), zone):
        if shift.engineer and shift.engineer != before:
            found.append((shift.start, shift.engineer))
        before = shift.engineer
    return found


def gaps(rotation: Rotation, overrides: Sequence[Override], since: datetime, until: datetime, zone: str) -> list[Shift]:
    """The stretches in which nobody is on call, each whole."""
    found: list[Shift] = []
    for shift in shifts(rotation, overrides, since, until, zone):
        if shift.engineer is None:
            if found and found[-1].until == shift.start:
                found[-1] = found[-1]._replace(until=shift.until)
            else:
                found.append(shift)
    return found


def replaced(
    rotation: Rotation, overrides: Sequence[Override], since: datetime, until: datetime, zone: str
) -> list[Shift]:
    """Under each override that rules: whoever would be on without it, as stretches; nothing where none rules."""
    found: list[Shift] = []
    for start, end in pairwise(sorted({since, until, *_edges(rotation, overrides, since, until, zone)})):
        override = _override_at(rotation, overrides, start, zone)
        if override is None:
            continue
        below = overrides[: max(n for n, each in enumerate(overrides) if each is override)]
        engineer = on_call(rotation, below, start, zone)
        if found and found[-1].until == start and found[-1].engineer == engineer:
            found[-1] = found[-1]._replace(until=end)
        else:
            found.append(Shift(start, end, engineer))
    return found


def _override_at(rotation: Rotation, overrides: Sequence[Override], at: datetime, zone: str) -> Override | None:
    for override in reversed(overrides):
        if override.rotation == rotation.id and _instant(override.start, zone) <= at < _instant(override.until, zone):
            return override
    return None


def _in_turn(members: Sequence[str], starts: datetime, every: Every | None, at: datetime, zone: str) -> str | None:
    if not members or every is None:
        return members[0] if members else None
    return members[_turn(starts, _span(every), at, zone) % len(members)]


def _turn(starts: datetime, span: timedelta, at: datetime, zone: str) -> int:
    """How many hand-offs have been since the first one."""
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    turn = (local - starts) // span
    while _instant(starts + (turn + 1) * span, zone) <= at:
        turn += 1
    while turn > 0 and _instant(starts + turn * span, zone) > at:
        turn -= 1
    return turn


def _edges(
    rotation: Rotation, overrides: Sequence[Override], since: datetime, until: datetime, zone: str
) -> Iterator[datetime]:
    """Each moment strictly between the two at which somebody else may come on."""
    local = [at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for at in (since - DAY, until + DAY)]
    moments = list(_hand_offs(rotation.starts, rotation.every, *local)) if rotation.members else []
    for override in overrides:
        if override.rotation == rotation.id and override.start <= local[1] and local[0] <= override.until:
            moments += [override.start, override.until]
            if override.every is not None and len(override.members) > 1:
                moments += _hand_offs(override.start, override.every, local[0], min(local[1], override.until))
    yield from (at for at in (_instant(each, zone) for each in moments) if since < at < until)


def _hand_offs(starts: datetime, every: Every, first: datetime, last: datetime) -> Iterator[datetime]:
    span = _span(every)
    turn = max(0, -((starts - first) // span))
    while (at := starts + turn * span) <= last:
        yield at
        turn += 1


def _begins_here(rotation: Rotation, override: Override | None, at: datetime, zone: str) -> bool:
    """Whether a turn begins at this moment, though the same engineer may have been on before."""
    starts, every = (override.start, override.every) if override else (rotation.starts, rotation.every)
    if at == _instant(starts, zone):
        return True
    if every is None:
        return False
    span = _span(every)
    return at == _instant(starts + _turn(starts, span, at, zone) * span, zone)


def _span(every: Every) -> timedelta:
    return timedelta(**{every.unit: every.count})


def _instant(local: datetime, zone: str) -> datetime:
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
