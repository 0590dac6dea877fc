"""Tend what is kept: move files out of the database into the archive, and hold every one against its checksum."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from voiceline.archive.checked import SpoiledError, checked
from voiceline.store import recordings
from voiceline.store.recordings import ARCHIVE, DATABASE, Recording

if TYPE_CHECKING:
    from voiceline.line import Line

AT_ONCE = 100


def move_recordings(line: "Line") -> Iterator[bool]:
    """Each file that is still in the database: whether it is in the archive now. One that is spoiled stays."""
    return (_move(line, each) for each in _every(line, recordings.in_database))


def check_recordings(line: "Line") -> Iterator[bool]:
    """Each file we keep: whether it is what was kept. What is not is shown so; what is whole again can be heard."""
    return (_check(line, each) for each in _every(line, recordings.kept))


def _every(line: "Line", after: Callable[[Session, int, int], list[Recording]]) -> Iterator[Recording]:
    last = 0
    while True:
        with line.reading() as session:
            found = after(session, last, AT_ONCE)
        if not found:
            return
        yield from found
        last = found[-1].id


def _move(line: "Line", row: Recording) -> bool:
    """Copied, read back, and only then let go of. One cut short leaves the row as it was, for the next run."""
    if not _check(line, row):
        return False
    with checked(line.archive(DATABASE), row.name, row.sha256 or "") as file:
        line.archive(ARCHIVE).put(row.name, file.read())
    checked(line.archive(ARCHIVE), row.name, row.sha256 or "").close()
    with line.transaction() as session:
        held = recordings.lock(session, row.id)
        if held is not None and held.kept_in == DATABASE and held.purged_at is None:
            held.kept_in = ARCHIVE
            held.media = None
    return True


def _check(line: "Line", row: Recording) -> bool:
    try:
        checked(line.archive(row.kept_in or ""), row.name, row.sha256 or "").close()
        is_right = True
    except SpoiledError:
        is_right = False
    if is_right != (row.spoiled_at is None):
        with line.transaction() as session:
            if not is_right:
                recordings.note_spoiled(session, row.id, line.now())
            elif (held := recordings.lock(session, row.id)) is not None:
                held.spoiled_at = None
    return is_right
