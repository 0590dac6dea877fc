"""Edit the roster: somebody else for a while, a temporary schedule, a change taken back; each with who and when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from voiceline.actions.tell_engineers import tell_engineers
from voiceline.dialog.catalog import catalog
from voiceline.domain.directory import Directory, Override
from voiceline.domain.roster_moves import Move, coming_on, going_off, moves
from voiceline.store import directory, roster
from voiceline.store.directory_checks import check
from voiceline.store.roster import Changes


class RosterError(Exception):
    """Why a change cannot be made; ``reason`` is a key of the words of whoever asks, ``names`` what it is about."""

    def __init__(self, reason: str, name: str = ""):
        super().__init__(f"{reason} {name}".strip())
        self.reason, self.name = reason, name


class Outlook(NamedTuple):
    """What a change would make of the roster: before and after, the version that was looked at, and what moves."""

    version: int
    before: Directory
    after: Directory
    moves: list[Move]


def outlook(session: Session, overrides: Sequence[Override], now: datetime) -> Outlook:
    """What putting these in force would change; nothing is written. Raises RosterError, DirectoryError."""
    version, before = directory.current(session)
    _refuse(before, overrides, now)
    after = replace(before, overrides=(*before.overrides, *overrides))
    check(after, "turnos")
    return Outlook(version, before, after, _moves(before, after, overrides, now))


def put_override(session: Session, overrides: Sequence[Override], by: str, now: datetime) -> list[str]:
    """Put these in force from now on, and tell whoever comes on and whoever goes off; the names to take them back by.

    Raises RosterError, DirectoryError. Who is being rung already goes on ringing: the next step asks anew who is on.
    """
    names, before, after = _put(session, overrides, by, now, "override")
    _tell(session, after, _moves(before, after, overrides, now), f"roster-{names[0]}-put", now)
    return names


def put_in_force(session: Session, overrides: Sequence[Override], by: str, now: datetime, why: str) -> list[str]:
    """As ``put_override``, where whom it concerns is told by the act itself, such as a swap."""
    return _put(session, overrides, by, now, why)[0]


def take_back(session: Session, name: str, by: str, now: datetime) -> None:
    """The change of this name is no more; the rotation goes on as if it had never been. Raises RosterError."""

    def edit(book: Directory, changes: Changes) -> Changes:
        left = [each for each in changes if each["id"] != name]
        if len(left) == len(changes):
            raise RosterError("no_such_change", name)
        return left

    before, after = directory.change_roster(session, edit, by, now)
    gone = [each for each in before.overrides if each.change == name]
    _tell(session, after, _moves(before, after, gone, now), f"roster-{name}-back", now)


def _put(
    session: Session, overrides: Sequence[Override], by: str, now: datetime, why: str
) -> tuple[list[str], Directory, Directory]:
    new = [roster.as_change(each, by, why, now) for each in overrides]

    def edit(book: Directory, changes: Changes) -> Changes:
        _refuse(book, overrides, now)
        return [*changes, *new]

    before, after = directory.change_roster(session, edit, by, now)
    return [each["id"] for each in new], before, after


def _moves(before: Directory, after: Directory, overrides: Sequence[Override], now: datetime) -> list[Move]:
    """What is past has been, whatever is written afterwards."""
    zone = ZoneInfo(before.timezone)
    since = now.replace(second=0, microsecond=0)
    return moves(before, after, since, max((each.until.replace(tzinfo=zone) for each in overrides), default=since))


def _tell(session: Session, book: Directory, found: Sequence[Move], once: str, now: datetime) -> None:
    """Each by a text of his own, in his language: the first stretch, and how many more."""
    zone = ZoneInfo(book.timezone)
    for kind, people in (("shift_on", coming_on(found)), ("shift_off", going_off(found))):
        for each, his in people.items():
            if each not in book.engineers:
                continue
            other = his[0].before if kind == "shift_on" else his[0].after
            nobody = catalog(book.engineers[each].language).words["nobody"]
            values = {
                "rotation": his[0].rotation,
                "start": f"{his[0].start.astimezone(zone):%d/%m %H:%M}",
                "until": f"{his[0].until.astimezone(zone):%d/%m %H:%M}",
                "more": f" (+{len(his) - 1})" if len(his) > 1 else "",
                "other": book.engineers[other].name if other and other in book.engineers else nobody,
            }
            tell_engineers(session, book, [each], kind, f"{once}-{kind}", now, values, by=("sms",))


def _refuse(book: Directory, overrides: Sequence[Override], now: datetime) -> None:
    for each in overrides:
        _refuse_what_cannot_be(book, each, now)


def _refuse_what_cannot_be(book: Directory, override: Override, now: datetime) -> None:
    if override.rotation not in book.rotations:
        raise RosterError("no_such_rotation", override.rotation)
    for each in override.members:
        if each not in book.engineers:
            raise RosterError("no_such_engineer", each)
    if not override.members:
        raise RosterError("nobody")
    if override.start >= override.until:
        raise RosterError("ends_before_it_begins")
    if override.until.replace(tzinfo=ZoneInfo(book.timezone)) <= now:
        raise RosterError("is_over")
