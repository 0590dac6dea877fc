"""Which message of ours a text answers: WhatsApp tells its sid."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.store.base import run
from voiceline.store.notifications import Notification


def answered(session: Session, sid: str, person: str) -> Notification | None:
    """What the carrier knows by this sid, when it went to this person."""
    if not sid or "\0" in sid:  # PostgreSQL has no such text
        return None
    wanted = select(Notification).where(Notification.carrier_sid == sid, Notification.person == person)
    return session.scalar(wanted.limit(1))


def is_there(session: Session, once: str) -> bool:
    """Whether a message of this name is owed, or was."""
    return run(session, "SELECT 1 FROM notifications WHERE once = %(once)s", {"once": once}).fetchone() is not None
