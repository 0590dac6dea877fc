"""Which case somebody's yes, no or word after its end is about."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from voiceline.domain.lifecycle import REOPENED_WITHIN
from voiceline.store.base import run

ASKING = ["resolved", "reminder"]  # the kinds of news that ask whether it is really solved


class Awaited(NamedTuple):
    number: int
    asked_at: datetime


def awaited(session: Session, address: str, customer: str | None) -> Awaited | None:
    """The case this number was asked about last and has not answered for: its own, or one whose news it gets."""
    found = run(session, _AWAITED, {"address": address, "customer": customer, "kinds": ASKING}).fetchone()
    return Awaited(*found) if found is not None else None


def closed_lately(session: Session, address: str, now: datetime) -> int | None:
    """The case of this number that was closed last, if a word of hers may still open it again (ten days)."""
    found = run(session, _CLOSED, {"address": address, "since": now - REOPENED_WITHIN}).fetchone()
    return int(found[0]) if found is not None else None


_AWAITED = """
SELECT number, asked_at FROM (
  SELECT t.number, t.contact, (SELECT max(n.created_at) FROM notifications n WHERE n.ticket_number = t.number
                               AND n.kind = ANY(%(kinds)s) AND n.address = %(address)s) AS told_at, t.resolved_at
  FROM tickets t WHERE t.status = 'resolved' AND (t.contact = %(address)s OR t.customer = %(customer)s)) AS candidate
CROSS JOIN LATERAL (SELECT coalesce(told_at, CASE WHEN contact = %(address)s THEN resolved_at END)) AS asked (asked_at)
WHERE asked_at IS NOT NULL ORDER BY asked_at DESC, number DESC LIMIT 1
"""
_CLOSED = """
SELECT number FROM tickets
WHERE contact = %(address)s AND status = 'closed' AND closed_at >= %(since)s AND merged_into IS NULL
ORDER BY closed_at DESC LIMIT 1
"""
