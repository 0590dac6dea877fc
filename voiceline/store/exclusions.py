"""Whether somebody has asked to close an urgent case as out of scope, and no admin has answered yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.store.tickets import TicketEvent

ASKED, DECLINED = "exclusion_asked", "exclusion_declined"


@dataclass(frozen=True)
class Asked:
    by: str
    at: datetime
    exclusion: str


def waiting(session: Session, ticket_number: int) -> Asked | None:
    """The last one, unless it was declined or the case was closed since."""
    told = select(TicketEvent).where(TicketEvent.ticket_number == ticket_number)
    told = told.where(TicketEvent.kind.in_((ASKED, DECLINED, "closed"))).order_by(TicketEvent.id.desc()).limit(1)
    return _asked(session.scalar(told))


def among(events: Sequence[TicketEvent]) -> Asked | None:
    """The same, of a case whose events have been read."""
    return _asked(next((each for each in reversed(events) if each.kind in (ASKED, DECLINED, "closed")), None))


def _asked(last: TicketEvent | None) -> Asked | None:
    return Asked(last.by or "", last.at, last.detail["exclusion"]) if last is not None and last.kind == ASKED else None
