"""The leg that rings a customer out of an engineer's call: on record, greeted, and a key of hers is the proof.

"Responded" needs her key (DESIGN 6): a mailbox answers too, and so a leg that was joined without one has as its outcome
that it was answered without a key, however long it lasted.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from voiceline.actions.keep_clocks import respond
from voiceline.actions.turn import Turn
from voiceline.dialog.catalog import catalog
from voiceline.dialog.spoken import digits_apart
from voiceline.store import calls, directory, merged
from voiceline.store.calls import OVER, Call
from voiceline.store.tickets import Ticket
from voiceline.telephony.inbound import LegStatus

ENDINGS = {"no-answer": "no_answer", "busy": "busy", "failed": "failed", "canceled": "cancelled"}


def greeting(session: Session, parent_sid: str) -> tuple[str, str, Mapping[str, Any]] | None:
    """(language, prompt, values) of what she hears before she is joined; None for a call we do not know."""
    parent = calls.by_sid(session, parent_sid)
    if parent is None or parent.engineer is None:
        return None
    _, book = directory.current(session)
    ticket = session.get(Ticket, int(parent.notes["case"])) if parent.notes.get("case") else None
    language = ticket.language if ticket else parent.notes.get("callee_language", book.language)
    engineer = book.engineers.get(parent.engineer)
    of_case = catalog(language).say("for_case", {"case": digits_apart(ticket.number)}) if ticket else ""
    return language, "greeting", {"line": book.name, "engineer": engineer.name if engineer else "", "of_case": of_case}


def customer_pressed(session: Session, parent_sid: str, leg: LegStatus, now: datetime) -> None:
    """A key of hers, whichever: she has answered a call of ours, and a person is there to talk to her.

    On record at once: who hangs up first may keep the end of his Dial from ever being told.
    """
    parent = calls.lock(session, parent_sid)
    call = _on_record(session, parent, leg, now) if parent else None
    if parent is None or call is None or call.joined_at is not None:
        return
    call.joined_at = now
    call.notes, parent.notes = {**call.notes, "key": True}, {**parent.notes, "pressed": parent.notes["customer_number"]}
    calls.note(session, call, "joined", now)
    ticket = merged.lock_where_it_goes_on(session, call.ticket_number) if call.ticket_number else None
    if ticket is not None:
        respond(session, ticket, now, "key")
        ticket.record("called_customer", now, parent.engineer, {"key": True})


def note_answered(turn: Turn, ticket: Ticket) -> None:
    """They were joined, and it is over. With a key of hers that is on record; without, it may have been a mailbox."""
    pressed = turn.notes.get("pressed")
    if pressed is None or pressed != turn.notes.get("customer_number"):
        ticket.record("called_customer", turn.now, turn.engineer, {"key": False})


def customer_status(session: Session, parent_sid: str, leg: LegStatus, now: datetime) -> None:
    """What becomes of her leg. A receipt that comes twice or late changes nothing."""
    parent = calls.by_sid(session, parent_sid)
    call = _on_record(session, parent, leg, now) if parent else None
    if call is not None:
        leg_status(session, call, leg, now)


def leg_status(session: Session, call: Call, leg: LegStatus, now: datetime) -> None:
    """The same of a leg that is on record already, and held."""
    if not call.is_news(leg.status):
        return
    if leg.status not in OVER:
        call.status = leg.status
        return
    joined = "talked" if call.notes.get("key") else "no_key"
    call.end(leg.status, now, leg.duration_seconds, ENDINGS.get(leg.status, joined))
    calls.note(session, call, "ended", now, status=leg.status, outcome=call.outcome)


def _on_record(session: Session, parent: Call, leg: LegStatus, now: datetime) -> Call | None:
    """Her leg's row, made by whoever hears of it first, and held."""
    number = parent.notes.get("customer_number")
    if not leg.sid or not number:
        return None
    _, book = directory.current(session)
    customer = book.customer_of(number)
    row = {
        "sid": leg.sid,
        "direction": "outbound",
        "from_number": leg.caller,
        "to_number": number,
        "status": leg.status or "initiated",
        "started_at": now,
        "ticket_number": parent.notes.get("case"),
        "customer": customer.name if customer else None,
        "language": parent.language,
        "script": "call_back",
        "step": "",
        "notes": {"rung_from": parent.sid},
    }
    calls.arrive(session, row)
    return calls.lock(session, leg.sid)
