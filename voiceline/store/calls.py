"""Calls: every leg that rang the line or that the line rang, with the place its conversation has come to."""

import json
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import BigInteger, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.store.base import Base, JsonObject, Key, Moment, OptionalMoment, rows_held, run
from voiceline.store.directory import NEWEST
from voiceline.store.places import Conversing

# How far a status has come; a receipt never goes back (callbacks come twice and in any order).
RANK = {"queued": 0, "initiated": 1, "ringing": 2, "in-progress": 3}
RINGING = ("queued", "initiated", "ringing")
OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


class Call(Conversing, Base):
    """One leg, keyed by the carrier's sid. ``outcome`` is set when its end is learned and never null from then on."""

    __tablename__ = "calls"
    id: Mapped[Key]
    sid: Mapped[str] = mapped_column(unique=True)
    direction: Mapped[str]  # inbound, outbound
    from_number: Mapped[str]
    to_number: Mapped[str]
    status: Mapped[str]
    started_at: Mapped[Moment]
    ended_at: Mapped[OptionalMoment]
    duration_seconds: Mapped[int | None]
    ticket_number: Mapped[int | None] = mapped_column(ForeignKey("tickets.number"), index=True)
    notification_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("notifications.id"), index=True)
    customer: Mapped[str | None]
    engineer: Mapped[str | None]
    outcome: Mapped[str | None]
    joined_at: Mapped[OptionalMoment]
    queued_at: Mapped[OptionalMoment]  # waiting in the queue since; None before and after

    __table_args__ = (
        Index("ix_calls_newest", text("started_at DESC"), text("id DESC")),
        Index("ix_calls_outcome_newest", "outcome", text("started_at DESC"), text("id DESC")),
        Index("ix_calls_unended", "started_at", postgresql_where=text("ended_at IS NULL")),
    )

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    def is_news(self, status: str) -> bool:
        """Whether this status is further than what is known; a repeated or overtaken one is not."""
        return not self.is_over and (status in OVER or RANK.get(status, -1) > RANK.get(self.status, -1))

    def end(self, status: str, at: datetime, duration_seconds: int | None, outcome: str) -> None:
        self.status, self.ended_at, self.duration_seconds = status, at, duration_seconds
        self.outcome, self.queued_at = outcome, None


class CallEvent(Base):
    """One moment on a call's timeline: a prompt it came to, a key, a status."""

    __tablename__ = "call_events"
    id: Mapped[Key]
    call_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("calls.id"), index=True)
    at: Mapped[Moment]
    kind: Mapped[str]
    detail: Mapped[JsonObject]


_ARRIVE = """
INSERT INTO calls (sid, direction, from_number, to_number, status, started_at, ticket_number, notification_id,
                   customer, engineer, language, script, step, turn, tries, notes)
VALUES (%(sid)s, %(direction)s, %(from_number)s, %(to_number)s, %(status)s, %(started_at)s, %(ticket_number)s,
        %(notification_id)s, %(customer)s, %(engineer)s, %(language)s, %(script)s, %(step)s, 0, 0, %(notes)s)
ON CONFLICT (sid) DO NOTHING RETURNING id
"""
_ANSWER = f"""
WITH made AS ({_ARRIVE}), in_force AS ({NEWEST})
SELECT EXISTS (SELECT 1 FROM made), (SELECT id FROM in_force), (SELECT digest FROM in_force)
"""
_UNKNOWN = {"ticket_number": None, "notification_id": None, "customer": None, "engineer": None}


def answer(session: Session, values: dict[str, Any]) -> tuple[bool, tuple[int, str]]:
    """``arrive``, and in the same round trip which directory is in force: (made, (version, digest))."""
    made, version, digest = run(session, _ANSWER, _row(values)).fetchall()[0]
    return made, (version, digest)


_ARRIVE_OUTBOUND = """
INSERT INTO calls (sid, direction, from_number, to_number, status, started_at, ticket_number, notification_id,
                   engineer, language, script, step, turn, tries, notes)
SELECT each.sid, 'outbound', %(caller)s, n.address, %(status)s, %(now)s, n.ticket_number, n.id,
       n.person, n.language, 'engineer_page', 'page', 0, 0, '{}'
FROM unnest(%(ids)s::bigint[], %(sids)s::text[]) AS each (id, sid) JOIN notifications n ON n.id = each.id
ORDER BY each.sid
ON CONFLICT (sid) DO NOTHING
"""
_HOLD = "SELECT 1 FROM calls WHERE sid = ANY(%(sids)s) ORDER BY sid FOR UPDATE"


