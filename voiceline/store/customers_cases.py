"""The other cases of the customer of one case: what is open, what was closed lately."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from voiceline.domain.lifecycle import Status
from voiceline.store.tickets import Ticket

MOST_BESIDE, LAST_CLOSED = 40, 10


def of_same_customer(ticket: Ticket) -> ColumnElement[bool]:
    """By her name in the directory, else by the number that reported it; of an unknown caller there are none."""
    if ticket.customer:
        return Ticket.customer == ticket.customer
    return Ticket.contact == (ticket.contact or "")


def beside(session: Session, ticket: Ticket) -> tuple[list[Ticket], list[Ticket]]:
    """Her other cases that are open, gravest first, and what was merged into this one."""
    is_open = and_(of_same_customer(ticket), Ticket.status != Status.CLOSED, Ticket.number != ticket.number)
    asked = select(Ticket).where(or_(is_open, Ticket.merged_into == ticket.number))
    found = session.scalars(asked.order_by(Ticket.severity, Ticket.opened_at).limit(MOST_BESIDE)).all()
    still_open = [each for each in found if each.status != Status.CLOSED]
    return still_open, [each for each in found if each.merged_into == ticket.number]


def closed_lately(session: Session, ticket: Ticket) -> tuple[Sequence[Ticket], bool]:
    """The last ten by first contact, but what was merged into it, and whether there are more."""
    others = select(Ticket).where(of_same_customer(ticket), Ticket.status == Status.CLOSED)
    others = others.where(Ticket.number != ticket.number, Ticket.merged_into.is_distinct_from(ticket.number))
    newest = others.order_by(Ticket.opened_at.desc(), Ticket.number.desc())
    found = session.scalars(newest.limit(LAST_CLOSED + 1)).all()
    return found[:LAST_CLOSED], len(found) > LAST_CLOSED
