"""What is on record about a number whose call was hung up: is she on the line, has she a case, was she told?"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.domain.lifecycle import Status
from voiceline.store.base import run
from voiceline.store.calls import Call
from voiceline.store.notifications import OF_HANG_UPS
from voiceline.store.tickets import Ticket, TicketEvent

NUMBERS = 5477  # one 32-bit namespace of PostgreSQL's advisory locks: a caller's number


def hold_number(session: Session, number: str) -> None:
    """Whoever decides about this number's calls does so alone until this transaction ends. Before any row is locked."""
    run(session, "SELECT pg_advisory_xact_lock(%(class)s, hashtext(%(number)s))", {"class": NUMBERS, "number": number})


def is_on_the_line(session: Session, number: str) -> bool:
    """Whether this number is calling us now."""
    live = select(Call.id).where(Call.from_number == number, Call.direction == "inbound", Call.ended_at.is_(None))
    return session.scalar(live.limit(1)) is not None


def case_near(session: Session, contact: str, since: datetime) -> int | None:
    """The number of this contact's newest case, not closed, that was opened or hung up on since then."""
    lately = select(TicketEvent.id).where(TicketEvent.ticket_number == Ticket.number, TicketEvent.at >= since)
    hers = select(Ticket.number).where(Ticket.contact == contact, Ticket.status != Status.CLOSED)
    found = hers.where(lately.where(TicketEvent.kind.in_(("opened", "hung_up"))).exists())
    return session.scalar(found.order_by(Ticket.number.desc()).limit(1))


def has_chosen_since(session: Session, call: Call) -> bool:
    """Whether this caller has opened a case by her own choice since this call ended."""
    by_choice = select(TicketEvent.id).where(
        TicketEvent.ticket_number == Ticket.number,
        TicketEvent.kind == "opened",
        TicketEvent.detail["why"].astext.is_(None),
    )
    hers = select(Ticket.number).where(Ticket.contact == call.from_number, Ticket.opened_at >= call.ended_at)
    return session.scalar(hers.where(by_choice.exists()).limit(1)) is not None


def told_since(session: Session, address: str, since: datetime) -> bool:
    """Whether this address was owed word of a hang-up since then."""
    return run(session, _TOLD_SINCE, {"address": address, "since": since}).fetchone() is not None


_TOLD_SINCE = f"""
SELECT 1 FROM notifications WHERE {OF_HANG_UPS} AND address = %(address)s AND created_at >= %(since)s LIMIT 1
"""
