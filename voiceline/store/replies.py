"""Which message of ours has a sid of the carrier's; WhatsApp tells that of the one a text answers."""

from collections.abc import Sequence

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


def case_of(session: Session, sid: str, address: str) -> int | None:
    """The case of which the message with this sid told this address; None for any other message."""
    if not sid or "\0" in sid:
        return None
    told = Notification.audience == "customer", Notification.address == address
    wanted = select(Notification.ticket_number).where(Notification.carrier_sid == sid, *told)
    return session.scalar(wanted.limit(1))


def is_to_last_words(session: Session, thread_id: int, sid: str, replied_to: str) -> bool:
    """Whether this message answers, by its sid, what we last said in this conversation."""
    values = {"thread": thread_id, "sid": sid, "replied_to": replied_to}
    return "\0" not in replied_to and run(session, _TO_LAST_WORDS, values).fetchone() is not None


_TO_LAST_WORDS = """
SELECT 1 FROM messages m JOIN notifications n ON n.once = 'reply-' || m.sid
WHERE m.id = (SELECT max(id) FROM messages WHERE thread_id = %(thread)s AND sid <> %(sid)s)
  AND n.carrier_sid = %(replied_to)s
"""


def is_there(session: Session, once: str) -> bool:
    """Whether a message of this name is owed, or was."""
    return run(session, "SELECT 1 FROM notifications WHERE once = %(once)s", {"once": once}).fetchone() is not None


def not_of_another(session: Session, sids: Sequence[str], notification_id: int) -> list[str]:
    """Those of these messages that no other notification has on record, in their order."""
    anothers = select(Notification.carrier_sid).where(
        Notification.carrier_sid.in_(sids), Notification.id != notification_id
    )
    taken = set(session.scalars(anothers))
    return [sid for sid in sids if sid not in taken]
