"""Ring an engineer beside every policy, about a case that somebody has: to bring him to her, or into a talk."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.domain.directory import Directory
from voiceline.store import notifications
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket

RANK = 0  # somebody waits: before every page


def ring(
    session: Session,
    book: Directory,
    ticket: Ticket,
    kind: str,
    engineer: str,
    phone: str,
    values: Mapping[str, Any],
    now: datetime,
    after: Notification | None = None,
) -> None:
    """Owe this ring; ``after`` is the one before it, of his phone before. Its rings belong together, as a step's do."""
    began_at = after.created_at if after else now
    began = after.step if after and after.step is not None else int(began_at.timestamp()) % 2_000_000_000
    attempt = after.attempt + 1 if after else 1
    notifications.owe(
        session,
        {
            "once": f"{kind}-{ticket.number}-{began}-{engineer}-t{attempt}",
            "kind": kind,
            "channel": "call",
            "audience": "engineer",
            "person": engineer,
            "address": phone,
            "language": book.engineers[engineer].language,
            "values": dict(values),
            "ticket_number": ticket.number,
            "rank": RANK,
            "round": ticket.round,
            "step": began,
            "attempt": attempt,
            "created_at": began_at,
            "due_at": now,
        },
    )


def is_being_rung(session: Session, ticket: Ticket, kind: str, engineer: str | None = None) -> bool:
    """Whether such a ring is owed or under way, of this engineer or of anybody."""
    live = select(Notification.id).where(Notification.ticket_number == ticket.number, Notification.kind == kind)
    if engineer is not None:
        live = live.where(Notification.person == engineer)
    return session.scalar(live.where(Notification.state.in_(("pending", "claimed", "sent"))).limit(1)) is not None
