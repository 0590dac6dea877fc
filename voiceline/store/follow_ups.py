"""Follow-ups: everything that must happen later. A row with ``due_at`` and a unique ``once``, cancellable."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.store.base import (
    Base,
    JsonObject,
    Key,
    Moment,
    OptionalMoment,
    ask,
    get_locked,
    run,
    run_later,
    write_later,
)
from voiceline.store.bells import URGENT, ring_after_commit
from voiceline.store.claims import CLAIMANT_IS_DEAD
from voiceline.store.follow_up_kinds import (
    ESCALATE,
    GROUP,
    GROUPS,
    MOST_DUE,
    URGENT_KINDS,
    among,
    group_of,
    retry_delay,
)
from voiceline.store.notifications import CLAIM_LASTS


class NotYetError(Exception):
    """Try again later; the row says when."""


class FollowUp(Base):
    """``kind`` names the action that will be taken (``actions/follow_up.py``); ``values`` is what it needs."""

    __tablename__ = "follow_ups"
    id: Mapped[Key]
    once: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    ticket_number: Mapped[int | None] = mapped_column(ForeignKey("tickets.number"), index=True)
    values: Mapped[JsonObject]
    due_at: Mapped[Moment]
    created_at: Mapped[Moment]
    state: Mapped[str] = mapped_column(default="pending")  # pending, claimed, done, cancelled, failed
    claimed_by: Mapped[int | None] = mapped_column(BigInteger)
    claimed_at: Mapped[OptionalMoment]
    tries: Mapped[int] = mapped_column(default=0)
    rank: Mapped[int] = mapped_column(default=9, server_default="9")  # gravest first; of an escalation 1 for P1 …
    done_at: Mapped[OptionalMoment]
    reason: Mapped[str | None]
    failing_since: Mapped[OptionalMoment]  # its next try moves ``due_at``, and never this

    __table_args__ = (
        Index("ix_follow_ups_due", "due_at", postgresql_where=text("state = 'pending'")),
        Index("ix_follow_ups_claimed", "claimed_at", postgresql_where=text("state = 'claimed'")),
        Index(
            "ix_follow_ups_escalations",
            "rank",
            "due_at",
            postgresql_where=text("state = 'pending' AND kind = 'escalate'"),
        ),
        Index(
            "ix_follow_ups_failing",
            "failing_since",
            postgresql_where=text("failing_since IS NOT NULL AND state IN ('pending', 'claimed')"),
        ),
    )

    def done(self, at: datetime, reason: str | None = None) -> None:
        self.state, self.done_at, self.reason = "done", at, reason

    def try_again(self, due_at: datetime, reason: str) -> None:
        """Its time has not come, as whoever looked at it says: that is no failure."""
        self.state, self.claimed_by, self.claimed_at = "pending", None, None
        self.due_at, self.reason, self.failing_since = due_at, reason, None

    def fails(self, at: datetime, tries: int, reason: str) -> None:
        """It could not be done, after so many tries; it is tried again."""
        since = self.failing_since or at
        self.try_again(at + retry_delay(tries, self.kind), reason)
        self.failing_since = since


def tries_of(session: Session, once: str) -> int:
    """How often the follow-up of this name has been tried, the present time included."""
    return session.scalar(select(FollowUp.tries).where(FollowUp.once == once)) or 0


_ONCE = "ON CONFLICT (once) DO NOTHING"
_OVERTAKE = """
UPDATE follow_ups SET state = 'cancelled', reason = 'overtaken', done_at = %(now)s
WHERE ticket_number = %(ticket)s AND kind = %(kind)s AND state = 'pending' AND once <> %(once)s
"""
_CANCEL = """
UPDATE follow_ups SET state = 'cancelled', reason = %(reason)s, done_at = %(now)s
WHERE ticket_number = %(ticket)s AND state = 'pending' AND %(kinds)s::jsonb ? kind
"""
_DROP = """
UPDATE follow_ups SET state = 'cancelled', reason = %(reason)s, done_at = %(now)s
WHERE ticket_number = %(ticket)s AND kind = %(kind)s AND state = 'pending' AND NOT once = ANY(%(kept)s)
"""
_TOLD_TOGETHER = """
UPDATE follow_ups SET state = 'cancelled', reason = 'told_together', done_at = %(now)s
WHERE once = ANY(%(names)s) AND state = 'pending'
"""
_PLAN = """
WITH dropped AS (
    UPDATE follow_ups SET state = 'cancelled', reason = 'planned_anew', done_at = %(now)s
    WHERE ticket_number = %(ticket)s AND kind = %(kind)s AND state = 'pending' AND NOT %(moments)s::jsonb ? once),
