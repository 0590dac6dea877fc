"""What is to come of a case, moved to another time or called off by a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, g, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from voiceline.actions.keep_clocks import KIND as CLOCK
from voiceline.actions.move_follow_up import NotMovedError, call_off_follow_up, move_follow_up
from voiceline.actions.move_ticket import Desk
from voiceline.domain.follow_up import FREEDOM, why_fixed
from voiceline.store import audit, directory, tickets
from voiceline.store.follow_ups import FollowUp
from voiceline.store.notifications import Notification
from voiceline.web.admin.doors import LARGEST_KEY, for_staff
from voiceline.web.admin.myself import signature
from voiceline.web.guard import the_line

FORMAT = "%Y-%m-%dT%H:%M"
VERBS = ("move", "call_off")


@dataclass(frozen=True)
class Upcoming:
    """``why``: why nobody may move or call it off; None where ``moves``, and maybe ``off``, are offered."""

    row: FollowUp | Notification
    why: str | None
    off: bool
    seen: str  # when it was due as the page was made, exactly
    at: str  # the same for the form, in the line's zone

    @property
    def threshold(self) -> tuple[str, str] | None:
        """(target, per cent) of a clock of the promise."""
        named = self.row.once.split("-")
        return (named[2], named[4]) if self.row.kind == CLOCK else None

    @property
    def key(self) -> str:
        """Under which a form of it that could not be taken comes back."""
        return f"{self.row.__tablename__}-{self.row.id}"


def upcoming(rows: list[FollowUp | Notification], zone: str) -> list[Upcoming]:
    return [_upcoming(row, zone) for row in rows]


def register(blueprint: Blueprint, page: Callable[..., str]) -> None:
    """``page`` is the case's, for a form that comes back."""

    @blueprint.post("/tickets/<int:number>/follow_ups/<int:which>/<verb>")
    @for_staff
    def change_follow_up(number: int, which: int, verb: str) -> Response | tuple[str, int]:
        if verb not in VERBS or number > tickets.LARGEST_NUMBER or which > LARGEST_KEY:
            abort(404)
        try:
            with the_line().transaction() as session:
                _change(session, number, which, verb)
        except NotMovedError as refused:
            return page(number, problem=(f"{FollowUp.__tablename__}-{which}", str(refused)), said=request.form), 422
        return redirect(url_for("admin.ticket", number=number, _anchor="upcoming"), 303)


def _change(session: Session, number: int, which: int, verb: str) -> None:
    version, book = directory.current(session)
    ticket = tickets.lock(session, number)
    if ticket is None:
        abort(404)
    now = the_line().now()
    desk = Desk(session, book, version, signature(book), now)
    try:
        seen = datetime.fromisoformat(request.form.get("seen", ""))
        if seen.tzinfo is None:
            raise ValueError(seen)
    except ValueError:
        raise NotMovedError("overtaken") from None
    try:
        if verb == "move":
            to = _read(request.form.get("at", ""), book.timezone)
            row = move_follow_up(desk, ticket, which, seen, to)
            moved = {"before": seen.isoformat(), "after": to.isoformat()}
        else:
            row = call_off_follow_up(desk, ticket, which, seen)
            moved = {"before": seen.isoformat()}
    except LookupError:
        abort(404)
    audit.note(session, g.person.email, f"follow_up_{verb}", str(number), now, kind=row.kind, **moved)


def _read(at: str, zone: str) -> datetime:
    try:
        return datetime.strptime(at, FORMAT).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise NotMovedError("moment_wanted") from None


def _upcoming(row: FollowUp | Notification, zone: str) -> Upcoming:
    is_message = isinstance(row, Notification)
    why = "is_message" if is_message else "is_being_done" if row.state == "claimed" else why_fixed(row.kind)
    off = why is None and FREEDOM[row.kind].off
    return Upcoming(row, why, off, row.due_at.isoformat(), row.due_at.astimezone(ZoneInfo(zone)).strftime(FORMAT))
