"""Tickets ("casos" to customers) and the events that prove what happened to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Integer, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship

from voiceline.domain import lifecycle, sla
from voiceline.domain.lifecycle import NotAllowedError, Status
from voiceline.domain.progress import Rung
from voiceline.domain.severity import Severity
from voiceline.store.base import (
    Base,
    JsonList,
    JsonObject,
    Key,
    Moment,
    OptionalMoment,
    get_locked,
    read_rows,
    rows_held,
    run,
    write_later,
)
from voiceline.store.breaches import was_missed
from voiceline.store.live_tokens import live_token

WANTS_SOMEBODY = "status = 'open' AND severity IN ('P1', 'P2')"  # ``Ticket.wants_somebody`` in SQL
LARGEST_NUMBER = 2**31 - 1
VALIDATION = ("validated", "unvalidated")  # ways to close a case the customer was asked about


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
    escalates_at: Mapped[OptionalMoment]  # when its pending escalation is due; in the past, it has none
    directory_version: Mapped[int] = mapped_column(BigInteger)  # whose calendar the deadlines were computed with
    reported_severity: Mapped[str]  # when it was opened; ``severity`` is what it is now
    clock_starts: Mapped[JsonObject]  # severity → since when its clock runs
    pauses: Mapped[JsonList]  # of the resolution clock: [{"why", "began_at", "ended_at" or null}]
    warned: Mapped[JsonObject]  # "response P1" → the highest share of that target we have told of
    resolution_met_at: Mapped[OptionalMoment]  # RESUELTO or ALTERNATIVA, while the customer has not refused it
    workaround_at: Mapped[OptionalMoment]
    response_breached_at: Mapped[OptionalMoment]  # the deadline missed first of those not set right; never taken back
    resolution_breached_at: Mapped[OptionalMoment]
    rectified: Mapped[JsonObject]  # target → {"by", "at", "reason"}: an admin has set right all that was missed of it
    closed_as: Mapped[str | None]  # validated, unvalidated, out_of_scope, merged
    exclusion: Mapped[str | None]  # which of the agreement's five, when it was closed as out of scope
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    live_token: Mapped[str | None] = mapped_column(default=live_token)  # of her link; None of what was long over
    cause_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("causes.id")
    )  # what it has in common with others
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("tickets.number"))  # never one that is merged itself
    also_told: Mapped[JsonList] = mapped_column(default=list)  # number or e-mail of who reported what is merged
    events: Mapped[list["TicketEvent"]] = relationship(order_by="TicketEvent.id", back_populates="ticket")

    __table_args__ = (
        Index("ix_tickets_newest", text("opened_at DESC"), text("number DESC")),
        Index("ix_tickets_escalates", "escalates_at", postgresql_where=text(WANTS_SOMEBODY)),
        Index("ix_tickets_contact_newest", "contact", text("opened_at DESC")),
        Index("ix_tickets_contact_unclosed", "contact", postgresql_where=text("status <> 'closed'")),
        Index("ix_tickets_customer_unclosed", "customer", postgresql_where=text("status <> 'closed'")),
        Index("ix_tickets_unclosed", "number", postgresql_where=text("status <> 'closed'")),
        Index("uq_tickets_live_token", "live_token", unique=True),
        Index("ix_tickets_merged", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
        Index("ix_tickets_merged_contact", "contact", postgresql_where=text("merged_into IS NOT NULL")),
        Index("ix_tickets_customer_newest", "customer", text("opened_at DESC"), text("number DESC")),
        Index("ix_tickets_cause", "cause_id", "opened_at", postgresql_where=text("cause_id IS NOT NULL")),
    )

    @property
    def wants_somebody(self) -> bool:
        """Urgent and taken by nobody yet: pages are owed."""
        return self.status == Status.OPEN and Severity(self.severity).is_urgent

    @property
    def somebody_may_come(self) -> bool:
        """To who waits for it on the line: it is not over, nor of what rings nobody until it is taken."""
        return self.wants_somebody or self.status in (Status.ACKNOWLEDGED, Status.WAITING)

    def acknowledge(self, by: str, at: datetime, assigned_by: str | None = None) -> None:
        """This engineer has taken it, or was given it. Raises NotAllowedError when somebody was first or it is over."""
        self.status = lifecycle.after(Status(self.status), "acknowledge")
        self.acknowledged_at = at
        self.assignee = by
        self.record("acknowledged", at, by, {"assigned_by": assigned_by} if assigned_by else None)

    def hand_over(self, to: str, at: datetime, by: str | None) -> None:
        """Another engineer has it, since now. Raises NotAllowedError where nobody is at work on it."""
        if self.status not in (Status.ACKNOWLEDGED, Status.WAITING):
            raise NotAllowedError(Status(self.status), "hand_over")
        before, self.assignee, self.acknowledged_at = self.assignee, to, at
        self.record("assigned", at, by, {"engineer": to, "before": before})

    def lose(self, at: datetime, how: str = "lost") -> None:
        """Whoever took it cannot be reached, or has left the line: it is nobody's again."""
        self.status = lifecycle.after(Status(self.status), "lose")
        lost, self.assignee, self.acknowledged_at = self.assignee, None, None
        self.record(how, at, lost)

    def respond(self, at: datetime, how: str) -> None:
        """The customer has heard from a person (agreement: "respuesta inicial al cliente"). Only the first counts."""
        if self.responded_at is None or at < self.responded_at:
            self.notice(at)
            self.responded_at = at
            self.record("responded", at, None, {"how": how, "due_at": self.response_due_at.isoformat()})

    def change_severity(self, to: Severity, at: datetime, by: str | None, reason: str) -> None:
        """Change the severity and note since when its clock runs; the deadlines are the action's to recompute."""
        self.notice(at)
        before, self.severity = self.severity, to
        starts = {Severity(each): datetime.fromisoformat(since) for each, since in self.clock_starts.items()}
        self.clock_starts = {each: since.isoformat() for each, since in sla.reported(starts, to, at).items()}
        self.record("severity_changed", at, by, {"before": before, "after": to, "reason": reason})

    def wait(self, at: datetime) -> None:
        """A concrete question has reached the customer: the resolution clock stands still."""
        self.status = lifecycle.after(Status(self.status), "wait")
        self._pause("waiting", at)
        self.record("waiting", at)

    def resume(self, at: datetime) -> None:
        """Her first word since the question, on whatever channel."""
        self.status = lifecycle.after(Status(self.status), "resume")
        self._end_pause(at)
        self.record("resumed", at, "customer")

    def work_around(self, at: datetime, by: str | None, note: str) -> None:
        """An alternative was given: the resolution target is met, and the case stays open."""
        if self.status in (Status.RESOLVED, Status.CLOSED):
            raise NotAllowedError(Status(self.status), "work_around")
        self.notice(at)
        self.resolution_met_at = self.resolution_met_at or at
        self.workaround_at = self.workaround_at or at
        self.record("workaround", at, by, {"note": note, "due_at": self.resolution_due_at.isoformat()})

    def resolve(self, at: datetime, by: str | None, note: str) -> None:
        """Solved, as far as we know; the customer is asked. Until she answers the clock stands still."""
        self.notice(at)
        self.status = lifecycle.after(Status(self.status), "resolve")
        self._end_pause(at)
        self.resolution_met_at = self.resolution_met_at or at
        self.resolved_at = at
        self._pause("validation", at)
        self.record("resolved", at, by, {"note": note, "due_at": self.resolution_due_at.isoformat()})

    def refuse(self, at: datetime, by: str | None) -> None:
        """She says it is not so: the pause is void and all the time since counts. What was met before it stays met."""
        if self.status == Status.RESOLVED:
            self.status = lifecycle.after(Status.RESOLVED, "reopen")
            self.pauses = [each for each in self.pauses if each["why"] != "validation"]
            if self.resolution_met_at == self.resolved_at:
                self.resolution_met_at = self.workaround_at
            self.resolved_at = None
            self.record("reopened", at, by)
        elif self.workaround_at is not None:
            if self.resolution_met_at == self.workaround_at:
                self.resolution_met_at = None
            self.workaround_at = None
            self.record("workaround_refused", at, by)

    def reopen(self, at: datetime, by: str | None, reason: str = "") -> None:
        """A word after the end opens it again; what was met by silence or a yes stays met."""
        self.status = lifecycle.after(Status(self.status), "reopen")
        if self.closed_as in VALIDATION:
            self.workaround_at = None  # of what was settled then
        self.resolved_at = self.closed_at = self.closed_as = self.exclusion = self.merged_into = None
        self.live_token = self.live_token or live_token()
        self.record("reopened", at, by, {"reason": reason} if reason else None)

    def close(self, at: datetime, by: str | None, how: str, exclusion: str | None = None) -> None:
        """The end of it: ``how`` is validated, unvalidated, out_of_scope or merged."""
        self.notice(at)
        self.status = lifecycle.after(Status(self.status), "close" if how in VALIDATION else "set_aside")
        self._end_pause(at)
        self.closed_at, self.closed_as, self.exclusion = at, how, exclusion
        if how == "validated":
            self.record("validated", at, by)
        self.record("closed", at, by, {"how": how, **({"exclusion": exclusion} if exclusion else {})})

    def link(self, cause: int, name: str, at: datetime, by: str | None) -> None:
        """It has this cause, as others have. Its clocks, its pages and its end stay its own."""
        if self.status == Status.CLOSED:
            raise NotAllowedError(Status(self.status), "link")
        self.cause_id = cause
        self.record("linked", at, by, {"cause": cause, "name": name})

    def unlink(self, name: str, at: datetime, by: str | None) -> None:
        cause, self.cause_id = self.cause_id, None
        self.record("unlinked", at, by, {"cause": cause, "name": name})

    def warn(self, target: str, share: int, at: datetime) -> None:
        """So much of a target is used up: at 100 % it is a breach, which nothing takes back."""
        self.warned = {**self.warned, f"{target} {self.severity}": share}
        if share == sla.BREACH:
            self._breach(target, at)
        else:
            self.record("warned", at, None, {"target": target, "share": share, "severity": self.severity})

    def rectify(self, target: str, at: datetime, by: str, reason: str) -> None:
        """An admin sets right what was missed of a target so far. It stays recorded. ValueError where nothing was."""
        if self.breached_at(target) is None:
            raise ValueError(f"no {target} breach to rectify")
        self.rectified = {**self.rectified, target: {"by": by, "at": at.isoformat(), "reason": reason}}
        self.record("rectified", at, by, {"target": target, "reason": reason})

    def breached_at(self, target: str) -> datetime | None:
        return self.response_breached_at if target == sla.RESPONSE else self.resolution_breached_at

    def due_at(self, target: str) -> datetime:
        return self.response_due_at if target == sla.RESPONSE else self.resolution_due_at

    @property
    def clock_started_at(self) -> datetime:
        """Since when the clock of the present severity runs."""
        return datetime.fromisoformat(self.clock_starts[self.severity])

    @property
    def past_pauses(self) -> list[sla.Pause]:
        return [
            sla.Pause(datetime.fromisoformat(each["began_at"]), datetime.fromisoformat(each["ended_at"]))
            for each in self.pauses
            if each["ended_at"]
        ]

    def runs(self, target: str) -> bool:
        """Whether this target's clock runs: not met, not paused, not over."""
        if self.status == Status.CLOSED:
            return False
        if target == sla.RESPONSE:
            return self.responded_at is None
        return self.resolution_met_at is None and self.status in (Status.OPEN, Status.ACKNOWLEDGED)

    def notice(self, at: datetime) -> None:
        """What has run out by now is missed, though nobody looked at the clock. Before anything moves or ends it."""
        for target in (sla.RESPONSE, sla.RESOLUTION):
            if self.is_late(target, at):
                self._breach(target, at)

    def is_late(self, target: str, at: datetime) -> bool:
        """Whether its clock had run past the deadline by then, or by when it was stopped, and nothing had met it."""
        still = [each["began_at"] for each in self.pauses if not each["ended_at"]] if target == sla.RESOLUTION else []
        met_at = self.responded_at if target == sla.RESPONSE else self.resolution_met_at
        ran_until = min([at, *map(datetime.fromisoformat, still)])
        return self.status != Status.CLOSED and met_at is None and ran_until > self.due_at(target)

    def _breach(self, target: str, at: datetime) -> None:
        """Each severity's clock is missed once, and on record; an excuse covers none that is missed after it."""
        if was_missed(self._written_in(), self.number, target, self.severity):
            return
        due_at = self.due_at(target)
        if self.breached_at(target) is None or target in self.rectified:
            self.rectified = {name: excuse for name, excuse in self.rectified.items() if name != target}
            self.stand_missed(target, due_at)
        detail = {"target": target, "severity": self.severity, "due_at": due_at.isoformat()}
        self.record("breached", at, None, detail)

    def stand_missed(self, target: str, due_at: datetime | None) -> None:
        """Of all that was missed of it, this deadline is the one that is told."""
        if target == sla.RESPONSE:
            self.response_breached_at = due_at
        else:
            self.resolution_breached_at = due_at

    def _pause(self, why: str, at: datetime) -> None:
        self.pauses = [*self.pauses, {"why": why, "began_at": at.isoformat(), "ended_at": None}]

    def _end_pause(self, at: datetime) -> None:
        self.pauses = [{**each, "ended_at": each["ended_at"] or at.isoformat()} for each in self.pauses]

    def is_reached_at(self, number: str, at: datetime) -> None:
        """The number its customer keyed: where she is called back and told from here on."""
        self.contact = number
        self.record("contact_given", at, "customer", {"to": number})

    def describe(self, words: str, at: datetime, by: str | None) -> None:
        """The customer's own words; the first of them are the summary."""
        if words and not self.summary:
            self.summary = words[:500]
        self.record("described", at, by, {"text": words} if words else {})

    def transcribe(self, before: str, words: str, piece: str, at: datetime) -> None:
        """What a machine understood of her dictation: the summary only where there is none but itself so far."""
        if self.summary in ("", before[:500]):
            self.summary = words[:500]
        self.record("transcribed", at, None, {"text": piece})

    def record(self, kind: str, at: datetime, by: str | None = None, detail: dict[str, Any] | None = None) -> None:
        """Write what happened, in the same transaction as the change itself."""
        row = {"ticket_number": self.number, "at": at, "kind": kind, "by": by, "detail": detail or {}}
        write_later(self._written_in(), TicketEvent, row)

    def _written_in(self) -> Session:
        session = object_session(self)
        if session is None:
            raise ValueError("an event is of a ticket that is written")
        return session


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

    __table_args__ = (Index("ix_ticket_events_kind_at", "kind", "at"),)


