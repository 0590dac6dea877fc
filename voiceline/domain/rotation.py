"""Rotations: who is on call at a moment."""

from collections.abc import Sequence
from datetime import datetime, timedelta
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
