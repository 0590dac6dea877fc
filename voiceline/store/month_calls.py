"""The month's calls counted by the database: who reached a person and how soon, and where callers hung up."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from voiceline.domain.month_report import (
    BY_MESSAGE,
    FEW_WAITS,
    NOBODY,
    ON_HER_CALL,
    ON_OURS,
    WAITS,
    WAYS,
    Answered,
    Answers,
    HungUp,
)
from voiceline.domain.severity import Severity
from voiceline.store.base import run
from voiceline.store.promise import OF_MONTH

# A call that opened an urgent case which she did not take back herself; one that was merged was a call all the same.
URGENT_CALL = """t.channel = 'voice' AND t.reported_severity IN ('P1', 'P2')
  AND NOT (t.severity IN ('P3', 'P4') AND EXISTS (
    SELECT 1 FROM ticket_events e
    WHERE e.ticket_number = t.number AND e.kind = 'severity_changed' AND e.by = 'customer'))"""
# The case, the one in which it goes on, and what else was merged into that: what came before a merge stays with each.
_TOGETHER = """
SELECT t.number UNION SELECT t.merged_into UNION
SELECT m.number FROM tickets m WHERE m.merged_into = coalesce(t.merged_into, t.number)
"""
# When her call began to ring, which is the case's first contact before a merge moved that; and the first talk with a
# person since, on a leg of the customer's, in whichever of them.
HUMAN = f"""
CROSS JOIN LATERAL (SELECT coalesce((
  SELECT (e.detail ->> 'opened_at')::timestamptz FROM ticket_events e
  WHERE e.ticket_number = t.number AND e.kind = 'absorbed' ORDER BY e.id LIMIT 1), t.opened_at) AS began_at) AS call
LEFT JOIN LATERAL (
  SELECT c.joined_at, c.direction FROM ({_TOGETHER}) AS one JOIN calls c ON c.ticket_number = one.number
  WHERE c.joined_at >= call.began_at AND c.engineer IS NULL ORDER BY c.joined_at LIMIT 1) AS human ON true
"""
WAY = f"""CASE WHEN human.direction = 'inbound' THEN '{ON_HER_CALL}' WHEN human.direction IS NOT NULL THEN '{ON_OURS}'
  WHEN EXISTS (
    SELECT 1 FROM ({_TOGETHER}) AS one JOIN ticket_events e ON e.ticket_number = one.number
    WHERE e.kind = 'responded' AND e.at >= call.began_at) THEN '{BY_MESSAGE}' ELSE '{NOBODY}' END"""

_ANSWERS = f"""
WITH urgent AS (
  SELECT t.reported_severity AS severity, human.joined_at - call.began_at AS waited, {WAY} AS way
  FROM tickets t {HUMAN}
  WHERE {OF_MONTH} AND {URGENT_CALL})
SELECT severity, {", ".join(f"count(*) FILTER (WHERE way = '{each}')" for each in WAYS)},
       percentile_cont(0.5) WITHIN GROUP (ORDER BY waited), percentile_disc(0.9) WITHIN GROUP (ORDER BY waited),
       max(waited),
       {", ".join(f"count(*) FILTER (WHERE waited <= %(edge{n})s)" for n in range(len(WAITS)))}
FROM urgent GROUP BY GROUPING SETS ((severity), ())
"""
# Where she was when she hung up: what she was asked last, when the line itself noticed the end.
_HUNG_UP = """
WITH gone AS (
  SELECT c.id, c.step, c.ticket_number IS NOT NULL AS has_case FROM calls c
  WHERE c.outcome IN ('abandoned', 'case_opened', 'joined_case') AND c.direction = 'inbound'
    AND c.started_at >= %(start)s AND c.started_at < %(end)s AND c.joined_at IS NULL AND c.engineer IS NULL
    AND (%(customer)s::text IS NULL OR c.customer = %(customer)s))
SELECT CASE WHEN step <> 'gone' THEN step ELSE coalesce((
         SELECT e.detail ->> 'step' FROM call_events e
         WHERE e.call_id = gone.id AND e.kind = 'heard' ORDER BY e.id DESC LIMIT 1), step) END, has_case, count(*)
FROM gone GROUP BY 1, 2 ORDER BY 2, 3 DESC, 1
"""


def answers(session: Session, asked: Mapping[str, Any]) -> Answers:
    """``asked``: start, end, customer."""
    edges = {f"edge{n}": edge for n, edge in enumerate(WAITS)}
    everything, of, waits = Answered(), {}, (0,) * (len(WAITS) + 1)
    for severity, *rest in run(session, _ANSWERS, {**asked, **edges}).fetchall():
        counts, (median, nine, worst), within = rest[: len(WAYS)], rest[len(WAYS) : -len(WAITS)], rest[-len(WAITS) :]
        ways = {way: count for way, count in zip(WAYS, counts, strict=True) if count}
        found = Answered(ways, median, nine, worst)
        found = found if found.reached >= FEW_WAITS else Answered(ways, median, None, worst)
        if severity is None:
            everything = found
            waits = tuple(b - a for a, b in zip((0, *within), (*within, found.reached), strict=True))
        else:
            of[Severity(severity)] = found
    return Answers(of, everything, waits)


def hung_up(session: Session, asked: Mapping[str, Any]) -> list[HungUp]:
    """Without a case first, most calls first."""
    return [HungUp(*row) for row in run(session, _HUNG_UP, asked).fetchall()]
