"""The directory: a document with versions. The newest is in force; each ticket remembers which one it was opened by."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.domain.directory import Directory
from voiceline.domain.directory_change import Part
from voiceline.domain.kept_pins import says_kept, with_kept_pins
from voiceline.domain.roster_moves import moves
from voiceline.store import audit, directory_versions, roster, wording
from voiceline.store import directory_documents as documents
from voiceline.store.base import run
from voiceline.store.directory_checks import Doubt, doubts, must_hold
from voiceline.store.directory_file import DirectoryError, parse_directory, read_directory, table_of
from voiceline.store.directory_hours import hours_warnings
from voiceline.store.directory_reasons import reason
from voiceline.store.directory_versions import EDIT, LOAD, ROSTER, DirectoryVersion, make
from voiceline.store.directory_writing import write_directory
from voiceline.store.roster import Changes

Table = dict[str, Any]


class NoDirectoryError(Exception):
    """Nothing has been loaded yet."""


_read: "OrderedDict[tuple[int, str], Directory]" = OrderedDict()
_reading = threading.Lock()
NEWEST = f"SELECT id, digest, ({wording.NEWEST}) AS wording FROM directory_versions ORDER BY id DESC LIMIT 1"
IN_FORCE = "directory in force"  # the place in ``session.info``
MOVES_NOTED = 20  # stretches in one note: a schedule of many turns has hundreds
EDITED = "directorio"  # what complaints about an edit name in place of a file
KEPT = 4  # versions kept parsed in a process: the one in force and those of running cases


class Put(NamedTuple):
    """The version that an edit made, and what is doubtful since."""

    version: int
    doubts: list[Doubt]


class Would(NamedTuple):
    """What may take the place of ``present``: alone (``plain``), and with what stays of the roster."""

    present: documents.Document
    table: Table
    text: str
    plain: Directory
    book: Directory
    kept: Changes
    dropped: Changes
    doubts: list[Doubt]


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
    _remember(key, directory)
    return directory


def _remember(key: tuple[int, str], directory: Directory) -> None:
    with _reading:
        _read[key] = directory
        while len(_read) > KEPT:
            _read.popitem(last=False)


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

    What people have changed of the roster stays, as far as the new file knows its rotations and engineers. Where the
    file says that a PIN is kept, the one in force stays.
    """
    newest = _newest_in_turn(session)
    present = documents.of(newest) if newest else {}
    table = table_of(text, name)
    if says_kept(table):
        table = _with_pins(table, present, name)
        text = write_directory(table)
    book, warnings = parse_directory(text, name)
    warnings += hours_warnings(present, table)
    if newest is not None and (text == newest.text or (table == present and text == write_directory(present))):
        return False, warnings  # the same file again, or what ``export`` wrote
    if newest is not None:
        warnings += [_said_undone(each, book) for each in documents.undone(session, newest, table)]
    kept, dropped = roster.carried_over(newest.roster if newest else [], book, now)
    must_hold(roster.with_changes(book, kept), name)
    warnings += [f"turnos: {reason('es', 'change_dropped', {'words': roster.said(each)})}" for each in dropped]
    made = make(text, kept, by, now, LOAD)
    session.add(made)
    if newest is not None and dropped:
        _note_dropped(session, newest, (book, kept), dropped, by, now)
    before = newest.digest[:12] if newest else None
    audit.note(session, by, "directory_loaded", name, now, before=before, after=made.digest[:12])
    return True, warnings


def put(session: Session, edit: Callable[[Table], Table], part: Part, by: str, now: datetime) -> Put:
    """Put another document in force: ``edit`` makes it of the present one, in its turn.

    Held against all that a file is held against. Raises DirectoryError, and then nothing has changed.
    """
    newest = _newest_in_turn(session)
    would = _would_put(session, newest, edit, now)
    made = make(would.text, would.kept, by, now, EDIT, documents.words_of(part))
    session.add(made)
    if newest is not None and would.dropped:
        _note_dropped(session, newest, (would.plain, would.kept), would.dropped, by, now)
    session.flush()
    forget(session)
    _remember((made.id, made.digest), would.book)
    return Put(made.id, would.doubts)


def would_put(session: Session, edit: Callable[[Table], Table], now: datetime) -> Would:
    """What ``put`` would put in force now, held against the same. Nothing is written, and nobody's turn is taken."""
    return _would_put(session, directory_versions.newest(session), edit, now)


