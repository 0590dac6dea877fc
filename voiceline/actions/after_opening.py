"""What the opening of a case owes and can wait until the request is answered: its clocks, and the customer's message.

Owed by a follow-up of the same transaction, due at once: her reply and the first rings wait for neither.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from voiceline.actions.keep_clocks import plan_clocks
from voiceline.actions.tell_opened import tell_opened
from voiceline.domain.lifecycle import Status
from voiceline.store import directory, follow_ups, tickets
from voiceline.store.tickets import Ticket

if TYPE_CHECKING:
    from voiceline.line import Line

KIND = "after_opening"


def owe_after_opening(session: Session, ticket: Ticket, news: str, now: datetime) -> None:
    """``news``: with which words she is told (``tell_opened``)."""
    once = f"{KIND}-{ticket.number}"
    follow_ups.owe(session, once, KIND, now, now, ticket_number=ticket.number, values={"news": news})


def after_opening(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """The clocks first, by themselves: whatever keeps us from telling her must not keep them from running."""
    with line.transaction() as session:
        ticket = tickets.lock(session, number or 0)
        if ticket is None or ticket.status == Status.CLOSED:
            return "not_wanted"
        version, book = directory.current(session)
        plan_clocks(session, book, version, ticket, line.now())
    with line.transaction() as session:
        ticket = tickets.lock(session, number or 0)
        if ticket is None or ticket.status != Status.OPEN:  # it says that nobody has it
            return "true_no_more"
        _, book = directory.current(session)
        tell_opened(session, book, ticket, line.now(), values["news"], ticket.also_told)  # these opened another
    return "told"


DEEDS = {KIND: after_opening}