def arrive_outbound(session: Session, legs: dict[int, str], status: str, caller: str, now: datetime) -> None:
    """Legs of ours (notification → sid) are on record, and held: whoever hears of one first writes it."""
    values = {"ids": list(legs), "sids": list(legs.values()), "status": status, "caller": caller, "now": now}
    run(session, _ARRIVE_OUTBOUND, values)
    run(session, _HOLD, values)


def forget(session: Session, sid: str) -> None:
    """Take back a row just written in this transaction."""
    run(session, "DELETE FROM calls WHERE sid = %(sid)s", {"sid": sid})


def arrive(session: Session, values: dict[str, Any]) -> bool:
    """Put a call on record at its first ring. False when its sid is already there (a repeated webhook)."""
    return run(session, _ARRIVE, _row(values)).fetchone() is not None


def _row(values: dict[str, Any]) -> dict[str, Any]:
    return {**_UNKNOWN, **values, "notes": json.dumps(values["notes"])}


def lock(session: Session, sid: str) -> Call | None:
    """The call, held until this transaction ends: one turn is acted on at a time."""
    held = rows_held(session)
    if (Call, sid) not in held:
        found = session.scalar(select(Call).where(Call.sid == sid).with_for_update())
        if found is None:
            return None
        held[Call, sid] = found
    return cast(Call, held[Call, sid])


def lock_by_id(session: Session, number: int) -> Call | None:
    sid = session.scalar(select(Call.sid).where(Call.id == number))
    return lock(session, sid) if sid else None


_NOTE = "INSERT INTO call_events (call_id, at, kind, detail) VALUES (%(call)s, %(at)s, %(kind)s, %(detail)s)"


def note(session: Session, call: Call, kind: str, at: datetime, **detail: Any) -> None:
    run(session, _NOTE, {"call": call.id, "at": at, "kind": kind, "detail": json.dumps(detail)})


class Waiting(NamedTuple):
    """Where a caller is: ``queued_at`` in the queue, ``joined_at`` talking, neither: speaking or listening."""

    id: int
    sid: str
    queued_at: datetime | None
    joined_at: datetime | None


_WAITING = """
SELECT id, sid, queued_at, joined_at FROM calls
WHERE ticket_number = %(ticket)s AND direction = 'inbound' AND ended_at IS NULL AND script = 'customer_line'
ORDER BY id DESC LIMIT 1
"""


def waiting_caller(session: Session, ticket_number: int) -> Waiting | None:
    """The caller of this ticket who is still on the line, the newest first.

    Not locked: rows are locked in the order call, ticket, notification, and whoever asks this holds the ticket.
    """
    row = run(session, _WAITING, {"ticket": ticket_number}).fetchone()
    return Waiting(*row) if row else None


def busiest(session: Session, since: datetime, least: int) -> list[tuple[str, str, int]]:
    """(direction, the other side's number, how many) of the numbers with at least so many calls since then."""
    return list(run(session, _BUSIEST, {"since": since, "least": least}).fetchall())


_BUSIEST = """
SELECT direction, CASE direction WHEN 'inbound' THEN from_number ELSE to_number END AS number, count(*) FROM calls
WHERE started_at >= %(since)s GROUP BY 1, 2 HAVING count(*) >= %(least)s ORDER BY 3 DESC LIMIT 20
"""


def by_sid(session: Session, sid: str) -> Call | None:
    return session.scalar(select(Call).where(Call.sid == sid))


def unended_since(session: Session, before: datetime, limit: int = 100) -> list[Call]:
    """Calls that began before then and whose end nobody has told us."""
    return list(
        session.scalars(
            select(Call).where(Call.ended_at.is_(None), Call.started_at < before).order_by(Call.started_at).limit(limit)
        )
    )


def still_ringing_since(session: Session, before: datetime, limit: int = 100) -> list[Call]:
    """Legs of ours that began before then and were neither answered nor ended, as far as we were told."""
    ringing = Call.ended_at.is_(None) & (Call.direction == "outbound") & Call.status.in_(RINGING)
    return list(session.scalars(select(Call).where(ringing, Call.started_at < before).limit(limit)))