planned AS (
    INSERT INTO follow_ups AS f (once, kind, ticket_number, due_at, created_at, state, tries)
    SELECT each.once, %(kind)s, %(ticket)s, each.due_at::timestamptz, %(now)s, 'pending', 0
    FROM jsonb_each_text(%(moments)s) AS each (once, due_at)
    ON CONFLICT (once) DO UPDATE
    SET due_at = EXCLUDED.due_at, tries = 0, reason = NULL, done_at = NULL, failing_since = NULL,
        state = CASE WHEN f.state = 'claimed' THEN 'claimed' ELSE 'pending' END
    RETURNING id, due_at)
SELECT id FROM planned WHERE due_at <= %(now)s ORDER BY due_at
"""
_ONE_EACH = """
WITH dropped AS (
    UPDATE follow_ups SET state = 'cancelled', reason = 'planned_anew', done_at = %(now)s
    WHERE ticket_number = %(ticket)s AND state = 'pending' AND %(kinds)s::jsonb ? kind
      AND NOT %(moments)s::jsonb ? kind)
INSERT INTO follow_ups AS f (once, kind, ticket_number, due_at, created_at, state, tries)
SELECT each.kind || '-' || %(ticket)s, each.kind, %(ticket)s, each.due_at::timestamptz, %(now)s, 'pending', 0
FROM jsonb_each_text(%(moments)s) AS each (kind, due_at)
ON CONFLICT (once) DO UPDATE
SET due_at = EXCLUDED.due_at, tries = 0, reason = NULL, done_at = NULL, failing_since = NULL,
    state = CASE WHEN f.state = 'claimed' THEN 'claimed' ELSE 'pending' END
"""


def owe(session: Session, once: str, kind: str, due_at: datetime, now: datetime, **rest: Any) -> None:
    """Write a follow-up, if there is none of that name already.

    ``ticket_number``, ``values`` and ``rank`` may be given. One that is due already is rung for after commit.
    """
    row = _row(once, kind, due_at, now, rest)
    write_later(session, FollowUp, row, _ONCE)
    if due_at <= now:
        ring(session, kind, once)


def escalate_at(
    session: Session, ticket_number: int, once: str, due_at: datetime, now: datetime, is_first: bool, **rest: Any
) -> None:
    """This ticket's one pending escalation; the one before is overtaken. ``values`` and ``rank`` as with ``owe``."""
    if not is_first:
        run_later(session, _OVERTAKE, {"ticket": ticket_number, "kind": ESCALATE, "once": once, "now": now})
    write_later(session, FollowUp, _row(once, ESCALATE, due_at, now, {**rest, "ticket_number": ticket_number}), _ONCE)
    if due_at <= now:
        ring(session, ESCALATE, 0)


def _row(once: str, kind: str, due_at: datetime, now: datetime, rest: dict[str, Any]) -> dict[str, Any]:
    return {**_PLAIN, "once": once, "kind": kind, "due_at": due_at, "created_at": now, **rest}


_PLAIN: dict[str, Any] = {"state": "pending", "tries": 0, "ticket_number": None, "values": {}, "rank": 9}


