"""The wall: one page for a screen in the office, read from across the room, that sounds when somebody must come."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, render_template
from sqlalchemy.orm import Session

from voiceline.actions.look_at_line import GRAVE, what_is_wrong
from voiceline.domain.directory import Directory
from voiceline.domain.escalation import who
from voiceline.domain.severity import Severity
from voiceline.line import Line
from voiceline.store import board as shelf
from voiceline.store import directory
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket
from voiceline.web.admin.board_rows import Caller, Row, callers, rows, unconfirmed
from voiceline.web.admin.doors import for_people
from voiceline.web.admin.feeding import LOST_AFTER, fingerprint, one_event
from voiceline.web.admin.people import People
from voiceline.web.admin.ticking import Ticker
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

MOST, MOST_WAITING, MOST_STEPS = 4, 3, 3
SILENCED_MINUTES = 10


@dataclass(frozen=True)
class Wall:
    """``alarms``: why it sounds, a name each that stays while its reason does. ``on_call``: who rings first, who next,
    as a case that came now would have it.
    """

    wrong: tuple[str, ...]
    is_grave: bool
    waiting: tuple[Caller, ...]
    more_waiting: int
    rows: tuple[Row, ...]
    more: int
    calm: int
    solved: int
    on_call: tuple[str, ...]
    alarms: tuple[str, ...]


class Discreet(People):
    """On a screen that everybody in the room sees, a number is told by its end."""

    def number(self, call: Call) -> str:
        return _end_of(super().number(call))

    def customer(self, ticket: Ticket) -> str:
        return ticket.customer or _end_of(ticket.contact or "") or self.w("stranger")


def register(blueprint: Blueprint) -> None:
    blueprint.get("/wall")(wall)
    blueprint.get("/wall/feed")(wall_feed)


@for_people
def wall() -> str:
    shown = _shown()
    return render_template("admin/wall.html", **shown, lost_after=LOST_AFTER, silenced_minutes=SILENCED_MINUTES)


@for_people
def wall_feed() -> Response:
    shown = _shown()
    return one_event(str(shown["state"]), lambda: render_template("admin/_wall.html", **shown))


def look(line: Line, session: Session, book: Directory, people: People, now: datetime) -> Wall:
    wrong, waiting = what_is_wrong(line), callers(session, people)
    urgent = shelf.at_work(session, MOST, shelf.URGENT)
    calm = shelf.at_work(session, 1, [each for each in Severity if not each.is_urgent]).total
    lonely = [*shelf.nobodys(session), *unconfirmed(session, now)]
    return Wall(
        wrong=wrong,
        is_grave=bool(GRAVE.intersection(wrong)),
        waiting=tuple(waiting[:MOST_WAITING]),
        more_waiting=len(waiting[MOST_WAITING:]),
        rows=tuple(rows(session, people, urgent.tickets, waiting, now)),
        more=urgent.total - len(urgent.tickets),
        calm=calm,
        solved=shelf.awaiting_validation(session, 1).total,
        on_call=_on_call(book, people, now),
        alarms=(
            *(f"line-{each}" for each in wrong if each in GRAVE),
            *(f"nobody-{number}" for number in lonely),
            *(each.key for each in waiting),
        ),
    )


def _end_of(number: str) -> str:
    return f"…{number[-4:]}" if number else ""


def _on_call(book: Directory, people: People, now: datetime) -> tuple[str, ...]:
    """The people of each step, as a P1 that came now would ring them."""
    steps = who(book, Severity.P1, now).steps[:MOST_STEPS]
    return tuple(", ".join(people.engineer(each) for each in step.engineers) for step in steps)


def _shown() -> dict[str, object]:
    line, w = the_line(), words()
    now = line.now()
    with line.reading() as session:
        _, book = directory.current(session)
        seen = look(line, session, book, Discreet(book, w), now)
    state = fingerprint(w.language, book.timezone, seen)
    return {"wall": seen, "zone": book.timezone, "now": now, "tick": Ticker(w, now), "state": state, "line": book.name}