def _would_put(
    session: Session, newest: DirectoryVersion | None, edit: Callable[[Table], Table], now: datetime
) -> Would:
    if newest is None:
        raise NoDirectoryError
    present = documents.of(newest)
    table = _with_pins(edit(present), present, EDITED)
    text = write_directory(table)
    plain = read_directory(text, EDITED)
    kept, dropped = roster.carried_over(newest.roster, plain, now)
    book = roster.with_changes(plain, kept)
    must_hold(book, EDITED)
    known = set(map(repr, doubts(_of_version(session, newest.id, newest.digest))))
    new = [each for each in doubts(book) if repr(each) not in known]
    new += [Doubt("turnos", "change_dropped", {"words": roster.said(each)}) for each in dropped]
    return Would(documents.Document(newest.id, present), table, text, plain, book, kept, dropped, new)


def change_roster(
    session: Session, edit: Callable[[Directory, Changes], Changes], by: str, now: datetime
) -> tuple[Directory, Directory]:
    """Put another roster in force beside the same file: ``edit`` gives the new list of changes from the present one.

    What was in force, and what is. One at a time: a second waits for the first. Raises DirectoryError when an urgent
    call would then reach nobody.
    """
    newest = _newest_in_turn(session)
    if newest is None:
        raise NoDirectoryError
    plain = read_directory(newest.text, "turnos")
    kept, _ = roster.carried_over(newest.roster, plain, now)
    former = roster.with_changes(plain, kept)
    changes = edit(former, kept)
    book = roster.with_changes(plain, changes)
    must_hold(book, "turnos")
    session.add(make(newest.text, changes, by, now, ROSTER))
    _note_changes(session, (former, kept), (book, changes), by, now)
    session.flush()
    forget(session)
    return former, book


def version_to_change(session: Session) -> int:
    """The version in force, which nobody else's change of the roster replaces until this transaction ends."""
    directory_versions.take_turn(session)
    forget(session)
    return current(session)[0]


def changes_in_force(session: Session) -> Changes:
    newest = select(DirectoryVersion.roster).order_by(DirectoryVersion.id.desc()).limit(1)
    return list(session.scalar(newest) or [])


def history(session: Session, limit: int = 50) -> list[tuple[datetime, str, Changes, Changes]]:
    """(when, by whom, what was added, what was taken away) of the versions in which people changed the roster."""
    found = []
    for made in directory_versions.of_the_roster(session, limit):
        added = [each for each in made.roster if each not in made.before]
        gone = [each for each in made.before if each not in made.roster]
        if added or gone:
            found.append((made.at, made.by, added, gone))
    return found


def _note_dropped(
    session: Session,
    newest: DirectoryVersion,
    latter: tuple[Directory, Changes],
    dropped: Changes,
    by: str,
    now: datetime,
) -> None:
    """Another document takes away what people changed of the roster: its rotation or its engineer is no more."""
    former = _of_version(session, newest.id, newest.digest)
    book, kept = latter
    _note_changes(session, (former, [*kept, *dropped]), (roster.with_changes(book, kept), kept), by, now)


def _note_changes(
    session: Session, former: tuple[Directory, Changes], latter: tuple[Directory, Changes], by: str, now: datetime
) -> None:
    """What was put and taken away, and who was and is on because of it, as far as it moves anything to come."""
    (before, old), (after, new) = former, latter
    added, gone = ([each for each in some if each not in others] for some, others in ((new, old), (old, new)))
    ends = [roster.ends(each, after.timezone) for each in (*added, *gone)]
    moved = moves(before, after, now.replace(second=0, microsecond=0), max(ends, default=now))[:MOVES_NOTED]
    audit.note(
        session,
        by,
        "roster_changed",
        "",
        now,
        added=[roster.said(each) for each in added],
        gone=[roster.said(each) for each in gone],
        before=[roster.said_move(each, each.before, after.timezone) for each in moved],
        after=[roster.said_move(each, each.after, after.timezone) for each in moved],
    )


def _newest_in_turn(session: Session) -> DirectoryVersion | None:
    """What the next version will take the place of: nobody else changes it until this transaction ends."""
    directory_versions.take_turn(session)
    forget(session)
    return directory_versions.newest(session)


def _with_pins(table: Table, present: Table, name: str) -> Table:
    made, lost = with_kept_pins(table, present)
    if lost:
        raise DirectoryError(name, lost[0], "no_kept_pin")
    return made


def _said_undone(each: documents.Undone, book: Directory) -> str:
    when = f" ({each.by}, {each.at.astimezone(ZoneInfo(book.timezone)):%Y-%m-%d %H:%M})" if each.at else ""
    return f"deshace lo editado en {documents.words_of(each.part)}{when}: {', '.join(each.keys)}"
