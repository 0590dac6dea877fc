"""A month's rows as the facts of ``domain/promise``: three statements, however many cases."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voiceline.domain import promise
from voiceline.domain.severity import Severity
from voiceline.domain.sla import RESOLUTION, RESPONSE
from voiceline.store import silences
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket, TicketEvent


def of_month(session: Session, first: date, zone: str, customer: str | None = None) -> promise.Proof:
    """The month that begins on this first day, in the line's zone: a case belongs to that of its first contact."""
    start, end = bounds(first, zone)
    asked = select(Ticket).where(Ticket.opened_at >= start, Ticket.opened_at < end, Ticket.is_rehearsal.is_(False))
    gone = select(func.count()).select_from(Call).where(Call.direction == "inbound", Call.outcome == "abandoned")
    gone = gone.where(Call.started_at >= start, Call.started_at < end)
    if customer:
        asked, gone = asked.where(Ticket.customer == customer), gone.where(Call.customer == customer)
    tickets = session.scalars(asked).all()
    answers = select(TicketEvent.ticket_number, TicketEvent.detail["how"].astext).where(
        TicketEvent.kind == "responded", TicketEvent.ticket_number.in_([ticket.number for ticket in tickets])
    )
    how = {row[0]: row[1] for row in session.execute(answers)}
    silent = [(max(each.began_at, start), min(each.ended_at, end)) for each in silences.between(session, start, end)]
    cases = promise.month(_case(ticket, how.get(ticket.number)) for ticket in tickets)
    return promise.Proof(cases, session.scalar(gone) or 0, silent, start, end)


def how_answered(session: Session, number: int) -> str:
    """How this case's customer was answered by a person; empty while she was not."""
    told = select(TicketEvent.detail["how"].astext).where(TicketEvent.ticket_number == number)
    return session.scalar(told.where(TicketEvent.kind == "responded").limit(1)) or ""


def bounds(first: date, zone: str) -> tuple[datetime, datetime]:
    """From the first midnight of the month to the next month's, in the line's zone."""
    local = ZoneInfo(zone)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    start, end = (datetime(day.year, day.month, 1, tzinfo=local) for day in (first, following))
    return start, end


def _case(ticket: Ticket, how: str | None) -> promise.Case:
    return promise.Case(
        number=ticket.number,
        severity=Severity(ticket.severity),
        reported_severity=Severity(ticket.reported_severity),
        customer=ticket.customer,
        opened_at=ticket.opened_at,
        response=_target(ticket, RESPONSE, ticket.responded_at),
        resolution=_target(ticket, RESOLUTION, ticket.resolution_met_at),
        how=how,
        closed_as=ticket.closed_as,
        exclusion=ticket.exclusion,
    )


def _target(ticket: Ticket, name: str, met_at: datetime | None) -> promise.Target:
    right = ticket.rectified.get(name)
    rectified = (str(right["by"]), str(right["reason"])) if right else None
    return promise.Target(ticket.due_at(name), met_at, ticket.breached_at(name), rectified)
