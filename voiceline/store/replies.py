"""Which message of ours a text answers: WhatsApp tells its sid."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.store.notifications import Notification


def answered(session: Session, sid: str, person: str) -> Notification | None:
    """What the carrier knows by this sid, when it went to this person."""
    if not sid or "\0" in sid:  # PostgreSQL has no such text
        return None
    wanted = select(Notification).where(Notification.carrier_sid == sid, Notification.person == person)
    return session.scalar(wanted.limit(1))
