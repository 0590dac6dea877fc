"""What the live page of a case is made of: whose link it is, when phones rang for it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket, TicketEvent


def by_token(session: Session, token: str) -> Ticket | None:
    """The case of this link, however a phone has capitalised it; None for a link we never sent.

    Of one that was merged it is the case in which that goes on: of the same customer.
    """
    if not token.isascii() or not token.isalnum():
        return None
    found = session.scalar(select(Ticket).where(Ticket.live_token == token.lower()))
    return session.get(Ticket, found.merged_into) if found is not None and found.merged_into else found


def events(session: Session, ticket: Ticket) -> list[TicketEvent]:
    of_ticket = select(TicketEvent).where(TicketEvent.ticket_number == ticket.number)
    return list(session.scalars(of_ticket.order_by(TicketEvent.id)))


def rings(session: Session, ticket: Ticket) -> list[datetime]:
    """When the carrier took each call to an engineer that asks for somebody to take this case."""
    rung = select(Notification.sent_at).where(Notification.ticket_number == ticket.number)
    rung = rung.where(Notification.kind == "page", Notification.channel == "call")
    return [at for at in session.scalars(rung.order_by(Notification.sent_at)) if at is not None]


def last_called_again(session: Session, ticket: Ticket) -> datetime | None:
    """When she last asked for its people again, by phone or by her link."""
    asked = select(func.max(TicketEvent.at)).where(TicketEvent.ticket_number == ticket.number)
    return session.scalar(asked.where(TicketEvent.kind == "called_again"))
