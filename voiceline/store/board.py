"""What the board of open cases is made of: a handful of statements, however many cases and however long a night."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, case, func, select, text
from sqlalchemy.orm import Session, load_only

from voiceline.domain.lifecycle import Status
from voiceline.domain.severity import Severity
from voiceline.domain.sla import RESOLUTION, RESPONSE
from voiceline.store.base import run
from voiceline.store.calls import Call
from voiceline.store.notifications import Notification
from voiceline.store.tickets import WANTS_SOMEBODY, Ticket, TicketEvent

Written = TypeVar("Written", Notification, TicketEvent)

AT_WORK = (Status.OPEN, Status.ACKNOWLEDGED, Status.WAITING)
URGENT = tuple(each for each in Severity if each.is_urgent)

# What tells whether she knows.
_TOLD = (
    Notification.once,
    Notification.kind,
    Notification.channel,
    Notification.audience,
    Notification.person,
    Notification.address,
    Notification.values,
    Notification.ticket_number,
    Notification.state,
    Notification.outcome,
)
_UNCLOSED = text("tickets.status <> 'closed'")  # as the index of these has it, so that any plan may use it
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


def unconfirmed(session: Session, until: datetime, signs: Sequence[str]) -> list[int]:
    """Numbers of the cases that were given to somebody who has shown by none of these events that he is at it; unless
    he does, each is lost to him by then.
    """
    rows = run(session, _UNCONFIRMED, {"until": until, "signs": list(signs)}).fetchall()
    return [row[0] for row in rows]


def rings(session: Session, numbers: Sequence[int]) -> Mapping[int, Sequence[Ring]]:
    """Who is being called to take each of these cases, or is about to be."""
    found: dict[int, dict[str, bool]] = defaultdict(dict)
    rows = run(session, _RINGS).fetchall()
    taken = {person for _, person, is_ringing in rows if is_ringing}
    for number, person, is_ringing in rows:
        if number in numbers:
            found[number][person] = is_ringing or person in taken
    return {number: [Ring(*each) for each in people.items()] for number, people in found.items()}


def due(session: Session, numbers: Sequence[int], kinds: Sequence[str]) -> Mapping[tuple[int, str], datetime]:
    """When each of these cases' next follow-up of each of these kinds is due, where it has one."""
    rows = run(session, _DUE_NEXT, {"numbers": list(numbers), "kinds": list(kinds)}).fetchall()
    return {(number, kind): due_at for number, kind, due_at in rows}


def recorded(session: Session, numbers: Sequence[int]) -> frozenset[int]:
    """Those of these cases with a recording that can be heard, or will be as soon as it is here."""
    return frozenset(row[0] for row in run(session, _RECORDED, {"numbers": list(numbers)}).fetchall())


def waiting_callers(session: Session, most: int) -> list[Call]:
    """Callers in the queue now, the longest first."""
    waiting = select(Call).where(Call.ended_at.is_(None), Call.direction == "inbound", Call.queued_at.is_not(None))
    return list(session.scalars(waiting.order_by(Call.queued_at, Call.id).limit(most)))


def in_doubt(
    session: Session, numbers: Sequence[int], since: datetime
) -> tuple[Mapping[int, Sequence[Notification]], Mapping[int, Sequence[TicketEvent]]]:
    """Of those of these cases of which some news has not arrived, or had no way to go: all that their customers were to
    be told, and what was noted of it. None of it is older than ``since``. Mostly there is nothing, and that is cheap.
    """
    noted = select(TicketEvent).where(TicketEvent.kind == "customer_untold", TicketEvent.at >= since)
    events = _by_case(session.scalars(noted.where(TicketEvent.ticket_number.in_(numbers)).order_by(TicketEvent.id)))
    missed = {row[0] for row in run(session, _MISSED, {"numbers": list(numbers)}).fetchall()}
    if not missed | events.keys():
        return {}, {}
    sent = select(Notification).where(Notification.ticket_number.in_(sorted(missed | events.keys())))
    sent = sent.where(Notification.audience == "customer").options(load_only(*_TOLD)).order_by(Notification.id)
    return _by_case(session.scalars(sent)), events


def _by_case(rows: Iterable[Written]) -> dict[int, list[Written]]:
    found: dict[int, list[Written]] = defaultdict(list)
    for row in rows:
        found[row.ticket_number or 0].append(row)
    return found


def _some(session: Session, which: ColumnElement[bool], most: int) -> Some:
    asked = select(Ticket, func.count().over()).where(_UNCLOSED, which)
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
# What is due within a minute or two, by its index; where an engineer lost her by the line itself, no ``why`` is told.
_UNCONFIRMED = """
SELECT DISTINCT t.number FROM follow_ups f JOIN tickets t ON t.number = f.ticket_number
WHERE ((f.state = 'pending' AND f.due_at <= %(until)s) OR f.state = 'claimed')
  AND f.kind = 'lost' AND f.values ->> 'why' IN ('assigned', 'raised', 'merged')
  AND t.status = 'acknowledged' AND t.assignee = f.values ->> 'engineer'
  AND NOT EXISTS (SELECT 1 FROM ticket_events e WHERE e.ticket_number = t.number AND e.kind = ANY(%(signs)s)
                  AND e.at >= (f.values ->> 'since')::timestamptz)
ORDER BY 1
"""
# An e-mail has no receipt: that it left proves nothing.
_MISSED = """
SELECT DISTINCT ticket_number FROM notifications
WHERE ticket_number = ANY(%(numbers)s) AND audience = 'customer' AND outcome IS DISTINCT FROM 'delivered'
  AND (channel = 'email' OR state NOT IN ('pending', 'claimed', 'sent'))
"""
_DUE_NEXT = """
SELECT ticket_number, kind, min(due_at) FROM follow_ups
WHERE ticket_number = ANY(%(numbers)s) AND kind = ANY(%(kinds)s) AND state IN ('pending', 'claimed') GROUP BY 1, 2
"""
_RECORDED = """
SELECT DISTINCT ticket_number FROM recordings
WHERE ticket_number = ANY(%(numbers)s) AND lost_at IS NULL AND spoiled_at IS NULL AND purged_at IS NULL
"""
