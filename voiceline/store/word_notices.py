"""Notices to engineers that a customer has written of her case."""

from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.store.base import run

KIND = "wrote"


def since(session: Session, ticket_number: int, at: datetime) -> int:
    """How many messages of hers they were told of since then."""
    return int(run(session, _SINCE, {"ticket": ticket_number, "kind": KIND, "at": at}).fetchall()[0][0])


_SINCE = """
SELECT count(DISTINCT substring(once from '^wrote-[0-9]+-[^-]+-[0-9]+')) FROM notifications
WHERE ticket_number = %(ticket)s AND kind = %(kind)s AND created_at >= %(at)s
"""
