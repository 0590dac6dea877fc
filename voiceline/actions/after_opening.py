"""What the opening of a case owes and can wait until the request is answered: its clocks, and the customer's message.

Owed by a follow-up of the same transaction, due at once: her reply and the first rings wait for neither.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from voiceline.actions.keep_clocks import plan_clocks
from voiceline.actions.tell_customer import tell_customer
from voiceline.domain.lifecycle import Status
from voiceline.store import directory, follow_ups, tickets
from voiceline.store.tickets import Ticket

if TYPE_CHECKING:
    from voiceline.line import Line

KIND = "after_opening"


def owe_after_opening(session: Session, ticket: Ticket, news: str, now: datetime) -> None:
    """``news``: with which words she is told (``tell_customer``)."""
    once = f"{KIND}-{ticket.number}"
    follow_ups.owe(session, once, KIND, now, now, ticket_number=ticket.number, values={"news": news})


def after_opening(line: "Line", values: dict[str, Any], number: int | None) -> str:
    with line.transaction() as session:
        ticket = tickets.lock(session, number or 0)
        if ticket is None or ticket.status == Status.CLOSED:  # she has taken it back meanwhile
            return "not_wanted"
        now = line.now()
        version, book = directory.current(session)
        plan_clocks(session, book, version, ticket, now)
        tell_customer(session, book, ticket, values["news"], now)
    return "told"


DEEDS = {KIND: after_opening}
