"""Tickets ("casos" to customers) and the events that prove what happened to them."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Integer, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship

from voiceline.domain import lifecycle
from voiceline.domain.lifecycle import Status
from voiceline.domain.severity import Severity
from voiceline.store.base import Base, JsonObject, Key, Moment, OptionalMoment, get_locked, run


class Ticket(Base):
    """One case. ``status`` is assigned nowhere but in the verbs below."""

    __tablename__ = "tickets"
    number: Mapped[int] = mapped_column(Integer, Identity(start=101), primary_key=True)
    severity: Mapped[str]
    status: Mapped[str] = mapped_column(default=Status.OPEN)
    channel: Mapped[str]  # voice, sms, whatsapp, email, web
    language: Mapped[str]
    customer: Mapped[str | None]  # the customer's name in the directory
    contact: Mapped[str | None]  # E.164 of who reported it; None when the number proves nothing
    summary: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[Moment]
    acknowledged_at: Mapped[OptionalMoment]
    response_due_at: Mapped[Moment]
    responded_at: Mapped[OptionalMoment]
    resolution_due_at: Mapped[Moment]
    resolved_at: Mapped[OptionalMoment]
    closed_at: Mapped[OptionalMoment]
    assignee: Mapped[str | None]  # engineer id
    policy: Mapped[JsonObject]  # the policy in force when it opened: {"hours", "steps": [{"page", "by", "wait"}]}
    round: Mapped[int] = mapped_column(default=0)  # how many times the policy has begun from its first step
    step: Mapped[int] = mapped_column(default=0)  # the step that is ringing, from 1
    round_began_at: Mapped[OptionalMoment]
    directory_version: Mapped[int] = mapped_column(BigInteger)  # whose calendar the deadlines were computed with
    events: Mapped[list["TicketEvent"]] = relationship(order_by="TicketEvent.id", back_populates="ticket")

    __table_args__ = (
        Index("ix_tickets_newest", text("opened_at DESC"), text("number DESC")),
        Index("ix_tickets_unacknowledged", "opened_at", postgresql_where=text("status = 'open'")),
        Index("ix_tickets_contact_newest", "contact", text("opened_at DESC")),
    )

    @property
    def wants_somebody(self) -> bool:
        """Urgent and taken by nobody yet: pages are owed."""
        return self.status == Status.OPEN and Severity(self.severity).is_urgent

    def acknowledge(self, by: str, at: datetime) -> None:
        """This engineer has taken it. Raises NotAllowedError when somebody was first or it is over."""
        self.status = lifecycle.after(Status(self.status), "acknowledge")
        self.acknowledged_at = at
        self.assignee = by
        self.record("acknowledged", at, by)

    def respond(self, at: datetime, how: str) -> None:
        """The customer has heard from a person (agreement: "respuesta inicial al cliente"). Only the first counts."""
        if self.responded_at is None:
            self.responded_at = at
            self.record("responded", at, None, {"how": how})

    def lower(self, to: Severity, at: datetime, by: str | None, reason: str) -> None:
        """Change the severity; deadlines are the action's to recompute."""
        before, self.severity = self.severity, to
        self.record("severity_changed", at, by, {"before": before, "after": to, "reason": reason})

    def describe(self, words: str, at: datetime, by: str | None) -> None:
        """The customer's own words; the first of them are the summary."""
        if words and not self.summary:
            self.summary = words[:500]
        self.record("described", at, by, {"text": words} if words else {})

    def record(self, kind: str, at: datetime, by: str | None = None, detail: dict[str, Any] | None = None) -> None:
        """Write what happened, in the same transaction as the change itself."""
        session = object_session(self)
        if session is None or self.number is None:  # not written yet: the event goes with it
            self.events.append(TicketEvent(at=at, kind=kind, by=by, detail=detail or {}))
            return
        row = {"ticket": self.number, "at": at, "kind": kind, "by": by, "detail": json.dumps(detail or {})}
        run(session, _RECORD, row)


_RECORD = """
INSERT INTO ticket_events (ticket_number, at, kind, by, detail)
VALUES (%(ticket)s, %(at)s, %(kind)s, %(by)s, %(detail)s)
"""


class TicketEvent(Base):
    """One thing that happened to a ticket: when, what, by whom (engineer id, "customer", "line" or None)."""

    __tablename__ = "ticket_events"
    id: Mapped[Key]
    ticket_number: Mapped[int] = mapped_column(ForeignKey("tickets.number"), index=True)
    at: Mapped[Moment]
    kind: Mapped[str]
    by: Mapped[str | None]
    detail: Mapped[JsonObject]
    ticket: Mapped[Ticket] = relationship(back_populates="events")


def lock(session: Session, number: int) -> Ticket | None:
    """The ticket, held until this transaction ends: who wins the row decides."""
    return get_locked(session, Ticket, number)


def unacknowledged(session: Session, numbers: Sequence[int]) -> list[Ticket]:
    """Those of these tickets that still want somebody, gravest first, then oldest."""
    rows = session.scalars(select(Ticket).where(Ticket.number.in_(numbers)))
    return sorted((t for t in rows if t.wants_somebody), key=lambda t: (t.severity, t.opened_at, t.number))
