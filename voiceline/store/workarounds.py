"""Which way around a customer was told of last: what a bare "no" of hers refuses."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from voiceline.store.base import run


class Told(NamedTuple):
    number: int
    at: datetime


def told_last(session: Session, numbers: Sequence[int], address: str) -> Told | None:
    """The case of these whose way around is the last news this address got of any of them; None where other news is."""
    found = run(session, _TOLD_LAST, {"numbers": list(numbers), "address": address}).fetchone() if numbers else None
    return Told(*found) if found is not None else None


_TOLD_LAST = """
SELECT last.ticket_number, last.created_at FROM (
  SELECT ticket_number, kind, created_at FROM notifications
  WHERE ticket_number = ANY(%(numbers)s) AND address = %(address)s AND audience = 'customer' AND sent_at IS NOT NULL
  ORDER BY id DESC LIMIT 1) AS last
JOIN tickets ON number = last.ticket_number
WHERE last.kind IN ('workaround', 'still_workaround') AND workaround_at IS NOT NULL
  AND status IN ('open', 'acknowledged', 'waiting')
"""
