"""The directory as a document, for those who edit it: the newest, a former one, who changed which part, what is undone.

A document is shared by all who read it: whoever changes one makes another (``domain/directory_change``).
"""

import threading
from collections import OrderedDict
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.domain.directory_change import ENTRIES, Part, changed_parts, differences, find, same_clocks, same_on_call
from voiceline.store import directory_versions
from voiceline.store.directory_file import table_of
from voiceline.store.directory_versions import EDIT, LOAD, DirectoryVersion

Table = dict[str, Any]
KEPT = 4  # documents kept parsed in a process

_read: "OrderedDict[tuple[int, str], Table]" = OrderedDict()
_reading = threading.Lock()


class Document(NamedTuple):
    version: int
    table: Table


class Edited(NamedTuple):
    """One edit of one part."""

    version: int
    part: Part
    by: str
    at: datetime


class Undone(NamedTuple):
    """An edit that a file would undo, and of which keys; nobody's where it is not known."""

    part: Part
    keys: list[str]
    by: str
    at: datetime | None


def newest(session: Session) -> Document | None:
    row = directory_versions.newest(session)
    return Document(row.id, of(row)) if row else None


def at_version(session: Session, version: int) -> Document | None:
    row = session.get(DirectoryVersion, version)
    return Document(row.id, of(row)) if row else None


def before(session: Session, version: int) -> Document | None:
    """The document that this version took the place of."""
    asked = select(DirectoryVersion).where(DirectoryVersion.id < version).order_by(DirectoryVersion.id.desc())
    row = session.scalar(asked.limit(1))
    return Document(row.id, of(row)) if row else None


def keeps_clocks(session: Session, version: int) -> bool:
    """Whether running cases keep their deadlines and rhythm of the version that this one took the place of."""
    here, former = at_version(session, version), before(session, version)
    return here is not None and former is not None and same_clocks(former.table, here.table)


def keeps_on_call(session: Session, version: int, seen: int) -> bool:
    """Whether by this version the same people are on call and would ring as by the one that was seen."""
    here, then = (session.get(DirectoryVersion, each) for each in (version, seen))
    if here is None or then is None:
        return False
    return here.roster == then.roster and same_on_call(of(then), of(here))


def of(row: DirectoryVersion) -> Table:
    key = (row.id, row.digest)
    with _reading:
        known = _read.get(key)
        if known is not None:
            _read.move_to_end(key)
            return known
    table = table_of(row.text, f"version {row.id}")
    with _reading:
        _read[key] = table
        while len(_read) > KEPT:
            _read.popitem(last=False)
    return table


def part_of(words: str) -> Part:
    """As a version says which part was edited."""
    kind, _, name = words.partition(" ")
    return Part(kind, name)


def words_of(part: Part) -> str:
    return f"{part.kind} {part.name}".rstrip() if part.kind in ENTRIES else part.kind


def edits(session: Session, before: int | None, limit: int) -> list[Edited]:
    """Edits of parts, newest first, and files that were loaded (their part is of no kind)."""
    columns = (DirectoryVersion.id, DirectoryVersion.part, DirectoryVersion.loaded_by, DirectoryVersion.loaded_at)
    asked = select(*columns).where(DirectoryVersion.origin.in_((EDIT, LOAD)))
    if before is not None:
        asked = asked.where(DirectoryVersion.id < before)
    rows = session.execute(asked.order_by(DirectoryVersion.id.desc()).limit(limit))
    return [Edited(version, part_of(part), by, at) for version, part, by, at in rows]


def last_edit(session: Session, part: Part, after: int) -> Edited | None:
    """Who changed this part last, since that version."""
    return _edits_since(session, after).get(part)


def undone(session: Session, present: DirectoryVersion, table: Table) -> list[Undone]:
    """What people have edited since the last file, and this file says otherwise."""
    last = select(DirectoryVersion).where(DirectoryVersion.origin == LOAD).order_by(DirectoryVersion.id.desc()).limit(1)
    base = session.scalar(last)
    if base is None or base.id == present.id:
        return []
    here, known = of(present), _edits_since(session, base.id)
    found = []
    for part in changed_parts(of(base), here):
        keys = [each.key for each in differences(part.kind, find(here, part), find(table, part))]
        if keys:
            edit = known.get(part)
            found.append(Undone(part, keys, edit.by if edit else "", edit.at if edit else None))
    return found


def _edits_since(session: Session, version: int) -> dict[Part, Edited]:
    columns = (DirectoryVersion.id, DirectoryVersion.part, DirectoryVersion.loaded_by, DirectoryVersion.loaded_at)
    asked = select(*columns).where(DirectoryVersion.id > version, DirectoryVersion.origin == EDIT)
    rows = session.execute(asked.order_by(DirectoryVersion.id))
    return {part_of(part): Edited(number, part_of(part), by, at) for number, part, by, at in rows}
