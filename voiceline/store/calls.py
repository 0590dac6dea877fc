"""Calls: every leg that rang the line or that the line rang, with the place its conversation has come to."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import BigInteger, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.store.base import (
    Base,
    JsonObject,
    Key,
    Moment,
    OptionalMoment,
    ask,
    columns,
    read_or_met,
    rows_held,
    run,
    write_later,
)
from voiceline.store.directory import NEWEST, is_in_force
from voiceline.store.follow_up_kinds import END_TOLD
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
        Index("ix_calls_caller", "from_number", "started_at"),
        Index("ix_calls_newest", text("started_at DESC"), text("id DESC")),
        Index("ix_calls_outcome_newest", "outcome", text("started_at DESC"), text("id DESC")),
        Index("ix_calls_unended", "started_at", postgresql_where=text("ended_at IS NULL")),
        Index("ix_calls_on_the_phone", "engineer", postgresql_where=text("ended_at IS NULL AND engineer IS NOT NULL")),
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

    def measure(self, duration_seconds: int | None) -> None:
        """How long it was, told after its end by whoever counted it."""
        if self.is_over and duration_seconds is not None:
            self.duration_seconds = duration_seconds


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
# A caller hears of the cause that is announced as she calls, and her call remembers which it was.
_HEARS = """
CASE %(script)s WHEN 'customer_line'
  THEN %(notes)s::jsonb || coalesce((SELECT jsonb_build_object('cause', id) FROM causes WHERE announced), '{}')
  ELSE %(notes)s::jsonb END
"""
_ANSWER = f"""
WITH made AS ({_ARRIVE.replace("%(notes)s", _HEARS)}), in_force AS ({NEWEST})
SELECT EXISTS (SELECT 1 FROM made), (SELECT id FROM in_force), (SELECT digest FROM in_force),
       (SELECT wording FROM in_force), (SELECT id FROM causes WHERE announced),
       (SELECT values FROM follow_ups WHERE once = '{END_TOLD}-' || %(sid)s), (
  SELECT count(*) FROM (SELECT 1 FROM calls WHERE from_number = %(from_number)s AND direction = 'inbound'
                        AND started_at > %(started_at)s - interval '1 hour' LIMIT %(counted)s) AS earlier)
"""
_UNKNOWN = {"ticket_number": None, "notification_id": None, "customer": None, "engineer": None}


class Answered(NamedTuple):
    """``made``: a row was made for it; ``in_force``: (version, digest) of the directory; ``cause``: the one announced;
    ``ended``: the status and seconds of its end, where that overtook its first ring; ``earlier``: calls of this number
    within the hour before, as far as they were counted.
    """

    made: bool
    in_force: tuple[int, str]
    cause: int | None
    ended: dict[str, Any] | None
    earlier: int


def answer(session: Session, values: dict[str, Any], counted: int) -> Answered:
    """``arrive``, and in the same round trip all that its first words depend on."""
    found = ask(session, _ANSWER, {**_row(values), "counted": counted})[0]
    made, version, digest, words, cause, ended, earlier = found
    if version is not None:
        is_in_force(session, version, digest, words)
    return Answered(made, (version, digest), cause, ended, earlier)


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
        found = read_or_met(session, Call, _lock(), {"sid": sid})
        if found is None:
            return None
        held[Call, sid] = found
    return cast(Call, held[Call, sid])


@cache
def _lock() -> str:
    return f"SELECT {columns(Call)} FROM calls WHERE sid = %(sid)s FOR UPDATE"


def lock_by_id(session: Session, number: int) -> Call | None:
    sid = session.scalar(select(Call.sid).where(Call.id == number))
    return lock(session, sid) if sid else None


def note(session: Session, call: Call, kind: str, at: datetime, **detail: Any) -> None:
    write_later(session, CallEvent, {"call_id": call.id, "at": at, "kind": kind, "detail": detail})


class Waiting(NamedTuple):
    """Where a caller is: ``queued_at`` in the queue, ``joined_at`` joined since; ``step`` of her script."""

    id: int
    sid: str
    queued_at: datetime | None
    joined_at: datetime | None
    step: str


_CALLERS = """
SELECT id, sid, queued_at, joined_at, step FROM calls
WHERE ticket_number = %(ticket)s AND direction = 'inbound' AND ended_at IS NULL AND script = 'customer_line'
"""
_WAITING = f"{_CALLERS} ORDER BY id DESC LIMIT 1"
# Of two who call about one case, she who is in a talk, or has had hers, waits for nobody.
_TO_BE_JOINED = f"""
{_CALLERS} ORDER BY joined_at IS NOT NULL AND queued_at IS NULL AND step <> 'conference', id DESC LIMIT 1
"""
_CALLER_OR_PROMISE = f"""
SELECT caller.*, (
  SELECT CASE kind WHEN 'left_to_be_called' THEN coalesce(detail ->> 'where', '') END FROM ticket_events
  WHERE ticket_number = %(ticket)s AND kind IN ('left_to_be_called', 'joined', 'called_customer')
  ORDER BY id DESC LIMIT 1)
