"""Whether somebody has asked to close an urgent case as out of scope, and no admin has answered yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.store.base import run
from voiceline.store.tickets import TicketEvent

ASKED, DECLINED = "exclusion_asked", "exclusion_declined"
ANSWERS = (ASKED, DECLINED, "closed")


@dataclass(frozen=True)
class Asked:
    by: str
    at: datetime
    exclusion: str


def waiting(session: Session, ticket_number: int) -> Asked | None:
    """The last one, unless it was declined or the case was closed since."""
    told = select(TicketEvent).where(TicketEvent.ticket_number == ticket_number)
    told = told.where(TicketEvent.kind.in_(ANSWERS)).order_by(TicketEvent.id.desc()).limit(1)
    return _asked(session.scalar(told))


def asked_of(session: Session, numbers: Sequence[int]) -> set[int]:
    """Those of these cases of which it is asked and not answered, by one statement."""
    rows = run(session, _ASKED_OF, {"numbers": list(numbers), "kinds": list(ANSWERS), "asked": ASKED})
    return {row[0] for row in rows.fetchall()}


_ASKED_OF = """
SELECT ticket_number FROM (
  SELECT DISTINCT ON (ticket_number) ticket_number, kind FROM ticket_events
  WHERE ticket_number = ANY(%(numbers)s) AND kind = ANY(%(kinds)s) ORDER BY ticket_number, id DESC) AS last
WHERE kind = %(asked)s
"""


def among(events: Sequence[TicketEvent]) -> Asked | None:
    """The same, of a case whose events have been read."""
    return _asked(next((each for each in reversed(events) if each.kind in ANSWERS), None))


def _asked(last: TicketEvent | None) -> Asked | None:
    return Asked(last.by or "", last.at, last.detail["exclusion"]) if last is not None and last.kind == ASKED else None
