"""The messages by which one piece of news of a case went to people: ``values`` says which news, and to whom."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from voiceline.domain.sending import Way
from voiceline.store.base import ask, run
from voiceline.store.notifications import Notification


class Went(NamedTuple):
    """One message of it. ``told``: whom, by the first address we know of them."""

    told: str
    way: Way
    attempt: int
    arrived: bool
    under_way: bool


def name_of(row: Notification) -> str:
    """Which news this message is of; by itself, where it bears no name."""
    return str(row.values.get("news") or row.once)


def told_by(row: Notification) -> str:
    return str(row.values.get("told") or row.address)


def beside(session: Session, row: Notification) -> list[Went]:
    """The other messages of the same news, in order. The caller holds the ticket."""
    values = {"ticket": row.ticket_number, "kind": row.kind, "news": name_of(row), "id": row.id}
    return [
        Went(told, Way(channel, address, by_template), attempt, arrived, under_way)
        for told, channel, address, by_template, attempt, arrived, under_way in ask(session, _BESIDE, values)
    ]


_BESIDE = """
SELECT coalesce(values ->> 'told', address), channel, address, coalesce((values ->> 'by_template')::bool, false),
       attempt, coalesce(outcome = 'delivered', false), state IN ('pending', 'claimed', 'sent')
FROM notifications
WHERE ticket_number = %(ticket)s AND kind = %(kind)s AND coalesce(values ->> 'news', once) = %(news)s
  AND id <> %(id)s
ORDER BY id
"""


def drop_rest(session: Session, row: Notification, now: datetime) -> None:
    """It has arrived: what is still owed to the same person of the same news is not wanted."""
    values = {"ticket": row.ticket_number, "kind": row.kind, "news": name_of(row), "told": told_by(row), "now": now}
    run(session, _DROP_REST, values)


_DROP_REST = """
UPDATE notifications SET state = 'cancelled', outcome = 'cancelled', reason = 'arrived', ended_at = %(now)s
WHERE ticket_number = %(ticket)s AND kind = %(kind)s AND values ->> 'news' = %(news)s AND values ->> 'told' = %(told)s
  AND state = 'pending'
"""


def owed_to(session: Session, channel: str, address: str) -> list[tuple[int, int]]:
    """(id, ticket) of the news that is owed to this address by this channel and has not left, in the locks' order."""
    return [(row[0], row[1]) for row in ask(session, _OWED_TO, {"channel": channel, "address": address})]


_OWED_TO = """
SELECT id, ticket_number FROM notifications
WHERE state = 'pending' AND channel = %(channel)s AND address = %(address)s AND audience = 'customer'
  AND ticket_number IS NOT NULL
ORDER BY ticket_number, id
"""
