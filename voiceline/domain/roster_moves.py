"""What a change of the roster moves: the stretches in which somebody else is on call than before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from voiceline.domain.directory import Directory
from voiceline.domain.rotation import on_call, shifts

FORESEEN = timedelta(days=366)


class Move(NamedTuple):
    rotation: str
    start: datetime
    until: datetime
    before: str | None
    after: str | None


def moves(before: Directory, after: Directory, since: datetime, until: datetime) -> list[Move]:
    """Between the two moments, rotation by rotation; nothing where the same engineer is on either way.

    A year at the most: what is further away is not foreseen, however long the change.
    """
    until = min(until, since + FORESEEN)
    found: list[Move] = []
    for name in after.rotations:
        if name not in before.rotations or since >= until:
            continue
        edges = sorted({edge for book in (before, after) for edge in _edges(book, name, since, until)})
        for start, end in pairwise(edges):
            was, comes = (on_call(b.rotations[name], b.overrides, start, after.timezone) for b in (before, after))
            if was == comes:
                continue
            last = found[-1] if found else None
            if last and (last.rotation, last.until, last.before, last.after) == (name, start, was, comes):
                found[-1] = last._replace(until=end)
            else:
                found.append(Move(name, start, end, was, comes))
    return found


def coming_on(found: Sequence[Move]) -> dict[str, list[Move]]:
    """Engineer → what is theirs now and was not."""
    return _by(found, "after")


def going_off(found: Sequence[Move]) -> dict[str, list[Move]]:
    """Engineer → what was theirs and no longer is."""
    return _by(found, "before")


def _by(found: Sequence[Move], side: str) -> dict[str, list[Move]]:
    people: dict[str, list[Move]] = {}
    for move in found:
        engineer = getattr(move, side)
        if engineer is not None:
            people.setdefault(engineer, []).append(move)
    return people


def _edges(book: Directory, rotation: str, since: datetime, until: datetime) -> list[datetime]:
    stretches = shifts(book.rotations[rotation], book.overrides, since, until, book.timezone)
    return [stretches[0].start, *(each.until for each in stretches)]
