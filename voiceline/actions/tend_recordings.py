"""Tend what is kept, said or sent: move files from the database to the archive, hold each against its checksum."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from voiceline.archive.checked import SpoiledError, checked
from voiceline.store import kept_files
from voiceline.store.kept_files import KINDS, Kept
from voiceline.store.recordings import ARCHIVE, DATABASE

if TYPE_CHECKING:
    from voiceline.line import Line

After = Callable[[Session, type[Kept], int, int], list[Kept]]
AT_ONCE = 100


def move_recordings(line: "Line") -> Iterator[bool]:
    """Each file that is still in the database: whether it is in the archive now. One that is spoiled stays."""
    return (_move(line, each) for each in _every(line, kept_files.in_database))


def check_recordings(line: "Line") -> Iterator[bool]:
    """Each file we keep: whether it is what was kept. What is not is shown so; what is whole again can be heard."""
    return (_check(line, each) for each in _every(line, kept_files.kept))


def _every(line: "Line", after: After) -> Iterator[Kept]:
    for kind in KINDS:
        found = _from(line, kind, after, 0)
        while found:
            yield from found
            found = _from(line, kind, after, found[-1].id)


def _from(line: "Line", kind: type[Kept], after: After, last: int) -> list[Kept]:
    with line.reading() as session:
        return after(session, kind, last, AT_ONCE)


def _move(line: "Line", row: Kept) -> bool:
    """Copied, read back, and only then let go of. One cut short leaves the row as it was, for the next run."""
    if not _check(line, row):
        return False
    with checked(line.archive(DATABASE, row.__tablename__), row.name, row.sha256 or "") as file:
        line.archive(ARCHIVE).put(row.name, file.read())
    checked(line.archive(ARCHIVE), row.name, row.sha256 or "").close()
    with line.transaction() as session:
        held = kept_files.lock(session, row)
        if held is not None and held.kept_in == DATABASE and held.purged_at is None:
            held.kept_in = ARCHIVE
            held.media = None
    return True


def _check(line: "Line", row: Kept) -> bool:
    try:
        checked(line.archive(row.kept_in or "", row.__tablename__), row.name, row.sha256 or "").close()
        is_right = True
    except SpoiledError:
        is_right = False
    if is_right != (row.spoiled_at is None):
        with line.transaction() as session:
            if not is_right:
                kept_files.note_spoiled(session, row, line.now())
            elif (held := kept_files.lock(session, row)) is not None:
                held.spoiled_at = None
    return is_right
