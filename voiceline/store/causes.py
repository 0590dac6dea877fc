"""Causes: what several cases have in common, its present state in words anybody may hear, and what was done to it."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.domain.cause import FirstCase
from voiceline.domain.lifecycle import Status
from voiceline.store.base import Base, JsonObject, Key, Moment, OptionalMoment, run
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket


class ClosedCauseError(Exception):
    """A closed cause takes no more cases and says nothing any more."""


class Cause(Base):
    """``name`` is for us; ``state_es`` and ``state_en`` are what callers and the customers of its cases are told."""

    __tablename__ = "causes"
    id: Mapped[Key]
    name: Mapped[str]
    state_es: Mapped[str] = mapped_column(default="")
    state_en: Mapped[str] = mapped_column(default="")
    announced: Mapped[bool] = mapped_column(default=False)  # callers hear it before anything else; one at the most
    opened_at: Mapped[Moment]
    opened_by: Mapped[str]
    stated_at: Mapped[OptionalMoment]
    closed_at: Mapped[OptionalMoment]

    __table_args__ = (
        Index("ix_causes_newest", text("opened_at DESC"), text("id DESC")),
        Index("uq_causes_one_announced", "announced", unique=True, postgresql_where=text("announced")),
    )

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def state(self, language: str) -> str:
        return self.state_en if language == "en" else self.state_es

    def say(self, spanish: str, english: str, at: datetime) -> None:
        """Its present state, from now on. Raises ClosedCauseError once it is closed, as every verb below."""
        self._must_be_open()
        self.state_es, self.state_en, self.stated_at = spanish, english, at

    def announce(self) -> None:
        self._must_be_open()
        self.announced = True

    def silence(self) -> None:
        self._must_be_open()
        self.announced = False

    def close(self, at: datetime) -> None:
        self._must_be_open()
        self.closed_at, self.announced = at, False

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise ClosedCauseError(self.id)


class CauseEvent(Base):
    """One thing that was done to a cause: what, by whom, in which words."""

    __tablename__ = "cause_events"
    id: Mapped[Key]
    cause_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("causes.id"), index=True)
    at: Mapped[Moment]
    kind: Mapped[str]
    by: Mapped[str]
    detail: Mapped[JsonObject]


_RECORD = """
INSERT INTO cause_events (cause_id, at, kind, by, detail) VALUES (%(cause)s, %(at)s, %(kind)s, %(by)s, %(detail)s)
"""


def record(session: Session, cause_id: int, kind: str, at: datetime, by: str, **detail: Any) -> None:
    """Write what was done, in the same transaction."""
    run(session, _RECORD, {"cause": cause_id, "at": at, "kind": kind, "by": by, "detail": json.dumps(detail)})


def lock(session: Session, cause_id: int) -> Cause | None:
    """The cause, held until this transaction ends; before any of its tickets."""
    return session.scalar(select(Cause).where(Cause.id == cause_id).with_for_update(key_share=True))


def silence_others(session: Session, cause_id: int) -> list[int]:
    """Only one is announced: these are not, from now on."""
    statement = "UPDATE causes SET announced = false WHERE announced AND id <> %(id)s RETURNING id"
    return [row[0] for row in run(session, statement, {"id": cause_id}).fetchall()]


def still_open(session: Session) -> list[Cause]:
    """Every cause that is not closed, newest first."""
    return list(session.scalars(select(Cause).where(Cause.closed_at.is_(None)).order_by(Cause.id.desc())))


def events_of(session: Session, cause_id: int) -> list[CauseEvent]:
    return list(session.scalars(select(CauseEvent).where(CauseEvent.cause_id == cause_id).order_by(CauseEvent.id)))


def cases_of(session: Session, cause_id: int) -> list[Ticket]:
    """The cases of this cause, the first of them first."""
    mine = select(Ticket).where(Ticket.cause_id == cause_id)
    return list(session.scalars(mine.order_by(Ticket.opened_at, Ticket.number)))


def first_case(session: Session, cause_id: int) -> FirstCase | None:
    """How the case of this cause that somebody took first stands."""
    row = run(session, _FIRST, {"cause": cause_id}).fetchone()
    return FirstCase(Status(row[0]), row[1], row[2]) if row else None


_FIRST = """
SELECT status, assignee, acknowledged_at FROM tickets WHERE cause_id = %(cause)s
ORDER BY acknowledged_at, number LIMIT 1
"""


def free_to_take(session: Session, cause_id: int, numbers: list[int]) -> list[Ticket]:
    """Those of these cases of this cause that want somebody and have no caller on the line, held.

    One that somebody else holds this instant is left to him: two who press a key at once never wait for each other.
    """
    found = session.scalars(
        select(Ticket)
        .where(Ticket.number.in_(numbers), Ticket.cause_id == cause_id, text(_FREE))
        .order_by(Ticket.number)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(found)


def waiting_together(session: Session, cause_id: int, numbers: list[int]) -> list[int]:
    """The numbers of what ``free_to_take`` would find now; nothing is held."""
    mine = select(Ticket.number).where(Ticket.number.in_(numbers), Ticket.cause_id == cause_id, text(_FREE))
    return list(session.scalars(mine.order_by(Ticket.number)))


_FREE = """
tickets.status = 'open' AND tickets.severity IN ('P1', 'P2') AND NOT EXISTS (
  SELECT 1 FROM calls c
  WHERE c.ticket_number = tickets.number AND c.direction = 'inbound' AND c.ended_at IS NULL
    AND c.script = 'customer_line')
"""


def rung_together(session: Session, page: Notification, now: datetime) -> None:
    """His phone has just rung for all of these: what is owed him beside the policies, as this was, is called off."""
    run(session, _RUNG_TOGETHER, {"person": page.person, "step": page.step, "now": now})


_RUNG_TOGETHER = """
UPDATE notifications SET state = 'cancelled', outcome = 'cancelled', reason = 'rung_together', ended_at = %(now)s
WHERE person = %(person)s AND kind = 'page' AND channel = 'call' AND step = %(step)s AND state = 'pending'
"""
