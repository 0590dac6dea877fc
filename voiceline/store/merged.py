"""Cases merged into another of the same customer: what ends, what goes on, and where either is found."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.domain.sla import RESOLUTION, RESPONSE, Pause, still_on_both
from voiceline.store import calls, threads, tickets
from voiceline.store.base import run
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket

WAITING = "waiting"  # why a clock stood still


def goes_on_in(session: Session, number: int) -> int:
    """The case in which this one goes on: itself, unless it was merged."""
    into = session.scalar(select(Ticket.merged_into).where(Ticket.number == number))
    return into or number


def lock_where_it_goes_on(session: Session, number: int) -> Ticket | None:
    """The case in which this one goes on, held."""
    ticket = tickets.lock(session, number)
    return tickets.lock(session, ticket.merged_into) if ticket and ticket.merged_into else ticket


def end_in(ticket: Ticket, into: Ticket, told: Sequence[str], at: datetime, by: str | None, reason: str) -> None:
    """It goes on in that other case; its own story ends here and stays readable. ``told``: who was told of it itself,
    not of what it had taken up.
    """
    ticket.close(at, by, "merged")
    ticket.merged_into = into.number
    ticket.record("merged", at, by, {"into": into.number, "reason": reason, "told": list(told)})


def absorb(into: Ticket, ticket: Ticket, told: Sequence[str], at: datetime, by: str | None) -> None:
    """What was merged counts as this case's own: since when it was reported, at each severity, and a breach.

    So a merge makes no figure better: what stopped the one clock did not stop the other's. Whoever was ``told`` of
    either is told along from here on. The event keeps this case's own first contact, which is moved.
    """
    detail = {"case": ticket.number, "customer": ticket.customer, "opened_at": into.opened_at.isoformat()}
    starts = [into.clock_starts, ticket.clock_starts]
    known = sorted({severity for each in starts for severity in each})
    into.clock_starts = {
        each: min((of[each] for of in starts if each in of), key=datetime.fromisoformat) for each in known
    }
    still = still_on_both(_waits(into, at), into.opened_at, _waits(ticket, at), ticket.opened_at)
    into.pauses = [
        {"why": WAITING, "began_at": each.began_at.isoformat(), "ended_at": each.ended_at.isoformat()} for each in still
    ]
    into.opened_at = min(into.opened_at, ticket.opened_at)
    excused = _excused_on_both(into, ticket)
    for target in (RESPONSE, RESOLUTION):
        into.stand_missed(target, _missed_of_both(into, ticket, target))
    into.rectified = excused
    into.also_told = _along(into, [*into.also_told, *told])
    into.record("absorbed", at, by, detail)


def owe_answer(into: Ticket) -> None:
    """What was answered was a lesser matter. The event is that of the deadline, which runs from the graver report."""
    into.responded_at = None


def part(session: Session, into: Ticket, ticket: Ticket, at: datetime, by: str | None) -> None:
    """Opened again, it goes on by itself: of each of the two is told along whoever reported what is still in it.

    All else stays with the case it was in: what was promised and missed there is on record.
    """
    session.flush()
    for each in (into, ticket):
        told = run(session, _TOLD_OF_WHAT_IS_IN, {"into": each.number}).fetchall()
        each.also_told = _along(each, [address for (addresses,) in told for address in addresses])
    into.record("parted", at, by, {"case": ticket.number})


def hold_what_is_under_way(session: Session, number: int) -> list[Call]:
    """The calls about it that are not over, its customer's and the engineers'. They and its conversations are held
    before the case is, as everywhere.
    """
    of_hers = (Call.ticket_number == number) & (Call.direction == "inbound")
    of_ours = Call.engineer.is_not(None) & (Call.notes["case"].astext == str(number))
    open_now = select(Call.sid).where(of_hers | of_ours, Call.ended_at.is_(None)).order_by(Call.id)
    held = [calls.lock(session, sid) for sid in session.scalars(open_now).all()]
    threads.hold_all_of(session, number)
    return [each for each in held if each is not None and not each.is_over]


def lead_over(session: Session, number: int, into: int, on_the_line: Sequence[Call]) -> None:
    """What is under way goes on with the other case: who is on the line, conversations, what had come here before."""
    for call in on_the_line:
        if call.direction == "inbound" and call.ticket_number == number:
            call.ticket_number = into
        if call.notes.get("case") == number:
            call.notes = {**call.notes, "case": into}
    session.flush()
    values = {"into": into, "of": number}
    run(session, _LEAD_THREADS, values)
    run(session, "UPDATE tickets SET merged_into = %(into)s WHERE merged_into = %(of)s", values)


def _waits(ticket: Ticket, at: datetime) -> list[Pause]:
    """How long she was waited for; a wait that is not over ends here."""
    return [
        Pause(datetime.fromisoformat(each["began_at"]), datetime.fromisoformat(each["ended_at"] or at.isoformat()))
        for each in ticket.pauses
        if each["why"] == WAITING
    ]


def _missed_of_both(into: Ticket, ticket: Ticket, target: str) -> datetime | None:
    """The deadline that was missed; of two, one that is not excused."""
    missed = [each for each in (into, ticket) if each.breached_at(target) is not None]
    missed.sort(key=lambda each: target in each.rectified)
    return missed[0].breached_at(target) if missed else None


def _excused_on_both(into: Ticket, ticket: Ticket) -> dict[str, Any]:
    """Of each target's breach an excuse, only where none is without one."""
    excused: dict[str, Any] = {}
    for target in (RESPONSE, RESOLUTION):
        missed = [each.rectified.get(target) for each in (into, ticket) if each.breached_at(target) is not None]
        if missed and all(missed):
            excused[target] = missed[0]
    return excused


def _along(ticket: Ticket, addresses: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(each for each in addresses if each != ticket.contact))


_TOLD_OF_WHAT_IS_IN = """
SELECT DISTINCT ON (t.number) coalesce(e.detail -> 'told', '[]')
FROM tickets t JOIN ticket_events e ON e.ticket_number = t.number AND e.kind = 'merged'
WHERE t.merged_into = %(into)s ORDER BY t.number, e.id DESC
"""
_LEAD_THREADS = """
UPDATE threads SET ticket_number = %(into)s, notes = CASE
  WHEN notes -> 'case' = to_jsonb(%(of)s::int) THEN jsonb_set(notes, '{case}', to_jsonb(%(into)s::int)) ELSE notes END
WHERE ticket_number = %(of)s
"""
