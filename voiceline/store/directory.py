"""The directory: a document with versions. The newest is in force; each ticket remembers which one it was opened by."""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, Session

from voiceline.domain.directory import Directory
from voiceline.store import audit, roster, wording
from voiceline.store.base import Base, JsonList, Key, Moment, run
from voiceline.store.directory_checks import check
from voiceline.store.directory_file import parse_directory, read_directory
from voiceline.store.roster import Changes


class NoDirectoryError(Exception):
    """Nothing has been loaded yet."""


class DirectoryVersion(Base):
    __tablename__ = "directory_versions"
    id: Mapped[Key]
    text: Mapped[str]
    digest: Mapped[str]
    loaded_at: Mapped[Moment]
    loaded_by: Mapped[str]
    roster: Mapped[JsonList]  # what people changed since, beside the text (store/roster)


_read: "OrderedDict[tuple[int, str], Directory]" = OrderedDict()
_reading = threading.Lock()
NEWEST = f"SELECT id, digest, ({wording.NEWEST}) AS wording FROM directory_versions ORDER BY id DESC LIMIT 1"
IN_FORCE = "directory in force"  # the place in ``session.info``
LOCK_ROSTER = sql("SELECT pg_advisory_xact_lock(5478, 0)")  # a namespace of its own; until the transaction ends
KEPT = 4  # versions kept parsed in a process: the one in force and those of running cases


class Edition(NamedTuple):
    """One version: its number, its digest, and what it says."""

    version: int
    digest: str
    book: Directory


def current(session: Session) -> tuple[int, Directory]:
    """The version in force and what it says. One indexed read; parsed once a process. Raises NoDirectoryError."""
    edition = in_force(session)
    return edition.version, edition.book


def in_force(session: Session) -> Edition:
    """As ``current``, with the digest by which a later statement can tell whether it still is.

    Read once a transaction: what one turn does, it does by one edition.
    """
    known: tuple[int, str] | None = session.info.get(IN_FORCE)
    if known is None:
        found = run(session, NEWEST).fetchone()
        if found is None:
            raise NoDirectoryError
        is_in_force(session, *found)
        known = found[:2]
    version, digest = known
    return Edition(version, digest, _of_version(session, version, digest))


def is_in_force(session: Session, version: int, digest: str, words: str | None) -> None:
    """A statement of this transaction has told which edition is in force, and which version of the words."""
    session.info[IN_FORCE] = (version, digest)
    wording.keep_up(session, words)


def forget(session: Session) -> None:
    """Another edition has come in force in this very transaction."""
    session.info.pop(IN_FORCE, None)


def read_last() -> Edition | None:
    """What this process read last, without touching the database; it may be out of date."""
    with _reading:
        key = next(reversed(_read), None)
        return Edition(*key, _read[key]) if key else None


def _of_version(session: Session, version: int, digest: str) -> Directory:
    key = (version, digest)
    with _reading:
        known = _read.get(key)
        if known is not None:
            _read.move_to_end(key)  # the last read is the one in force
            return known
    asked = select(DirectoryVersion.text, DirectoryVersion.roster).where(DirectoryVersion.id == version)
    text, changes = session.execute(asked).one()
    directory = roster.with_changes(read_directory(text, f"version {version}"), changes)  # checked when it was loaded
    with _reading:
        _read[key] = directory
        while len(_read) > KEPT:
            _read.popitem(last=False)
    return directory


def last_known() -> Directory | None:
    """What ``read_last`` says: for the moment when the database is out of reach."""
    edition = read_last()
    return edition.book if edition else None


def at(session: Session, moment: datetime) -> Directory:
    """What was in force at that moment; of one before the first version, that one. Raises NoDirectoryError."""
    asked = select(DirectoryVersion.id, DirectoryVersion.digest).order_by(DirectoryVersion.id.desc()).limit(1)
    then = session.execute(asked.where(DirectoryVersion.loaded_at <= moment)).first()
    first = asked.order_by(None).order_by(DirectoryVersion.id)
    found = then or session.execute(first).first()
    if found is None:
        raise NoDirectoryError
    return _of_version(session, found.id, found.digest)


def load(session: Session, text: str, name: str, by: str, now: datetime) -> tuple[bool, list[str]]:
    """Put a directory file in force. (whether it changed anything, warnings). Raises DirectoryError.

    What people have changed of the roster stays, as far as the new file knows its rotations and engineers.
    """
    book, warnings = parse_directory(text, name)
    newest = _newest(session)
    if newest is not None and newest.text == text:
        return False, warnings
    kept, dropped = roster.carried_over(newest.roster if newest else [], book, now)
    check(roster.with_changes(book, kept), name)
    warnings += [f"turnos: se quitó el cambio «{roster.said(each)}»: ya no existe" for each in dropped]
    made = _version(text, kept, by, now)
    session.add(made)
    before = newest.digest[:12] if newest else None
    audit.note(session, by, "directory_loaded", name, now, before=before, after=made.digest[:12])
    return True, warnings


def change_roster(session: Session, edit: Callable[[Directory, Changes], Changes], by: str, now: datetime) -> Directory:
    """Put another roster in force beside the same file: ``edit`` gives the new list of changes from the present one.

    One at a time: a second waits for the first. Raises DirectoryError when an urgent call would then reach nobody.
    """
    session.execute(LOCK_ROSTER)
    forget(session)
    newest = _newest(session)
    if newest is None:
        raise NoDirectoryError
    plain = read_directory(newest.text, "turnos")
    kept, _ = roster.carried_over(newest.roster, plain, now)
    changes = edit(roster.with_changes(plain, kept), kept)
    book = roster.with_changes(plain, changes)
    check(book, "turnos")
    session.add(_version(newest.text, changes, by, now))
    _note_changes(session, kept, changes, by, now)
    session.flush()
    forget(session)
    return book


def changes_in_force(session: Session) -> Changes:
    newest = _newest(session)
    return list(newest.roster) if newest else []


def history(session: Session, limit: int = 50) -> list[tuple[datetime, str, Changes, Changes]]:
    """(when, by whom, what was added, what was taken away) of the versions in which people changed the roster."""
    asked = select(DirectoryVersion).order_by(DirectoryVersion.id.desc()).limit(limit + 1)
    versions = list(session.scalars(asked))
    found = []
    for after, before in pairwise(versions):
        added = [each for each in after.roster if each not in before.roster]
        gone = [each for each in before.roster if each not in after.roster and after.text == before.text]
        if added or gone:
            found.append((after.loaded_at, after.loaded_by, added, gone))
    return found


def _note_changes(session: Session, before: Changes, after: Changes, by: str, now: datetime) -> None:
    added = [roster.said(each) for each in after if each not in before]
    gone = [roster.said(each) for each in before if each not in after]
    audit.note(session, by, "roster_changed", "", now, added=added, gone=gone)


def _newest(session: Session) -> DirectoryVersion | None:
    return session.scalar(select(DirectoryVersion).order_by(DirectoryVersion.id.desc()).limit(1))


def _version(text: str, changes: Changes, by: str, now: datetime) -> DirectoryVersion:
    whole = text + (json.dumps(changes, sort_keys=True) if changes else "")
    digest = hashlib.sha256(whole.encode()).hexdigest()
    return DirectoryVersion(text=text, digest=digest, loaded_at=now, loaded_by=by, roster=changes)
