"""Say of a customer that she does not know: on the ticket, to whoever has it, and, if it matters most, by a ring."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voiceline.actions.tell_engineers import desk, tell_engineers
from voiceline.domain.directory import Directory
from voiceline.domain.lifecycle import Status
from voiceline.domain.sending import Recipient, number_of
from voiceline.domain.severity import Severity
from voiceline.store import follow_ups
from voiceline.store.tickets import Ticket

KIND = "untold"
HE_MAY_CALL = timedelta(seconds=60)  # by himself, once he has read it
# News that names the person who has the case: delivered, each is the agreement's answer to the customer.
NAMES_WHO_HAS_IT = frozenset({"taken", "update"})


def note_untold(
    session: Session, directory: Directory, ticket: Ticket, kind: str, to: Sequence[Recipient], now: datetime
) -> None:
    """No way is left that a receipt could prove. While nobody has the case its people are rung anyway, so nobody else
    is told; whoever takes it is, by the news of that.
    """
    who = _record(ticket, kind, to, now)
    where = next((each.mobile or each.email for each in to), "")
    if ticket.wants_somebody or ticket.status == Status.CLOSED:
        return
    values = {"case_number": ticket.number, "contact": who, "where": where}
    once = f"{KIND}-{ticket.number}"
    if ticket.assignee and ticket.assignee in directory.engineers:
        tell_engineers(session, directory, [ticket.assignee], KIND, once, now, values, ticket.number)
    else:
        opening = directory.calendar.next_opening(now)
        people = desk(directory, opening)
        tell_engineers(session, directory, people, KIND, once, now, values, ticket.number, due_at=opening)
    if kind in NAMES_WHO_HAS_IT:
        _owe_ring(session, ticket, now)


def note_out_of_reach(ticket: Ticket, kind: str, to: Sequence[Recipient], now: datetime) -> None:
    """Others of hers are told; to these leads no way at all, and the case's page names them."""
    if to:
        _record(ticket, kind, to, now)


def _record(ticket: Ticket, kind: str, to: Sequence[Recipient], now: datetime) -> str:
    people = list(dict.fromkeys(each.name or each.mobile or each.email or "" for each in to))
    who = ", ".join(people)
    ticket.record("customer_untold", now, None, {"kind": kind, "who": who, "people": people})
    return who


def _owe_ring(session: Session, ticket: Ticket, now: datetime) -> None:
    """He has an urgent case and she has not heard from him: a message to him is not enough (DESIGN 6)."""
    if (
        ticket.status != Status.ACKNOWLEDGED
        or ticket.acknowledged_at is None
        or not Severity(ticket.severity).is_urgent
    ):
        return
    if ticket.responded_at or number_of(ticket.contact) is None:
        return
    values = {"engineer": ticket.assignee, "since": ticket.acknowledged_at.isoformat()}
    once = f"{KIND}-{ticket.number}-{int(ticket.acknowledged_at.timestamp())}"
    follow_ups.owe(session, once, KIND, now + HE_MAY_CALL, now, ticket_number=ticket.number, values=values)
