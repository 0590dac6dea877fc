"""The hold: the caller is in the queue, and hears how it really goes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from voiceline.actions.turn import Turn
from voiceline.actions.what_is_said import values_of
from voiceline.domain.lifecycle import Status
from voiceline.store import calls, directory
from voiceline.store.tickets import Ticket


def word_of_progress(session: Session, sid: str, now: datetime) -> tuple[str, str, Mapping[str, Any]]:
    """(language, prompt, values) of what is true now. It also tells that this caller has reached the queue."""
    version, book = directory.current(session)
    call = calls.lock(session, sid)
    if call is None or call.ticket_number is None:
        return book.language, "one_moment", {}
    if call.queued_at is None and not call.is_over:
        call.queued_at = now
        calls.note(session, call, "queued", now)
    ticket = session.get_one(Ticket, call.ticket_number)
    values = values_of(Turn(session, book, version, now, call, "voice", None))
    if ticket.status == Status.ACKNOWLEDGED and call.step == "hold_again":
        return call.language, "wait_again", values
    if ticket.status == Status.ACKNOWLEDGED:
        return call.language, "wait_taken", values
    first = ticket.round == 1 and ticket.step == 1
    return call.language, "wait_calling" if first else "wait_calling_on", values
