"""Sweep: find what is due and nobody has taken, and look whether anything that must reach somebody is late."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.orm import Session

from voiceline.actions.hold import STILL_THERE
from voiceline.domain.severity import Severity
from voiceline.store import follow_ups, notifications
from voiceline.store.base import run
from voiceline.store.silent_calls import CALL, HOLD, RING, TALK, LookUp, owe_look_ups, silent_calls
from voiceline.store.tickets import WANTS_SOMEBODY

if TYPE_CHECKING:
    from voiceline.line import Line

log = logging.getLogger(__name__)

ESCALATION_SLACK = timedelta(seconds=2)  # so late an escalation that exists may be
OVERDUE = timedelta(seconds=60)
# What a customer is told may wait behind a crowd's, each for eight seconds while the carrier hangs. What was refused is
# due at its next try, or has ended, and then goes another way or is said to whoever has her case.
NEWS_OVERDUE = timedelta(minutes=5)
REFUSED_CALLS = 3  # within that time, and none taken: it is the carrier, and no engineer's wrong number
STALE_CALL = timedelta(minutes=15)  # without a word from the carrier; it may be a long talk
TALK_SLACK = timedelta(minutes=1)  # an engineer counts as on the phone until his leg's end is known
HOLD_SLACK = timedelta(seconds=30)  # between two looks at a caller who may have left the queue
RING_SLACK = timedelta(seconds=15)  # the carrier adds up to five seconds to a ring; the rest is its callback's
EVERY = {CALL: STALE_CALL, RING: RING_SLACK, TALK: TALK_SLACK, HOLD: HOLD_SLACK}  # so often it is asked about


@dataclass(frozen=True)
class Due:
    """What is due now, as far as one look goes: (id, channel), gravest first; (id, kind), oldest first; how many."""

    notifications: list[tuple[int, str]]
    follow_ups: list[tuple[int, str]]
    escalations: int

    def of_kind(self, calls: bool) -> list[int]:
        """The calls among what must reach somebody, or the messages."""
        return [number for number, channel in self.notifications if (channel == "call") == calls]


def release_claims(line: "Line") -> int:
    """Give back what a dead process had claimed. Mostly nothing is claimed, and one cheap question says so."""
    with line.transaction() as session:
        if not run(session, _ANY_CLAIM).fetchone():
            return 0
        now = line.now()
        released = notifications.release_stale_claims(session, now) + follow_ups.release_stale_claims(session, now)
    if released:
        log.warning("%s claims of dead or silent processes were given back", released)
    return released


def what_is_due(line: "Line") -> Due:
    """Three indexed questions, whatever the number of open tickets."""
    with line.reading() as session:
        now = line.now()
        escalations = follow_ups.escalations_due(session, now)
        return Due(notifications.due(session, now), follow_ups.due(session, now), escalations)


def next_due(line: "Line", until: datetime) -> datetime | None:
    """When the next follow-up falls due, after now and by then; None when none does."""
    with line.reading() as session:
        row = run(session, _NEXT_DUE, {"now": line.now(), "until": until}).fetchone()
    return row[0] if row else None


def ask_about_silent_calls(line: "Line") -> int:
    """Owe a look at the carrier for each leg whose end nobody told us.

    A leg of ours is asked about soon, since it keeps its engineer's phone taken: one that rings longer than a phone
    can, and each minute one that was answered, for a receipt that was lost is not sent again. So is, twice a minute,
    a caller in the queue whom the hold has told nothing for longer than it ever keeps quiet: she may be gone, and the
    wall sounds for her.
    """
    rings = timedelta(seconds=line.settings.ring_seconds) + RING_SLACK
    with line.transaction() as session:
        now = line.now()
        silent = silent_calls(session, now - STALE_CALL, now - rings, now - TALK_SLACK, now - STILL_THERE)
        soonest = sorted(silent, key=lambda each: EVERY[each.kind], reverse=True)
        owe_look_ups(session, {each.id: LookUp(each.sid, EVERY[each.kind]) for each in soonest}, now)
    return len(silent)


def rearm(line: "Line") -> list[int]:
    """Every urgent ticket that wants somebody has an escalation to come; what is missing is armed again, loudly.

    A ticket says when its escalation is due, so one whose moment has passed is found by its index, however many wait.
    """
    with line.transaction() as session:
        now = line.now()
        missing = _unarmed(session, now - ESCALATION_SLACK)
        for number, round_, step, severity in missing:
            log.error("ticket %s had no pending escalation; armed again", number)
            once = f"rearm-{number}-r{round_}-s{step}-{int(now.timestamp())}"
            values = {"round": round_, "step": step}
            rank = Severity(severity).rank
            follow_ups.owe(session, once, "escalate", now, now, ticket_number=number, values=values, rank=rank)
    return [number for number, *_ in missing]


def is_in_time(line: "Line") -> bool:
    """Whether nothing that must reach somebody is overdue, and the carrier takes the calls we ask for.

    Of the next step of a case the case itself is asked: however often it was tried, or armed again, its moment stays
    until it has begun. Where the carrier refuses every call (no credit, a suspended account, a country not allowed)
    each page is over at once and nothing is late; nobody's phone rings all the same.
    """
    with line.reading() as session:
        before = line.now() - OVERDUE
        late = _overdue(session, before, line.now() - NEWS_OVERDUE) or follow_ups.is_any_late(session, before)
        return not (late or _nothing_leaves(session, before))


_ANY_CLAIM = """
(SELECT 1 FROM notifications WHERE state = 'claimed' LIMIT 1) UNION ALL
(SELECT 1 FROM follow_ups WHERE state = 'claimed' LIMIT 1) LIMIT 1
"""
_NEXT_DUE = """
SELECT due_at FROM follow_ups WHERE state = 'pending' AND due_at > %(now)s AND due_at <= %(until)s
ORDER BY due_at LIMIT 1
"""
_UNARMED = text(
    f"SELECT t.number, t.round, t.step, t.severity FROM tickets t WHERE {WANTS_SOMEBODY} "
    "AND (t.escalates_at < :before OR t.escalates_at IS NULL) "
    "AND NOT EXISTS (SELECT 1 FROM follow_ups f WHERE f.ticket_number = t.number AND f.kind = 'escalate' "
    "AND f.state IN ('pending', 'claimed')) LIMIT 100"
)
_LATE = "due_at < :before AND (kind = 'page' OR (audience = 'customer' AND due_at < :news))"
# Each in the order of an index: the planner believes that one of many is soon met, and would read the table.
_OVERDUE = text(
    f"(SELECT 1 FROM notifications WHERE state = 'pending' AND {_LATE} ORDER BY rank, due_at LIMIT 1) UNION ALL "
    f"(SELECT 1 FROM notifications WHERE state = 'claimed' AND {_LATE} ORDER BY claimed_at LIMIT 1) UNION ALL "
    f"(SELECT 1 FROM tickets WHERE {WANTS_SOMEBODY} AND escalates_at < :before ORDER BY escalates_at LIMIT 1) "
    "UNION ALL "
    f"(SELECT 1 FROM tickets WHERE {WANTS_SOMEBODY} AND escalates_at IS NULL AND opened_at < :before LIMIT 1) LIMIT 1"
)

_NOTHING_LEAVES = text(
    "SELECT count(*) FILTER (WHERE ending IN ('carrier_error', 'refused') AND ended_at > :before) >= :many "
    "AND NOT coalesce(bool_or(sent_at > :before), false) "
    "FROM (SELECT channel, ending, ended_at, sent_at FROM notifications ORDER BY id DESC LIMIT 200) AS last "
    "WHERE channel = 'call'"
)


def _unarmed(session: Session, before: datetime) -> list[tuple[int, int, int, str]]:
    return [(row.number, row.round, row.step, row.severity) for row in session.execute(_UNARMED, {"before": before})]


def _overdue(session: Session, before: datetime, news: datetime) -> bool:
    return bool(session.scalar(_OVERDUE, {"before": before, "news": news}))


def _nothing_leaves(session: Session, before: datetime) -> bool:
    return bool(session.scalar(_NOTHING_LEAVES, {"before": before, "many": REFUSED_CALLS}))
