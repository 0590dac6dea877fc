"""Call a customer back at a person's word: the line rings him first, then her, and shows its own number to both.

His ring is a notification like any other: after every page, never two at a time on one engineer's phone.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.actions.customer_leg import note_answered
from voiceline.actions.page_engineer import end_call
from voiceline.actions.turn import Outcome, Turn
from voiceline.domain.directory import Customer, Directory
from voiceline.domain.escalation import MOVES, Ending, Move
from voiceline.domain.sending import number_of
from voiceline.store import notifications, tickets
from voiceline.store.calls import Call
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket

KIND = "callback"
RANK = 5  # a person waits for it, and pages go before


@dataclass(frozen=True)
class Callee:
    """Somebody who can be called back; ``name`` is empty for a stranger."""

    number: str
    name: str


def callees_of_ticket(book: Directory, ticket: Ticket) -> list[Callee]:
    """Who reported it first, then the customer's listed people; nobody for a number that proved nothing."""
    customer = book.customer_named(ticket.customer)
    own = [number] if (number := number_of(ticket.contact)) else []
    listed = [contact.mobile for contact in customer.contacts if contact.mobile] if customer else []
    numbers = dict.fromkeys([*own, *listed, *(customer.phones if customer else ())])
    return [Callee(number, _name(customer, number)) for number in numbers]


def callees_of_call(book: Directory, call: Call) -> list[Callee]:
    """The customer's side of this call."""
    if call.notes.get("unproven") or call.engineer:
        return []
    number = call.from_number if call.direction == "inbound" else call.to_number
    return [Callee(number, _name(book.customer_named(call.customer), number))] if number.startswith("+") else []


def call_back(
    session: Session,
    book: Directory,
    engineer: str,
    callee: Callee,
    language: str,
    ticket: Ticket | None,
    by: str,
    now: datetime,
) -> bool:
    """Owe this engineer the ring; False when one for the same person is owed or under way already."""
    live = select(Notification.id).where(Notification.kind == KIND, Notification.person == engineer)
    live = live.where(Notification.state.in_(("pending", "claimed", "sent")))
    if session.scalar(live.where(Notification.values["number"].astext == callee.number).limit(1)) is not None:
        return False
    values = {"number": callee.number, "callee": callee.name, "language": language}
    _ring(session, book, engineer, 1, values, ticket.number if ticket else None, f"{int(now.timestamp())}", now)
    if ticket is not None:
        ticket.record("call_back_asked", now, by, {"engineers": [engineer], "to": callee.name or callee.number})
    return True


def call_back_over(session: Session, book: Directory, row: Notification, ending: Ending | None, now: datetime) -> None:
    """His ring has ended: without a key, his next phone; after the last it is over, and he may ask again."""
    if not end_call(session, row, ending, now) or ending is None or MOVES[ending] in (Move.STOP, Move.LEAVE):
        return
    engineer = book.engineers.get(row.person or "")
    if engineer is not None and row.attempt < len(engineer.phones):
        began = row.once.split("-")[1]
        _ring(session, book, engineer.id, row.attempt + 1, dict(row.values), row.ticket_number, began, now)


def ready_to_call(turn: Turn) -> Outcome:
    """Key 1: he is there, so the customer's phone may ring."""
    return Outcome("ready", {"reached": True})


def end_call_back(turn: Turn) -> Outcome:
    """She answered, and the two were joined."""
    ticket = tickets.lock(turn.session, int(turn.notes["case"])) if turn.notes.get("case") else None
    if ticket is not None:
        note_answered(turn, ticket)
    return Outcome("done")


def _name(customer: Customer | None, number: str) -> str:
    """The contact's, else the customer's."""
    contacts = customer.contacts if customer else ()
    named = next((contact.name for contact in contacts if contact.mobile == number), None)
    return named or (customer.name if customer else "")


def _ring(
    session: Session,
    book: Directory,
    engineer_id: str,
    attempt: int,
    values: dict[str, str],
    ticket_number: int | None,
    began: str,
    now: datetime,
) -> None:
    engineer = book.engineers[engineer_id]
    notifications.owe(
        session,
        {
            "once": f"{KIND}-{began}-{engineer.id}-{values['number']}-t{attempt}",
            "kind": KIND,
            "channel": "call",
            "audience": "engineer",
            "person": engineer.id,
            "address": engineer.phones[attempt - 1],
            "language": engineer.language,
            "values": values,
            "ticket_number": ticket_number,
            "rank": RANK,
            "attempt": attempt,
            "created_at": now,
            "due_at": now,
        },
    )


DEEDS = {"ready_to_call": ready_to_call, "end_call_back": end_call_back}
