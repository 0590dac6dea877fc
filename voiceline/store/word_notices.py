"""Notices to engineers that a customer has written of her case."""

from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.store.base import ask

KIND = "wrote"


def since(session: Session, ticket_number: int, at: datetime) -> int:
    """How many messages of hers they were told of since then."""
    return int(ask(session, _SINCE, {"ticket": ticket_number, "kind": KIND, "at": at})[0][0])


_SINCE = """
SELECT count(DISTINCT substring(once from '^wrote-[0-9]+-[^-]+-[0-9]+')) FROM notifications
WHERE ticket_number = %(ticket)s AND kind = %(kind)s AND created_at >= %(at)s
"""