def plan(session: Session, ticket_number: int, kind: str, moments: dict[str, datetime], now: datetime) -> None:
    """This ticket's pending follow-ups of this kind are these and no others: ``once`` → when.

    One that was done or called off before is armed again; one that is just being done is looked at again afterwards
    (its ``tries`` are none). Those that are due already are rung for after commit.
    """
    values = {"ticket": ticket_number, "kind": kind, "now": now, "moments": _told(moments)}
    if min(moments.values(), default=now) > now:
        run_later(session, _PLAN, values)
        return
    for row in ask(session, _PLAN, values):
        ring(session, kind, row[0])


def keep_one_each(
    session: Session, ticket_number: int, kinds: Sequence[str], moments: dict[str, datetime], now: datetime
) -> None:
    """This ticket's one follow-up of each of these kinds falls due then: kind → when; one without a moment is off.

    What was done or called off before is armed again, as by ``plan``. All of them are later than now.
    """
    values = {"ticket": ticket_number, "kinds": json.dumps(list(kinds)), "now": now, "moments": _told(moments)}
    run_later(session, _ONE_EACH, values)


def armed(session: Session, ticket_number: int, kind: str) -> datetime | None:
    """When this ticket's next follow-up of this kind is due; one that is just being done counts."""
    due_at = select(func.min(FollowUp.due_at)).where(FollowUp.ticket_number == ticket_number, FollowUp.kind == kind)
    return session.scalar(due_at.where(FollowUp.state.in_(("pending", "claimed"))))


def drop(session: Session, ticket_number: int, kind: str, all_but: Sequence[str], reason: str, now: datetime) -> None:
    """Call off this ticket's pending follow-ups of this kind, all but those of these names."""
    values = {"ticket": ticket_number, "kind": kind, "kept": list(all_but), "reason": reason, "now": now}
    run_later(session, _DROP, values)


def told_together(session: Session, names: Sequence[str], now: datetime) -> None:
    """What these pending follow-ups would say has just been said by another."""
    run_later(session, _TOLD_TOGETHER, {"names": list(names), "now": now})


def _told(moments: dict[str, datetime]) -> str:
    """For one parameter: an array of each costs the driver ten times as much."""
    return json.dumps({name: at.isoformat() for name, at in moments.items()})


def ring(session: Session, kind: str, which: int | str = "") -> None:
    """``which``: of one that is done alone the row's key, or its name where it is not written yet."""
    group = group_of(kind)
    if kind == ESCALATE:
        ring_after_commit(session, ESCALATE, 0, together=ESCALATE)
    elif group == URGENT:
        ring_after_commit(session, "follow_up", which)
    else:
        ring_after_commit(session, "follow_ups_of", group, queue=GROUPS[group], together=group)


def tickets_of(session: Session, ids: Sequence[int]) -> list[int]:
    """The numbers of the tickets these follow-ups are of."""
    return [number for number in session.scalars(select(FollowUp.ticket_number).where(FollowUp.id.in_(ids))) if number]


def lock_all(session: Session, ids: Sequence[int]) -> list[FollowUp]:
    """These rows, held, in the order of their tickets."""
    wanted = select(FollowUp).where(FollowUp.id.in_(ids)).order_by(FollowUp.ticket_number, FollowUp.id)
    return list(session.scalars(wanted.with_for_update()))


def done_together(session: Session, reasons: dict[int, str], now: datetime) -> None:
    """These follow-ups, which the caller holds, are done: id → how it went."""
    run_later(session, _DONE_TOGETHER, {"ids": list(reasons), "reasons": list(reasons.values()), "now": now})


_DONE_TOGETHER = """
UPDATE follow_ups AS f SET state = 'done', done_at = %(now)s, reason = each.reason
FROM unnest(%(ids)s::bigint[], %(reasons)s::text[]) AS each (id, reason) WHERE f.id = each.id
"""


def lock(session: Session, follow_up_id: int) -> FollowUp | None:
    return get_locked(session, FollowUp, follow_up_id)


def cancel(session: Session, ticket_number: int, kinds: tuple[str, ...], reason: str, now: datetime) -> None:
    """Call off this ticket's pending follow-ups of these kinds."""
    values = {"ticket": ticket_number, "kinds": json.dumps(kinds), "reason": reason, "now": now}
    run_later(session, _CANCEL, values)


