"""Cases merged into another of the same customer: what ends, what goes on, and where either is found."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.store import calls, tickets
from voiceline.store.base import run
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket


def goes_on_in(session: Session, number: int) -> int:
    """The case in which this one goes on: itself, unless it was merged."""
    into = session.scalar(select(Ticket.merged_into).where(Ticket.number == number))
    return into or number


def lock_where_it_goes_on(session: Session, number: int) -> Ticket | None:
    """The case in which this one goes on, held."""
    ticket = tickets.lock(session, number)
    return tickets.lock(session, ticket.merged_into) if ticket and ticket.merged_into else ticket


def end_in(ticket: Ticket, into: Ticket, at: datetime, by: str | None, reason: str) -> None:
    """It goes on in that other case; its own story ends here and stays readable."""
    ticket.close(at, by, "merged")
    ticket.merged_into = into.number
    ticket.record("merged", at, by, {"into": into.number, "reason": reason})


def absorb(into: Ticket, ticket: Ticket, told: Sequence[str], at: datetime, by: str | None) -> None:
    """What was merged counts as this case's own: since when it was reported, at each severity, and a breach.

    So a merge makes no figure better. Whoever was ``told`` of it is told along from here on.
    """
    starts = [into.clock_starts, ticket.clock_starts]
    known = sorted({severity for each in starts for severity in each})
    into.clock_starts = {
        each: min((of[each] for of in starts if each in of), key=datetime.fromisoformat) for each in known
    }
    into.opened_at = min(into.opened_at, ticket.opened_at)
    into.response_breached_at = into.response_breached_at or ticket.response_breached_at
    into.resolution_breached_at = into.resolution_breached_at or ticket.resolution_breached_at
    into.rectified = {**ticket.rectified, **into.rectified}
    into.also_told = list(dict.fromkeys(each for each in (*into.also_told, *told) if each != into.contact))
    into.record("absorbed", at, by, {"case": ticket.number, "customer": ticket.customer})


def hold_what_is_under_way(session: Session, number: int) -> list[Call]:
    """The calls of its customer that are not over. They and its conversations are held before the case is, as
    everywhere.
    """
    of_hers = select(Call.sid).where(Call.ticket_number == number, Call.direction == "inbound", Call.ended_at.is_(None))
    held = [calls.lock(session, sid) for sid in session.scalars(of_hers.order_by(Call.id)).all()]
    run(session, "SELECT 1 FROM threads WHERE ticket_number = %(of)s ORDER BY id FOR UPDATE", {"of": number})
    return [each for each in held if each is not None and each.ticket_number == number and not each.is_over]


def lead_over(session: Session, number: int, into: int, callers: Sequence[Call]) -> None:
    """What is under way goes on with the other case: callers on the line, conversations, what had come here before."""
    for call in callers:
        call.ticket_number = into
        if call.notes.get("case") == number:
            call.notes = {**call.notes, "case": into}
    session.flush()
    values = {"into": into, "of": number}
    run(session, _LEAD_THREADS, values)
    run(session, "UPDATE tickets SET merged_into = %(into)s WHERE merged_into = %(of)s", values)


_LEAD_THREADS = """
UPDATE threads SET ticket_number = %(into)s, notes = CASE
  WHEN notes -> 'case' = to_jsonb(%(of)s::int) THEN jsonb_set(notes, '{case}', to_jsonb(%(into)s::int)) ELSE notes END
WHERE ticket_number = %(of)s
"""
