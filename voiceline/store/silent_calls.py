"""Legs of which nobody has told us anything for longer than they can keep quiet."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from voiceline.store import follow_ups
from voiceline.store.base import ask
from voiceline.store.calls import RINGING
from voiceline.store.follow_up_kinds import BEFORE_OTHERS

CALL, RING, TALK, HOLD = "call", "ring", "talk", "hold"
MOST = 100  # of each kind in one look


class Silent(NamedTuple):
    id: int
    sid: str
    kind: str


class LookUp(NamedTuple):
    sid: str
    every: timedelta


def silent_calls(session: Session, call: datetime, ring: datetime, talk: datetime, hold: datetime) -> list[Silent]:
    """By one question. ``call``: any leg that began before then and whose end nobody has told us; ``ring``: one of ours
    that rings since before then; ``talk``: one that was answered, and began before then; ``hold``: a caller in the
    queue who was last told something before then, as far as we were asked what to tell her.
    """
    values = {"call": call, "ring": ring, "talk": talk, "hold": hold}
    return [Silent(*row) for row in ask(session, _SILENT, values)]


def owe_look_ups(session: Session, wanted: Mapping[int, LookUp], now: datetime) -> None:
    """Owe a look at each of these calls, by their ids: one a call, however long the carrier hangs. One that was done is
    owed again after its ``every``.
    """
    told = [{"call": call, "sid": each.sid, "every": each.every.total_seconds()} for call, each in wanted.items()]
    if told and ask(session, _OWE, {"wanted": json.dumps(told), "now": now}):
        follow_ups.ring(session, KIND)


KIND = "look_up_call"
_OWE = f"""
INSERT INTO follow_ups AS f (once, kind, values, due_at, created_at, state, tries, rank)
SELECT 'look-up-' || each.call, '{KIND}', jsonb_build_object('sid', each.sid), %(now)s, %(now)s, 'pending', 0,
       {BEFORE_OTHERS}
FROM jsonb_to_recordset(%(wanted)s::jsonb) AS each (call bigint, sid text, every float)
WHERE NOT EXISTS (SELECT 1 FROM follow_ups AS had WHERE had.once = 'look-up-' || each.call
                    AND had.done_at > %(now)s - make_interval(secs => each.every) OFFSET 0)
ORDER BY each.call
ON CONFLICT (once) DO UPDATE
SET state = 'pending', due_at = EXCLUDED.due_at, tries = 0, reason = NULL, done_at = NULL, failing_since = NULL
WHERE f.state NOT IN ('pending', 'claimed')
RETURNING id
"""
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
