"""The roster by local days, as a calendar draws it: minute for minute what ``on_call`` says, and whom it replaces."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from voiceline.domain.directory import Override, Rotation
from voiceline.domain.rotation import Shift, replaced, shifts

DAY = timedelta(days=1)


class Piece(NamedTuple):
    """Part of one day. ``instead_of``: whoever would be on but for the override that rules here."""

    start: datetime
    until: datetime
    engineer: str | None
    is_override: bool = False
    change: str | None = None
    instead_of: str | None = None


class Day(NamedTuple):
    """From one local midnight to the next: 23 or 25 hours where the clock changes."""

    date: date
    start: datetime
    until: datetime
    pieces: tuple[Piece, ...]


def midnight(day: date, zone: str) -> datetime:
    """When this day begins; where the clock leaves midnight out, at that hour's end."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def days(rotation: Rotation, overrides: Sequence[Override], first: date, count: int, zone: str) -> list[Day]:
    """``count`` days from ``first`` on, each tiled by its pieces without a hole."""
    edges = [midnight(first + n * DAY, zone) for n in range(count + 1)]
    if count < 1:
        return []
    pieces = list(_pieces(rotation, overrides, edges[0], edges[-1], zone))
    return [
        Day(first + n * DAY, edges[n], edges[n + 1], tuple(_within(pieces, edges[n], edges[n + 1])))
        for n in range(count)
    ]


def _pieces(
    rotation: Rotation, overrides: Sequence[Override], since: datetime, until: datetime, zone: str
) -> Iterator[Piece]:
    under = replaced(rotation, overrides, since, until, zone)
    for shift in shifts(rotation, overrides, since, until, zone):
        if not shift.is_override:
            yield _piece(shift)
            continue
        for below in under:
            start, end = max(shift.start, below.start), min(shift.until, below.until)
            if start < end:
                other = below.engineer if below.engineer != shift.engineer else None
                yield _piece(shift)._replace(start=start, until=end, instead_of=other)


def _piece(shift: Shift) -> Piece:
    return Piece(shift.start, shift.until, shift.engineer, shift.is_override, shift.change)


def _within(pieces: Sequence[Piece], since: datetime, until: datetime) -> list[Piece]:
    """Clipped to the day; neighbours that say the same are one."""
    found: list[Piece] = []
    for piece in pieces:
        start, end = max(piece.start, since), min(piece.until, until)
        if start >= end:
            continue
        if found and found[-1].until == start and found[-1][2:] == piece[2:]:
            found[-1] = found[-1]._replace(until=end)
        else:
            found.append(piece._replace(start=start, until=end))
    return found
