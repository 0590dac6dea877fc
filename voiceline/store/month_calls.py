"""The month's calls counted by the database: who reached a person and how soon, and where callers hung up."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from voiceline.domain.month_report import (
    BY_MESSAGE,
    NOBODY,
    ON_HER_CALL,
    ON_OURS,
    Answers,
    HungUp,
    answers_of,
)
from voiceline.domain.severity import Severity
from voiceline.store import stretches
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
SELECT severity, way, count(*),
       array_agg((extract(epoch FROM waited) * 1000000)::bigint) FILTER (WHERE waited IS NOT NULL)
FROM urgent GROUP BY 1, 2
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
FROM gone GROUP BY 1, 2
"""


def answers(session: Session, asked: Mapping[str, Any]) -> Answers:
    """``asked``: start, end, customer."""
    ways, waited = dict[Severity, Counter[str]](), dict[Severity, list[timedelta]]()
    for stretch in stretches.of_cases(session, asked):
        for severity, way, count, microseconds in run(session, _ANSWERS, stretch).fetchall():
            ways.setdefault(Severity(severity), Counter())[way] += count
            of = waited.setdefault(Severity(severity), [])
            of += (timedelta(microseconds=each) for each in microseconds or ())
    return answers_of(ways, waited)


def hung_up(session: Session, asked: Mapping[str, Any]) -> list[HungUp]:
    """Without a case first, most calls first."""
    found = Counter[tuple[bool, str]]()
    for stretch in stretches.of_calls(session, asked):
        for step, has_case, calls in run(session, _HUNG_UP, stretch).fetchall():
            found[has_case, step] += calls
    by_most = sorted(found.items(), key=lambda each: (each[0][0], -each[1], each[0][1]))
    return [HungUp(step, has_case, calls) for (has_case, step), calls in by_most]