def lock(session: Session, number: int) -> Ticket | None:
    """The ticket, held until this transaction ends: who wins the row decides."""
    return get_locked(session, Ticket, number)


def lock_all(session: Session, numbers: Sequence[int]) -> list[Ticket]:
    """These tickets in the order of their numbers, held. Call it before any of them is held one by one."""
    wanted = select(Ticket).where(Ticket.number.in_(numbers)).order_by(Ticket.number).with_for_update()
    found = list(session.scalars(wanted.execution_options(populate_existing=True)))
    rows_held(session).update({(Ticket, each.number): each for each in found})
    return found


def read(session: Session, numbers: Sequence[int]) -> dict[int, Ticket]:
    """These tickets as they stand, by number; not held."""
    return {each.number: each for each in read_rows(session, Ticket, numbers)}


_WANTED = f"SELECT number, {WANTS_SOMEBODY} FROM tickets WHERE number = ANY(%(numbers)s) ORDER BY number FOR SHARE"


def wanted(session: Session, numbers: Sequence[int]) -> set[int]:
    """Those of these tickets that still want somebody; none of them is taken before this transaction ends."""
    return {number for number, wants in run(session, _WANTED, {"numbers": list(numbers)}).fetchall() if wants}


def unacknowledged(session: Session, numbers: Sequence[int]) -> list[Ticket]:
    """Those of these tickets that still want somebody, gravest first, then oldest."""
    rows = session.scalars(select(Ticket).where(Ticket.number.in_(numbers)))
    return sorted((t for t in rows if t.wants_somebody), key=lambda t: (t.severity, t.opened_at, t.number))


