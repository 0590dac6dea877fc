"""The board: every open case by urgency, on one page that keeps itself up to date; and its feed."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, render_template
from sqlalchemy.orm import Session

from voiceline.domain.directory import Directory
from voiceline.store import board as shelf
from voiceline.store import directory
from voiceline.web.admin.board_rows import Caller, Row, callers, rows
from voiceline.web.admin.doors import for_people
from voiceline.web.admin.feeding import LOST_AFTER, fingerprint, one_event
from voiceline.web.admin.people import People
from voiceline.web.admin.ticking import Ticker
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

MOST, MOST_SOLVED = 40, 20


@dataclass(frozen=True)
class Board:
    """``more`` and ``more_solved``: how many are open, or wait for a yes, beyond those shown."""

    rows: tuple[Row, ...]
    more: int
    solved: tuple[Row, ...]
    more_solved: int
    strays: tuple[Caller, ...]  # who waits for a case that is not shown


def register(blueprint: Blueprint) -> None:
    blueprint.get("/board")(board)
    blueprint.get("/board/feed")(board_feed)


@for_people
def board() -> str:
    seen, book, now = _looked()
    return render_template("admin/board.html", **_shown(seen, book, now), lost_after=LOST_AFTER)


@for_people
def board_feed() -> Response:
    seen, book, now = _looked()
    shown = _shown(seen, book, now)
    return one_event(str(shown["state"]), lambda: render_template("admin/_board.html", **shown))


def look(session: Session, people: People, now: datetime) -> Board:
    waiting = callers(session, people)
    active, solved = shelf.at_work(session, MOST), shelf.awaiting_validation(session, MOST_SOLVED)
    made = rows(session, people, [*active.tickets, *solved.tickets], waiting, now)
    at_work, rest = made[: len(active.tickets)], made[len(active.tickets) :]
    numbers = {each.number for each in made}
    return Board(
        rows=tuple(at_work),
        more=active.total - len(active.tickets),
        solved=tuple(rest),
        more_solved=solved.total - len(solved.tickets),
        strays=tuple(each for each in waiting if each.number not in numbers),
    )


def _looked() -> tuple[Board, Directory, datetime]:
    line = the_line()
    now = line.now()
    with line.reading() as session:
        _, book = directory.current(session)
        return look(session, People(book, words()), now), book, now


def _shown(seen: Board, book: Directory, now: datetime) -> dict[str, object]:
    w = words()
    state = fingerprint(w.language, book.timezone, seen)
    return {"board": seen, "zone": book.timezone, "now": now, "tick": Ticker(w, now), "state": state}
