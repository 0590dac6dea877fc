"""Put a directory in force, and keep what was promised honest: a changed calendar moves deadlines openly."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from voiceline.actions.keep_clocks import CALENDAR, plan_clocks, would_move
from voiceline.actions.keep_rhythm import take_up
from voiceline.actions.left_behind import left_behind, owe_look
from voiceline.domain.directory import Directory
from voiceline.store import directory, follow_ups, tickets
from voiceline.store import directory_documents as documents
from voiceline.store.left_behind import LeftBehind

if TYPE_CHECKING:
    from voiceline.line import Line

KEEP = "keep_calendar"
LOOK_AGAIN_AFTER = timedelta(seconds=30)


@dataclass(frozen=True)
class Moved:
    """One deadline that another calendar moves."""

    ticket: int
    target: str  # response, resolution
    before: datetime
    after: datetime


@dataclass(frozen=True)
class Loaded:
    changed: bool
    warnings: list[str]
    moved: list[Moved]
    left: list[LeftBehind]  # cases of whoever is in it no more


def load_directory(session: Session, text: str, name: str, by: str, now: datetime) -> Loaded:
    """The file in force from this transaction on. Raises DirectoryError, and then nothing has changed."""
    changed, warnings = directory.load(session, text, name, by, now)
    if not changed:
        return Loaded(False, warnings, [], [])
    session.flush()
    directory.forget(session)
    moved = take_effect(session, by, now)
    return Loaded(True, warnings, moved, left_behind(session, directory.current(session)[1]))


def take_effect(session: Session, by: str | None, now: datetime) -> list[Moved]:
    """Another directory is in force since this transaction: what runs by its calendar is owed its move (``KEEP``).

    So is a look after the cases of whoever is in it no more. No case is held here, so nobody who presses 1 waits for
    an edit. The second look is for a case that another process opened meanwhile by the old calendar.
    """
    version, book = directory.current(session)
    owe_look(session, version, now)
    if documents.keeps_clocks(session, version):
        return []
    follow_ups.owe(session, f"calendar-{version}", KEEP, now, now, values={"by": by})
    follow_ups.owe(session, f"calendar-{version}-again", KEEP, now + LOOK_AGAIN_AFTER, now)
    return what_moves(session, book, now)


def what_moves(session: Session, book: Directory, now: datetime) -> list[Moved]:
    """Every deadline that this calendar moves, as the cases stand; they are read and not held.

    What is met or missed already stays as it was promised.
    """
    running = tickets.read(session, tickets.unclosed(session))
    return [
        Moved(number, target, ticket.due_at(target), after)
        for number, ticket in sorted(running.items())
        for target, after in would_move(book, ticket, now).items()
    ]


def keep_calendar(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """Every running case by the calendar in force, and its customer by its rhythm; each held for its own move alone."""
    with line.reading() as session:
        running = tickets.unclosed(session)
    return f"{sum(_keeps_calendar(line, each, values.get('by')) for each in running)} moved"


def _keeps_calendar(line: "Line", number: int, by: str | None) -> bool:
    with line.transaction() as session:
        version, book = directory.current(session)
        ticket = tickets.lock(session, number)
        if ticket is None:
            return False
        is_moved = plan_clocks(session, book, version, ticket, line.now(), CALENDAR, by)
        take_up(session, book, ticket, line.now())
        return is_moved


DEEDS = {KEEP: keep_calendar}