def has_spoken_since(session: Session, ticket: Ticket, at: datetime) -> bool:
    """Whether the customer has said anything of this case since then."""
    said = select(TicketEvent.id).where(TicketEvent.ticket_number == ticket.number, TicketEvent.by == "customer")
    return session.scalar(said.where(TicketEvent.at > at).limit(1)) is not None


_RUNG = """
SELECT kind, detail FROM ticket_events WHERE ticket_number = %(ticket)s AND kind IN ('paged', 'paged_all') ORDER BY id
"""


def rung(session: Session, number: int) -> list[Rung]:
    """Every step that has begun to ring for this case, in order."""
    rows = run(session, _RUNG, {"ticket": number}).fetchall()
    return [Rung(d.get("round", 0), tuple(d.get("engineers", ())), kind == "paged_all") for kind, d in rows]


def held_by(session: Session, engineer: str) -> list[int]:
    """Numbers of the tickets this engineer has taken and not resolved; gravest, then oldest."""
    his = select(Ticket.number).where(Ticket.assignee == engineer)
    at_work = his.where(Ticket.status.in_((Status.ACKNOWLEDGED, Status.WAITING)))
    return list(session.scalars(at_work.order_by(Ticket.severity, Ticket.number)))


def unclosed(session: Session) -> list[int]:
    """Numbers of every ticket that is not closed, oldest first."""
    return list(session.scalars(select(Ticket.number).where(Ticket.status != Status.CLOSED).order_by(Ticket.number)))
