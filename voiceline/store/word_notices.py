"""Notices to engineers that a customer has written of her case."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voiceline.store.base import ask

KIND = "wrote"
NOTICES_WITHIN = timedelta(minutes=5)


def lately(session: Session, ticket_number: int, now: datetime) -> int:
    """Of how many messages of hers they were told within ``NOTICES_WITHIN``."""
    return int(ask(session, _LATELY, {"ticket": ticket_number, "since": now - NOTICES_WITHIN})[0][0])


def counted(ticket: str, since: str) -> str:
    """The same as a question within another: of which ticket, and since when, as that one names them."""
    return f"""SELECT count(DISTINCT substring(once from '^wrote-[0-9]+-[^-]+-[0-9]+')) FROM notifications
WHERE ticket_number = {ticket} AND kind = '{KIND}' AND created_at >= {since}"""


_LATELY = counted("%(ticket)s", "%(since)s")
