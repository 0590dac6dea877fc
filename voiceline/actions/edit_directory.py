"""Edit one part of the directory: by the same checks as a file, against what its author saw, with before and after."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from voiceline.actions.load_directory import Moved, take_effect, what_moves
from voiceline.domain.directory_change import (
    ENTRIES,
    SECRET,
    Difference,
    Part,
    Table,
    differences,
    find,
    for_log,
    name_of,
    same_clocks,
    tidy,
    with_part,
)
from voiceline.domain.kept_pins import KEPT
from voiceline.store import audit, directory
from voiceline.store import directory_documents as documents
from voiceline.store.directory_checks import Doubt


@dataclass(frozen=True)
class Edit:
    """``value`` is what the part says from now on, None: it is no more. ``part`` of a new entry has no name.

    ``seen`` is the version its author had before him.
    """

    part: Part
    value: Any
    seen: int


@dataclass(frozen=True)
class Edited:
    """``version`` is None where nothing changed; of a look it is the one that would be replaced."""

    part: Part
    version: int | None
    differences: list[Difference]
    doubts: list[Doubt]
    moved: list[Moved]


class ConflictError(Exception):
    """Somebody else has changed this part since it was seen: ``saw`` then, ``here`` now, by whom and when."""

    def __init__(self, version: int, saw: Any, here: Any, last: documents.Edited | None):
        super().__init__("the part has changed since it was seen")
        self.version, self.saw, self.here, self.last = version, saw, here, last


def edit(session: Session, wanted: Edit, by: str, now: datetime) -> Edited:
    """In force from this transaction on, or nothing has changed. Raises ConflictError, DirectoryError.

    Who is being rung already goes on ringing, and a running case keeps the policy it was opened with.
    """
    change = _Change(session, wanted)
    try:
        made = directory.put(session, change, change.part, by, now)
    except _UnchangedError:
        return Edited(change.part, None, [], [], [])
    before, after = for_log(change.found)
    named = documents.words_of(change.part)
    audit.note(session, by, "directory_edited", named, now, before=before, after=after, version=made.version)
    return Edited(change.part, made.version, change.found, made.doubts, take_effect(session, by, now))


def look(session: Session, wanted: Edit, now: datetime) -> Edited:
    """What ``edit`` would do, and no more: nothing is written, and no case and no other edit waits for it."""
    change = _Change(session, wanted)
    try:
        would = directory.would_put(session, change, now)
    except _UnchangedError:
        return Edited(change.part, None, [], [], [])
    moved = [] if same_clocks(would.present.table, would.table) else what_moves(session, would.book, now)
    return Edited(change.part, would.present.version, change.found, would.doubts, moved)


class _Change:
    """The edit as a change of whatever document is there in its turn; ``found`` tells then what it changes."""

    def __init__(self, session: Session, wanted: Edit):
        self.session, self.wanted, self.part = session, wanted, wanted.part
        self.found: list[Difference] = []
        if wanted.part.kind in ENTRIES and wanted.value is not None:
            self.part = Part(wanted.part.kind, name_of(wanted.part.kind, wanted.value))

    def __call__(self, table: Table) -> Table:
        here = find(table, self.wanted.part)
        _refuse_conflict(self.session, self.wanted, here)
        value = _with_kept_pin(self.wanted.value, here)
        self.found = differences(self.part.kind, here, value)
        if not self.found:
            raise _UnchangedError
        return with_part(table, self.wanted.part, tidy(self.part.kind, value))


class _UnchangedError(Exception):
    """It says already what it should say."""


def _refuse_conflict(session: Session, wanted: Edit, here: Any) -> None:
    saw = documents.at_version(session, wanted.seen)
    was = find(saw.table, wanted.part) if saw else None
    if saw is None or differences(wanted.part.kind, was, here):
        newest = documents.newest(session)
        last = documents.last_edit(session, wanted.part, wanted.seen)
        raise ConflictError(newest.version if newest else 0, was, here, last)


def _with_kept_pin(value: Any, here: Any) -> Any:
    if not isinstance(value, dict) or value.get(SECRET) != KEPT:
        return value
    return {**value, SECRET: (here or {}).get(SECRET)}
