"""Legs of which nobody has told us anything for longer than they can keep quiet."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from voiceline.store.base import ask
from voiceline.store.calls import RINGING

CALL, RING, TALK, HOLD = "call", "ring", "talk", "hold"
MOST = 100  # of each kind in one look


class Silent(NamedTuple):
    id: int
    sid: str
    kind: str


def silent_calls(session: Session, call: datetime, ring: datetime, talk: datetime, hold: datetime) -> list[Silent]:
    """By one question. ``call``: any leg that began before then and whose end nobody has told us; ``ring``: one of ours
    that rings since before then; ``talk``: one that was answered, and began before then; ``hold``: a caller in the
    queue who was last told something before then, as far as we were asked what to tell her.
    """
    values = {"call": call, "ring": ring, "talk": talk, "hold": hold}
    return [Silent(*row) for row in ask(session, _SILENT, values)]


_UNENDED = "FROM calls WHERE ended_at IS NULL"
_OURS = f"{_UNENDED} AND direction = 'outbound' AND status"
_SILENT = f"""
(SELECT id, sid, '{CALL}' {_UNENDED} AND started_at < %(call)s ORDER BY started_at LIMIT {MOST})
UNION ALL
(SELECT id, sid, '{RING}' {_OURS} IN {RINGING} AND started_at < %(ring)s LIMIT {MOST})
UNION ALL
(SELECT id, sid, '{TALK}' {_OURS} = 'in-progress' AND started_at < %(talk)s LIMIT {MOST})
UNION ALL
(SELECT id, sid, '{HOLD}' {_UNENDED} AND direction = 'inbound' AND queued_at IS NOT NULL
   AND greatest(queued_at, (notes -> 'told' ->> 1)::timestamptz) < %(hold)s ORDER BY queued_at LIMIT {MOST})
"""
