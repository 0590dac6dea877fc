"""What the customer has been told and what not, at the top of her case's page; and the button that tells her again."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, g, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from voiceline.actions.keep_rhythm import is_overtaken
from voiceline.actions.move_ticket import Desk
from voiceline.actions.tell_again import NotToldError, tell_again, untold
from voiceline.domain.sending import move_after
from voiceline.store import audit, directory, tickets
from voiceline.store.news import told_by
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket
from voiceline.web.admin.doors import LARGEST_KEY, for_staff
from voiceline.web.admin.myself import signature
from voiceline.web.guard import the_line


@dataclass(frozen=True)
class Missed:
    """One piece of news that one person does not know: its last message, why, and whether it may be told again."""

    row: Notification
    why: str  # of ``untold_why``
    is_true: bool
    has_way: bool


@dataclass(frozen=True)
class Told:
    """``last``: what she knows last; ``under_way``: what is on its way to her now."""

    last: Notification | None
    under_way: Sequence[Notification]
    missed: Sequence[Missed]


def told(ticket: Ticket, news: Sequence[Notification], reachable: Collection[str], now: datetime) -> Told:
    """``news``: every message to her people, in order; ``reachable``: addresses of those whom some way reaches."""
    arrived = [row for row in news if row.outcome == "delivered"]
    last = max(arrived, key=lambda row: (row.receipt_at or row.ended_at or row.created_at, row.id), default=None)
    going = [row for row in news if row.is_live]
    lost = [row for row in untold(news).values() if not row.is_live]
    missed = [Missed(row, _why(row), not is_overtaken(row, ticket, now), told_by(row) in reachable) for row in lost]
    return Told(last, going, missed)


def register(blueprint: Blueprint, page: Callable[..., str]) -> None:
    """``page`` is the case's, for a form that comes back."""

    @blueprint.post("/tickets/<int:number>/tell_again")
    @for_staff
    def tell_customer_again(number: int) -> Response | tuple[str, int]:
        try:
            with the_line().transaction() as session:
                _tell_again(session, number)
        except NotToldError as refused:
            return page(number, problem=("tell_again", str(refused))), 422
        return redirect(url_for("admin.ticket", number=number), 303)


def _tell_again(session: Session, number: int) -> None:
    version, book = directory.current(session)
    ticket = tickets.lock(session, number) if number <= tickets.LARGEST_NUMBER else None
    which = request.form.get("news", "")
    is_key = which.isdecimal() and len(which) < 20 and int(which) <= LARGEST_KEY
    row = session.get(Notification, int(which)) if is_key else None
    if ticket is None or (row is not None and row.ticket_number != number):
        abort(404)
    if row is None:
        raise NotToldError("choice_wanted")
    now = the_line().now()
    tell_again(Desk(session, book, version, signature(book), now), ticket, row)
    audit.note(session, g.person.email, "told_again", str(number), now, kind=row.kind)


def _why(row: Notification) -> str:
    """By the carrier's code, else by our own reason; an e-mail proves nothing."""
    if row.outcome == "cancelled":
        return row.reason or "called_off"
    return str(move_after(row.error_code)) if row.outcome == "undelivered" else "unproven"