def is_any_late(session: Session, before: datetime) -> bool:
    """Whether anything that somebody waits for was due before then and is not done, or fails since before then."""
    return bool(ask(session, _ANY_LATE, {"before": before}))


_URGENT = among(URGENT_KINDS)
# One that is claimed is as late as it was before: whoever holds it may stand still, or fail at it again. Asked in the
# order of an index: the planner believes that one of many is soon met, and would read the table.
_ANY_LATE = f"""
(SELECT 1 FROM follow_ups WHERE state = 'pending' AND due_at < %(before)s AND {_URGENT} ORDER BY due_at LIMIT 1)
UNION ALL
(SELECT 1 FROM follow_ups WHERE state = 'claimed' AND due_at < %(before)s AND {_URGENT} LIMIT 1)
UNION ALL
(SELECT 1 FROM follow_ups
 WHERE state IN ('pending', 'claimed') AND failing_since < %(before)s AND {_URGENT} ORDER BY failing_since LIMIT 1)
LIMIT 1
"""


def move(session: Session, follow_up_id: int, seen: datetime, to: datetime) -> bool:
    """Due then instead; False when it is being done, is over, or was moved since it was ``seen``."""
    values = {"id": follow_up_id, "seen": seen, "to": to}
    return run(session, _MOVE, values).rowcount == 1


def call_off(session: Session, follow_up_id: int, seen: datetime, now: datetime) -> bool:
    """Not to be done; False as with ``move``."""
    return run(session, _CALL_OFF, {"id": follow_up_id, "seen": seen, "now": now}).rowcount == 1


_UNTOUCHED = "WHERE id = %(id)s AND state = 'pending' AND due_at = %(seen)s"
_MOVE = f"UPDATE follow_ups SET due_at = %(to)s, tries = 0, reason = 'moved', failing_since = NULL {_UNTOUCHED}"
_CALL_OFF = f"UPDATE follow_ups SET state = 'cancelled', reason = 'called_off', done_at = %(now)s {_UNTOUCHED}"


def release_stale_claims(session: Session, now: datetime) -> int:
    released = session.execute(
        update(FollowUp)
        .where(FollowUp.state == "claimed")
        .where((FollowUp.claimed_at < now - CLAIM_LASTS) | CLAIMANT_IS_DEAD)
        .values(state="pending", reason="claim_void")
        .returning(FollowUp.id)
    )
    return len(released.scalars().all())


def due(session: Session, now: datetime) -> list[tuple[int, str]]:
    """(id, kind) of what is due, the oldest of each group; escalations are counted apart."""
    return [(row[0], row[1]) for row in ask(session, _DUE, {"now": now})]


def escalations_due(session: Session, now: datetime, limit: int = 500) -> int:
    """How many escalations are due, as far as the limit."""
    return int(ask(session, _ESCALATIONS_DUE, {"now": now, "limit": limit})[0][0])


# ``OFFSET 0``: in the order of their index, whatever the planner believes of how many are of a group.
_OWED = """
SELECT id, kind FROM follow_ups WHERE state = 'pending' AND due_at <= %(now)s AND kind <> 'escalate'
ORDER BY due_at OFFSET 0
"""
_DUE = " UNION ALL ".join(
    f"(SELECT id, kind FROM ({_OWED}) AS owed WHERE {GROUP} = '{group}' LIMIT {MOST_DUE[group]})" for group in GROUPS
)
_ESCALATIONS_DUE = """
SELECT count(*) FROM (SELECT 1 FROM (VALUES (1), (2), (9)) AS grave (rank), LATERAL (
  SELECT 1 FROM follow_ups f
  WHERE f.state = 'pending' AND f.kind = 'escalate' AND f.rank = grave.rank AND f.due_at <= %(now)s
  LIMIT %(limit)s) AS each LIMIT %(limit)s) AS found
"""
