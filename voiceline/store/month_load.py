"""What the line asked of each engineer in a month: rings, nights, cases taken, time on the phone."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from voiceline.domain.month_report import Load
from voiceline.domain.night import NIGHT_FROM, NIGHT_UNTIL
from voiceline.store import stretches
from voiceline.store.base import run

ASKED = ("page", "join", "asked_in")  # kinds of ring that want something of him; a test by day does not
TALKED = ("acknowledged", "talked", "joined", "joined_case")  # outcomes of a leg on which he answered with a key

# Of the days and nights that begin in the month: a night's last rings may be the next month's by the calendar.
# Pages and cases are looked up by the stretch of numbers that these legs have: not one by one, and not all there are.
_LEGS = """
WITH own AS MATERIALIZED (
  SELECT engineer, direction, outcome, duration_seconds, started_at, ticket_number, notification_id FROM calls
  WHERE engineer IS NOT NULL AND started_at >= %(start)s AND started_at < %(end)s),
pages AS (
  SELECT id, kind FROM notifications
  WHERE id >= (SELECT min(notification_id) FROM own) AND id <= (SELECT max(notification_id) FROM own)),
cases AS (
  SELECT number, customer, is_rehearsal FROM tickets
  WHERE number >= (SELECT min(ticket_number) FROM own) AND number <= (SELECT max(ticket_number) FROM own)),
legs AS MATERIALIZED (
  SELECT own.*, pages.kind, own.started_at AT TIME ZONE %(zone)s AS local,
         own.direction = 'outbound' AND coalesce(pages.kind = ANY(%(asked)s), false) AS is_ring
  FROM own LEFT JOIN pages ON pages.id = own.notification_id LEFT JOIN cases ON cases.number = own.ticket_number
  WHERE cases.is_rehearsal IS NOT TRUE AND (%(customer)s::text IS NULL OR cases.customer = %(customer)s)),
placed AS MATERIALIZED (
  SELECT *, CASE WHEN is_ring AND local::time >= %(from)s THEN local::date
                 WHEN is_ring AND local::time < %(until)s THEN local::date - 1 END AS night FROM legs)
SELECT engineer, CASE WHEN night >= %(first)s AND night < %(following)s THEN night END AS night,
       count(*) FILTER (WHERE is_ring AND started_at < %(month_end)s),
       count(*) FILTER (WHERE night >= %(first)s AND night < %(following)s),
       coalesce(sum(duration_seconds) FILTER (WHERE outcome = ANY(%(talked)s) AND started_at < %(month_end)s
         AND kind IS DISTINCT FROM 'rehearsal'), 0)
FROM placed GROUP BY 1, 2
"""
# What he took himself; what another gave him is not his doing.
_TAKEN = """
SELECT e.by, count(*) FROM ticket_events e JOIN tickets t ON t.number = e.ticket_number
WHERE e.kind = 'acknowledged' AND e.at >= %(start)s AND e.at < %(end)s AND e.by IS NOT NULL
  AND NOT e.detail ? 'assigned_by'
  AND NOT t.is_rehearsal AND (%(customer)s::text IS NULL OR t.customer = %(customer)s)
GROUP BY 1
"""


def loads(session: Session, asked: Mapping[str, Any], zone: str) -> list[Load]:
    """Of whoever was rung, took a case or talked, most nights first. ``asked``: start, end (in that zone), customer."""
    first, following = asked["start"].date(), asked["end"].date()
    until = timedelta(hours=NIGHT_UNTIL.hour, minutes=NIGHT_UNTIL.minute)
    own = {"from": NIGHT_FROM, "until": NIGHT_UNTIL, "first": first, "following": following, "zone": zone}
    values = {**asked, **own, "month_end": asked["end"], "asked": list(ASKED), "talked": list(TALKED)}
    rings, talked, taken = Counter[str](), Counter[str](), Counter[str]()
    nights: dict[str, Counter[date]] = {}
    for stretch in stretches.of_calls(session, {**values, "end": asked["end"] + until}):
        for engineer, night, rung, at_night, seconds in run(session, _LEGS, stretch).fetchall():
            rings[engineer] += rung
            talked[engineer] += seconds
            if at_night:
                nights.setdefault(engineer, Counter())[night] += at_night
    for stretch in stretches.of_calls(session, asked):
        taken.update(dict(run(session, _TAKEN, stretch).fetchall()))
    found = [
        Load(each, rings[each], taken[each], timedelta(seconds=talked[each]), nights.get(each, {}))
        for each in {*rings, *taken}
    ]
    busy = [each for each in found if each.rings or each.acknowledged or each.talked or each.nights]
    return sorted(busy, key=lambda each: (-len(each.nights), -each.rings, each.engineer))
