"""What the board of open cases is made of: a handful of statements, however many cases and however long a night."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from voiceline.domain.lifecycle import Status
from voiceline.domain.severity import Severity
from voiceline.domain.sla import RESOLUTION, RESPONSE
from voiceline.store.base import run
from voiceline.store.calls import Call
from voiceline.store.notifications import Notification
from voiceline.store.tickets import WANTS_SOMEBODY, Ticket, TicketEvent

AT_WORK = (Status.OPEN, Status.ACKNOWLEDGED, Status.WAITING)
URGENT = tuple(each for each in Severity if each.is_urgent)

# When the next target that counts is due: ``next_target`` in SQL, over tickets that are not closed.
_DUE = case(
    (Ticket.responded_at.is_(None), Ticket.response_due_at),
    (
        Ticket.resolution_met_at.is_(None) & Ticket.status.in_((Status.OPEN, Status.ACKNOWLEDGED)),
        Ticket.resolution_due_at,
    ),
)


class Some(NamedTuple):
    """The first of these cases, and how many there are."""

    tickets: Sequence[Ticket]
    total: int


class Ring(NamedTuple):
    """Somebody a call asks to take a case; ``now``: a phone of his rings, for this case or for one named with it."""

    engineer: str
    now: bool


def next_target(ticket: Ticket) -> str | None:
    """The target whose clock decides now: the response until it was given, then the resolution; none in a pause."""
    return next((each for each in (RESPONSE, RESOLUTION) if ticket.runs(each)), None)


def at_work(session: Session, most: int, severities: Sequence[Severity] = tuple(Severity)) -> Some:
    """Cases that are not solved, gravest first, then by the nearest deadline that counts; in a pause they come last."""
    return _some(session, Ticket.status.in_(AT_WORK) & Ticket.severity.in_(severities), most)


def awaiting_validation(session: Session, most: int) -> Some:
    """Cases that are solved as far as we know, and whose customers have not said so."""
    return _some(session, Ticket.status == Status.RESOLVED, most)


def nobodys(session: Session) -> list[int]:
    """Numbers of the urgent cases that nobody has, as far as an alarm needs them."""
    return [row[0] for row in run(session, _NOBODYS).fetchall()]


def rings(session: Session, numbers: Sequence[int]) -> Mapping[int, Sequence[Ring]]:
    """Who is being called to take each of these cases, or is about to be."""
    found: dict[int, dict[str, bool]] = defaultdict(dict)
    rows = run(session, _RINGS).fetchall()
    taken = {person for _, person, is_ringing in rows if is_ringing}
    for number, person, is_ringing in rows:
        if number in numbers:
            found[number][person] = is_ringing or person in taken
    return {number: [Ring(*each) for each in people.items()] for number, people in found.items()}


def next_news(session: Session, numbers: Sequence[int], kind: str) -> Mapping[int, datetime]:
    """When each of these cases' next follow-up of this kind is due, where it has one."""
    return dict(run(session, _NEXT_NEWS, {"numbers": list(numbers), "kind": kind}).fetchall())


def waiting_callers(session: Session, most: int) -> list[Call]:
    """Callers in the queue now, the longest first."""
    waiting = select(Call).where(Call.ended_at.is_(None), Call.direction == "inbound", Call.queued_at.is_not(None))
    return list(session.scalars(waiting.order_by(Call.queued_at, Call.id).limit(most)))


def news_in_doubt(session: Session, numbers: Sequence[int]) -> Mapping[int, Sequence[Notification]]:
    """All that customers were to be told of those cases of which some message has not arrived."""
    some, theirs = Notification.ticket_number.in_(numbers), Notification.audience == "customer"
    missed = select(Notification.ticket_number).where(some, theirs, Notification.ended_at.is_not(None))
    missed = missed.where(Notification.outcome.is_distinct_from("delivered"))
    asked = select(Notification).where(theirs, Notification.ticket_number.in_(missed)).order_by(Notification.id)
    found: dict[int, list[Notification]] = defaultdict(list)
    for row in session.scalars(asked):
        found[row.ticket_number or 0].append(row)
    return found


def untold(session: Session, numbers: Sequence[int], since: datetime) -> Mapping[int, Sequence[TicketEvent]]:
    """What of these cases reached their customers by no way, from the first; none of it is older than ``since``."""
    asked = select(TicketEvent).where(TicketEvent.kind == "customer_untold", TicketEvent.at >= since)
    found: dict[int, list[TicketEvent]] = defaultdict(list)
    for event in session.scalars(asked.where(TicketEvent.ticket_number.in_(numbers)).order_by(TicketEvent.id)):
        found[event.ticket_number].append(event)
    return found


def _some(session: Session, which: ColumnElement[bool], most: int) -> Some:
    asked = select(Ticket, func.count().over()).where(Ticket.status != Status.CLOSED, which)
    rows = session.execute(asked.order_by(Ticket.severity, _DUE.nulls_last(), Ticket.number).limit(most)).all()
    return Some([row[0] for row in rows], rows[0][1] if rows else 0)


_NOBODYS = f"SELECT number FROM tickets WHERE {WANTS_SOMEBODY} ORDER BY number DESC LIMIT 100"
# Only what is owed or under way, by the indexes that hold nothing else: the rings of a long night are not looked at.
_RINGS = """
SELECT ticket_number, person, is_ringing FROM (
  SELECT id, ticket_number, person, true AS is_ringing FROM notifications
  WHERE channel = 'call' AND state IN ('claimed', 'sent') AND kind = 'page'
  UNION ALL
  SELECT id, ticket_number, person, false FROM notifications
  WHERE state = 'pending' AND channel = 'call' AND kind = 'page') AS owed
WHERE ticket_number IS NOT NULL AND person IS NOT NULL ORDER BY id
"""
_NEXT_NEWS = """
SELECT ticket_number, min(due_at) FROM follow_ups
WHERE ticket_number = ANY(%(numbers)s) AND kind = %(kind)s AND state IN ('pending', 'claimed') GROUP BY 1
"""
