"""What a transaction owes the workers: noted while it runs, rung for by ``Line.transaction`` once it is committed."""

from typing import NamedTuple

from sqlalchemy.orm import Session

# The workers' queues. What rings a phone or moves a case on never waits behind what tells of it, nor either behind
# what only fetches: a carrier whose messages hang keeps a worker for eight seconds each time.
URGENT, MESSAGES, CALM = "urgent", "messages", "calm"
ANY = 0  # the key of a job that takes whatever is due


class Bell(NamedTuple):
    job: str
    key: int | str
    queue: str
    together: str | None = None  # what one job does in one go, whatever their number


def ring_after_commit(
    session: Session, job: str, key: int | str, queue: str = URGENT, together: str | None = None
) -> None:
    """Note that job ``workers.jobs.<job>(key)`` is worth running as soon as this transaction is committed.

    Of those that are done ``together`` the first rings for all.
    """
    bell = Bell(job, key, queue, together)
    session.info.setdefault("bells", {}).setdefault(together or bell, bell)


def ring_to_deliver(session: Session, channel: str) -> None:
    """Something is owed by this channel. Its name is not known yet, nor needed: calls are claimed by turn and messages
    as they fall due, so one bell is enough for many of either.
    """
    if channel == "call":
        ring_after_commit(session, "deliver", ANY, together="calls")
    else:
        ring_after_commit(session, "deliver_message", ANY, queue=MESSAGES, together="messages")


def bells_of(session: Session) -> list[Bell]:
    """What was noted, in order, each once."""
    return list(session.info.pop("bells", {}).values())
