"""Put a directory in force, and keep what was promised honest: a changed calendar moves deadlines openly."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voiceline.actions.keep_clocks import CALENDAR, plan_clocks
from voiceline.actions.keep_rhythm import take_up
from voiceline.domain.directory import Directory
from voiceline.store import directory, follow_ups, tickets
from voiceline.store import directory_documents as documents

LOOK_AGAIN_AFTER = timedelta(seconds=30)  # for a case that another process opened meanwhile by the old calendar


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


def load_directory(session: Session, text: str, name: str, by: str, now: datetime) -> Loaded:
    """The file in force from this transaction on. Raises DirectoryError, and then nothing has changed."""
    changed, warnings = directory.load(session, text, name, by, now)
    if not changed:
        return Loaded(False, warnings, [])
    session.flush()
    directory.forget(session)
    return Loaded(True, warnings, take_effect(session, by, now))


def take_effect(session: Session, by: str | None, now: datetime) -> list[Moved]:
    """Another directory is in force since this transaction: what runs by its calendar is moved openly.

    One with the same hours and rhythm moves nothing, and then no case is held while somebody presses 1 for it.
    """
    version, book = directory.current(session)
    if documents.keeps_clocks(session, version):
        return []
    follow_ups.owe(session, f"calendar-{version}", "keep_calendar", now + LOOK_AGAIN_AFTER, now)
    return move_deadlines(session, book, version, by, now)


def move_deadlines(session: Session, book: Directory, version: int, by: str | None, now: datetime) -> list[Moved]:
    """Every running target by this calendar, and its customer by this rhythm.

    What is met or missed already stays as it was promised.
    """
    moved: list[Moved] = []
    for number in tickets.unclosed(session):
        ticket = tickets.lock(session, number)
        if ticket is None:
            continue
        before = {target: ticket.due_at(target) for target in ("response", "resolution")}
        if plan_clocks(session, book, version, ticket, now, CALENDAR, by):
            moved += [
                Moved(number, target, due_at, ticket.due_at(target))
                for target, due_at in before.items()
                if due_at != ticket.due_at(target)
            ]
        take_up(session, book, ticket, now)
    return moved
