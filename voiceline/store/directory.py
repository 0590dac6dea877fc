"""The directory: a document with versions. The newest is in force; each ticket remembers which one it was opened by."""

import hashlib
import threading
from collections import OrderedDict
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from voiceline.domain.directory import Directory
from voiceline.store import wording
from voiceline.store.base import Base, Key, Moment, run
from voiceline.store.directory_file import parse_directory, read_directory


class NoDirectoryError(Exception):
    """Nothing has been loaded yet."""


class DirectoryVersion(Base):
    __tablename__ = "directory_versions"
    id: Mapped[Key]
    text: Mapped[str]
    digest: Mapped[str]
    loaded_at: Mapped[Moment]
    loaded_by: Mapped[str]


_read: "OrderedDict[tuple[int, str], Directory]" = OrderedDict()
_reading = threading.Lock()
NEWEST = f"SELECT id, digest, ({wording.NEWEST}) AS wording FROM directory_versions ORDER BY id DESC LIMIT 1"
IN_FORCE = "directory in force"  # the place in ``session.info``
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
    text = session.scalars(select(DirectoryVersion.text).where(DirectoryVersion.id == version)).one()
    directory = read_directory(text, f"version {version}")  # it was checked when it was loaded
    with _reading:
        _read[key] = directory
        while len(_read) > KEPT:
            _read.popitem(last=False)
    return directory


def last_known() -> Directory | None:
    """What ``read_last`` says: for the moment when the database is out of reach."""
    edition = read_last()
    return edition.book if edition else None


def load(session: Session, text: str, name: str, by: str, now: datetime) -> tuple[bool, list[str]]:
    """Put a directory file in force. (whether it changed anything, warnings). Raises DirectoryError."""
    _, warnings = parse_directory(text, name)
    digest = hashlib.sha256(text.encode()).hexdigest()
    newest = session.scalar(select(DirectoryVersion.digest).order_by(DirectoryVersion.id.desc()).limit(1))
    if newest == digest:
        return False, warnings
    session.add(DirectoryVersion(text=text, digest=digest, loaded_at=now, loaded_by=by))
    return True, warnings
