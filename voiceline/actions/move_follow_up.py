"""Move or call off what is to come of a case, at a person's word; what may not be is a table (domain/follow_up).

One conditional UPDATE each: a worker that is doing it right now has won, and so has whoever moved it first.
"""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from voiceline.actions.move_ticket import Desk
from voiceline.domain.follow_up import why_not_called_off, why_not_moved
from voiceline.store import follow_ups
from voiceline.store.follow_ups import FollowUp
from voiceline.store.tickets import Ticket


class NotMovedError(Exception):
    """The text is a word of the admin's: why."""


def move_follow_up(desk: Desk, ticket: Ticket, number: int, seen: datetime, to: datetime) -> FollowUp:
    """``seen``: when it was due on the page it was moved from. The caller holds the ticket. LookupError without it."""
    row = _of(desk.session, ticket, number)
    why = why_not_moved(row.kind, seen, to, desk.now)
    if why is not None:
        raise NotMovedError(why)
    if not follow_ups.move(desk.session, row.id, seen, to):
        raise NotMovedError("overtaken")
    detail = {"kind": row.kind, "before": _iso(seen), "after": _iso(to)}
    ticket.record("follow_up_moved", desk.now, desk.by, detail)
    return row


def call_off_follow_up(desk: Desk, ticket: Ticket, number: int, seen: datetime) -> FollowUp:
    row = _of(desk.session, ticket, number)
    why = why_not_called_off(row.kind)
    if why is not None:
        raise NotMovedError(why)
    if not follow_ups.call_off(desk.session, row.id, seen, desk.now):
        raise NotMovedError("overtaken")
    ticket.record("follow_up_called_off", desk.now, desk.by, {"kind": row.kind, "before": _iso(seen)})
    return row


def _of(session: Session, ticket: Ticket, number: int) -> FollowUp:
    row = session.get(FollowUp, number)
    if row is None or row.ticket_number != ticket.number:
        raise LookupError(number)
    return row


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
