"""Rotations: who is on call at a moment, and who comes on when."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from voiceline.domain.directory import Override, Rotation


def on_call(rotation: Rotation, overrides: Sequence[Override], at: datetime, zone: str) -> str | None:
    """The engineer on call; None before the rotation starts or when it has no members. Local wall time throughout."""
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    for override in reversed(overrides):
        if override.rotation == rotation.id and override.start <= local < override.until:
            return override.engineer
    if local < rotation.starts or not rotation.members:
        return None
    shift = timedelta(**{rotation.every.unit: rotation.every.count})
    return rotation.members[int((local - rotation.starts) / shift) % len(rotation.members)]


def hand_offs(
    rotation: Rotation, overrides: Sequence[Override], since: datetime, until: datetime, zone: str
) -> list[tuple[datetime, str]]:
    """(when, who) each time from ``since`` to ``until`` that somebody comes on who was not on just before."""
    first, last = (at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for at in (since, until))
    shift = timedelta(**{rotation.every.unit: rotation.every.count})
    turns = {edge for each in overrides if each.rotation == rotation.id for edge in (each.start, each.until)}
    number = max(0, -((rotation.starts - first) // shift))
    while (turn := rotation.starts + number * shift) <= last:
        turns.add(turn)
        number += 1
    found = []
    for at in (turn.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for turn in sorted(turns) if first <= turn <= last):
        comes = on_call(rotation, overrides, at, zone)
        if comes and comes != on_call(rotation, overrides, at - timedelta(seconds=1), zone):
            found.append((at, comes))
    return found
