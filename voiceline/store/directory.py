"""The directory: a document with versions. The newest is in force; each ticket remembers which one it was opened by."""

import hashlib
import threading
from collections import OrderedDict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from voiceline.domain.directory import Directory
from voiceline.store.base import Base, Key, Moment
from voiceline.store.directory_file import parse_directory


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
KEPT = 4  # versions kept parsed in a process: the one in force and those of running cases


def current(session: Session) -> tuple[int, Directory]:
    """The version in force and what it says. One indexed read; parsed once a process. Raises NoDirectoryError."""
    row = session.execute(
        select(DirectoryVersion.id, DirectoryVersion.digest).order_by(DirectoryVersion.id.desc()).limit(1)
    ).first()
    if row is None:
        raise NoDirectoryError
    return row.id, of_version(session, row.id, row.digest)


def of_version(session: Session, version: int, digest: str) -> Directory:
    key = (version, digest)
    with _reading:
        known = _read.get(key)
        if known is not None:
            return known
    text = session.scalars(select(DirectoryVersion.text).where(DirectoryVersion.id == version)).one()
    directory, _ = parse_directory(text, f"version {version}")
    with _reading:
        _read[key] = directory
        while len(_read) > KEPT:
            _read.popitem(last=False)
    return directory


def last_known() -> Directory | None:
    """What this process read last, without touching the database: for the moment when it is out of reach."""
    with _reading:
        return next(reversed(_read.values()), None)


def load(session: Session, text: str, name: str, by: str, now: datetime) -> tuple[bool, list[str]]:
    """Put a directory file in force. (whether it changed anything, warnings). Raises DirectoryError."""
    _, warnings = parse_directory(text, name)
    digest = hashlib.sha256(text.encode()).hexdigest()
    newest = session.scalar(select(DirectoryVersion.digest).order_by(DirectoryVersion.id.desc()).limit(1))
    if newest == digest:
        return False, warnings
    session.add(DirectoryVersion(text=text, digest=digest, loaded_at=now, loaded_by=by))
    return True, warnings
