"""A month's rows as the facts of ``domain/promise``."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from voiceline.domain import promise
from voiceline.domain.severity import Severity
from voiceline.store import silences, stretches
from voiceline.store.base import run

# A case belongs to the month of its first contact, in the line's zone; what was only a test belongs to none.
OF_MONTH = """t.opened_at >= %(start)s AND t.opened_at < %(end)s AND NOT t.is_rehearsal
  AND (%(customer)s::text IS NULL OR t.customer = %(customer)s)"""
CASE = """
SELECT t.number, t.severity, t.reported_severity, t.customer, t.opened_at,
       t.status = 'closed', t.closed_as, t.exclusion,
       t.response_due_at, t.responded_at, t.response_breached_at, t.rectified -> 'response',
       t.resolution_due_at, t.resolution_met_at, t.resolution_breached_at, t.rectified -> 'resolution',
       (SELECT e.detail ->> 'how' FROM ticket_events e
        WHERE e.ticket_number = t.number AND e.kind = 'responded' AND e.at = t.responded_at LIMIT 1)
FROM tickets t
"""
_ABANDONED = """
SELECT count(*) FROM calls
WHERE outcome = 'abandoned' AND direction = 'inbound' AND started_at >= %(start)s AND started_at < %(end)s
  AND (%(customer)s::text IS NULL OR customer = %(customer)s)
"""
_HOW_ANSWERED = """
SELECT e.detail ->> 'how' FROM tickets t
JOIN ticket_events e ON e.ticket_number = t.number AND e.kind = 'responded' AND e.at = t.responded_at
WHERE t.number = %(number)s LIMIT 1
"""


def of_month(session: Session, first: date, zone: str, customer: str | None = None) -> promise.Proof:
    """The month that begins on this first day, in the line's zone, case by case."""
    start, end = bounds(first, zone)
    asked = {"start": start, "end": end, "customer": customer}
    found = (run(session, f"{CASE} WHERE {OF_MONTH}", each) for each in stretches.of_cases(session, asked))
    cases = promise.month(case_of(row) for rows in found for row in rows)
    abandoned = run(session, _ABANDONED, asked).fetchall()[0][0]
    return promise.Proof(cases, abandoned, silent(session, start, end), start, end)


def silent(session: Session, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The stretches of this time in which the line did not run, cut at its borders."""
    return [(max(each.began_at, start), min(each.ended_at, end)) for each in silences.between(session, start, end)]


def how_answered(session: Session, number: int) -> str:
    """How this case's customer was answered by a person; empty while she was not."""
    found = run(session, _HOW_ANSWERED, {"number": number}).fetchone()
    return str(found[0] or "") if found else ""


def bounds(first: date, zone: str) -> tuple[datetime, datetime]:
    """From the first midnight of the month to the next month's, in the line's zone."""
    local = ZoneInfo(zone)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    start, end = (datetime(day.year, day.month, 1, tzinfo=local) for day in (first, following))
    return start, end


def case_of(row: Sequence[Any]) -> promise.Case:
    """A row of ``CASE``."""
    number, severity, reported, customer, opened_at, is_over, closed_as, exclusion, *rest = row
    return promise.Case(
        number=number,
        severity=Severity(severity),
        reported_severity=Severity(reported),
        customer=customer,
        opened_at=opened_at,
        response=_target(rest[0:4], is_over),
        resolution=_target(rest[4:8], is_over),
        how=rest[8],
        closed_as=closed_as,
        exclusion=exclusion,
    )


def _target(row: Sequence[Any], is_over: bool) -> promise.Target:
    due_at, met_at, missed_at, right = row
    rectified = (str(right["by"]), str(right["reason"])) if right else None
    return promise.Target(due_at, met_at, missed_at, rectified, is_over)
