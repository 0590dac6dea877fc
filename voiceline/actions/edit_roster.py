"""Edit the roster: somebody else for a while, a temporary schedule, a change taken back; each with who and when."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from voiceline.domain.directory import Directory, Override
from voiceline.store import directory, roster
from voiceline.store.roster import Changes


class RosterError(Exception):
    """Why a change cannot be made; ``reason`` is a key of the words of whoever asks, ``names`` what it is about."""

    def __init__(self, reason: str, name: str = ""):
        super().__init__(f"{reason} {name}".strip())
        self.reason, self.name = reason, name


def put_override(
    session: Session, overrides: Sequence[Override], by: str, now: datetime, why: str = "override"
) -> list[str]:
    """Put these in force from now on; the names by which they can be taken back. Raises RosterError, DirectoryError.

    Who is being rung already goes on ringing: the next step asks anew who is on call.
    """
    new = [roster.as_change(each, by, why, now) for each in overrides]

    def edit(book: Directory, changes: Changes) -> Changes:
        for each in overrides:
            _refuse_what_cannot_be(book, each, now)
        return [*changes, *new]

    directory.change_roster(session, edit, by, now)
    return [each["id"] for each in new]


def take_back(session: Session, name: str, by: str, now: datetime) -> None:
    """The change of this name is no more; the rotation goes on as if it had never been. Raises RosterError."""

    def edit(book: Directory, changes: Changes) -> Changes:
        left = [each for each in changes if each["id"] != name]
        if len(left) == len(changes):
            raise RosterError("no_such_change", name)
        return left

    directory.change_roster(session, edit, by, now)


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