FROM (SELECT 1) AS one LEFT JOIN ({_TO_BE_JOINED}) AS caller ON true
"""


def caller_or_promise(session: Session, ticket_number: int) -> tuple[Waiting | None, str | None]:
    """Whom to join to an engineer; and the number of who left the hold to be called, and has not been.

    That is empty where it is the case's own, and None where nobody was promised a call.
    """
    *caller, promised = ask(session, _CALLER_OR_PROMISE, {"ticket": ticket_number})[0]
    return (Waiting(*caller) if caller[0] is not None else None), promised


def waiting_caller(session: Session, ticket_number: int) -> Waiting | None:
    """The caller of this ticket who is still on the line, the newest first.

    Not locked: rows are locked in the order call, ticket, notification, and whoever asks this holds the ticket.
    """
    row = run(session, _WAITING, {"ticket": ticket_number}).fetchone()
    return Waiting(*row) if row else None


def is_talking_with_another(session: Session, ticket_number: int, call_id: int) -> bool:
    """Whether another caller of this ticket is in a talk with an engineer."""
    row = run(session, _WITH_ANOTHER, {"ticket": ticket_number, "call": call_id}).fetchone()
    return row is not None


_WITH_ANOTHER = f"{_CALLERS} AND id <> %(call)s AND joined_at IS NOT NULL AND queued_at IS NULL LIMIT 1"


def talked_until(session: Session, ticket_number: int, now: datetime) -> datetime | None:
    """When the last talk of this case with an engineer ended: now, while there is one; None when there was none."""
    row = run(session, _TALKED, {"ticket": ticket_number, "now": now}).fetchone()
    return row[0] if row else None


_TALKED = """
SELECT max(coalesce(ended_at, queued_at, %(now)s)) FROM calls
WHERE ticket_number = %(ticket)s AND joined_at IS NOT NULL
"""


class Beside(NamedTuple):
    """An engineer's leg that is open for a case; ``token``: of the page it answered, None where he called us."""

    sid: str
    engineer: str
    step: str
    token: str | None


_BESIDE = """
SELECT c.sid, c.engineer, c.step, n.token FROM calls c LEFT JOIN notifications n ON n.id = c.notification_id
WHERE c.engineer IS NOT NULL AND c.script LIKE 'engineer%%' AND c.ended_at IS NULL
  AND (c.notes->>'case')::int = %(ticket)s AND c.step = ANY(%(steps)s)
ORDER BY c.id
"""


def engineers_beside(session: Session, ticket_number: int, steps: Collection[str]) -> list[Beside]:
    """The engineers whose legs stand at one of these steps for this case."""
    rows = ask(session, _BESIDE, {"ticket": ticket_number, "steps": list(steps)})
    return [Beside(*row) for row in rows]


def is_at(session: Session, engineer: str, ticket_number: int, steps: Collection[str]) -> bool:
    """Whether this engineer is on the phone for this case at one of these steps, whoever called whom."""
    values = {"engineer": engineer, "ticket": ticket_number, "steps": ",".join(steps)}
    return bool(ask(session, _IS_AT, values))


def engineers_at(session: Session, steps: Collection[str]) -> set[str]:
    """The engineers who are on the phone at one of these steps, of whatever case."""
    return {row[0] for row in ask(session, ENGINEERS_AT, {"steps": ",".join(steps)})}


ENGINEERS_AT = """
SELECT DISTINCT engineer FROM calls
WHERE ended_at IS NULL AND engineer IS NOT NULL AND status = 'in-progress'
  AND step = ANY(string_to_array(%(steps)s, ','))  -- one word: the driver takes its time over an array
"""
_IS_AT = """
SELECT 1 FROM calls
WHERE ended_at IS NULL AND engineer = %(engineer)s AND status = 'in-progress'
  AND (notes->>'case')::int = %(ticket)s AND step = ANY(string_to_array(%(steps)s, ',')) LIMIT 1
"""


def busiest(session: Session, since: datetime, least: int) -> list[tuple[str, str, int]]:
    """(direction, the other side's number, how many) of the numbers with at least so many calls since then."""
    return list(run(session, _BUSIEST, {"since": since, "least": least}).fetchall())


_BUSIEST = """
SELECT direction, CASE direction WHEN 'inbound' THEN from_number ELSE to_number END AS number, count(*) FROM calls
WHERE started_at >= %(since)s GROUP BY 1, 2 HAVING count(*) >= %(least)s ORDER BY 3 DESC LIMIT 20
"""


def is_in_another_talk(session: Session, engineer: str, ticket_number: int) -> bool:
    """Whether he is on the phone for something else than this case."""
    return run(session, _IN_ANOTHER_TALK, {"engineer": engineer, "ticket": ticket_number}).fetchone() is not None


_IN_ANOTHER_TALK = """
SELECT 1 FROM calls WHERE ended_at IS NULL AND engineer = %(engineer)s AND status = 'in-progress'
AND (notes->>'case')::int IS DISTINCT FROM %(ticket)s LIMIT 1
"""


def is_talking(session: Session, engineer: str) -> bool:
    """Whether a leg of this engineer is open, ringing or answered."""
    return run(session, _IS_TALKING, {"engineer": engineer}).fetchone() is not None


_IS_TALKING = "SELECT 1 FROM calls WHERE ended_at IS NULL AND engineer = %(engineer)s LIMIT 1"


def by_sid(session: Session, sid: str) -> Call | None:
    return session.scalar(select(Call).where(Call.sid == sid))


def not_of_another(session: Session, sids: Sequence[str], notification_id: int) -> list[str]:
    """Those of these legs that no other notification has on record, in their order."""
    anothers = select(Call.sid).where(Call.sid.in_(sids), Call.notification_id.is_distinct_from(notification_id))
    taken = set(session.scalars(anothers))
    return [sid for sid in sids if sid not in taken]
