"""One open case as the board and the wall show it: values that change only when the case does, so they can be compared.

Nothing in a row moves with the second. What ticks is a moment that the page counts from, here as on the screen.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from voiceline.actions.bring_together import CONTACT, HE_MAY_ANSWER
from voiceline.actions.hold import AWAY
from voiceline.actions.keep_rhythm import UPDATE
from voiceline.actions.move_ticket import ASKING
from voiceline.domain.escalation import people as behind
from voiceline.domain.lifecycle import Status
from voiceline.domain.sla import RESOLUTION, RESPONSE
from voiceline.store import board, exclusions
from voiceline.store.board import Ring
from voiceline.store.calls import Call
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket, TicketEvent
from voiceline.web.admin import promises
from voiceline.web.admin.people import People
from voiceline.web.admin.who_knows import Doubt, doubts

SUMMARY = 180  # characters; the rest is on the case's own page
MOST_CALLERS = 30
_, CLOSES = ASKING


@dataclass(frozen=True)
class Clock:
    """One target. ``words`` where nothing ticks; else it counts to ``at``, and from it once that is over."""

    target: str
    verdict: str
    at: datetime
    words: str | None


@dataclass(frozen=True)
class Caller:
    """Somebody in the queue, since when, and for which case."""

    key: str
    who: str
    since: datetime
    number: int | None


@dataclass(frozen=True)
class Row:
    """``holder``: nobody (an urgent case that wants somebody), free (no phone rings for it), unsure (given to somebody
    whose phone rings unanswered) or taken.
    """

    number: int
    severity: str
    status: str
    customer: str
    summary: str
    holder: str
    who: str
    clocks: tuple[Clock, ...]
    next_news: datetime | None
    doubts: tuple[Doubt, ...]
    callers: tuple[Caller, ...]
    resolved_at: datetime | None
    closes_at: datetime | None
    has_recording: bool
    asks_to_exclude: bool  # somebody has asked to close it as out of scope, and no admin has answered

    @property
    def is_late(self) -> bool:
        return any(each.verdict == "missed" for each in self.clocks)


class Told(NamedTuple):
    """What ``doubts`` needs of a case."""

    news: Sequence[Notification]
    events: Sequence[TicketEvent]


def callers(session: Session, people: People) -> list[Caller]:
    """Whoever waits on the line for somebody now, the longest first; not those an engineer will be back with."""
    waiting = board.waiting_callers(session, MOST_CALLERS)
    return [_caller(call, people) for call in waiting if waits(call)]


def waits(call: Call) -> bool:
    """Whether she is on hold for somebody now."""
    return call.direction == "inbound" and call.queued_at is not None and call.step != AWAY


def unconfirmed(session: Session, now: datetime) -> list[int]:
    """Cases that were given to somebody who has pressed no key yet: he may be asleep."""
    return board.unconfirmed(session, now + HE_MAY_ANSWER, CONTACT)


def rows(
    session: Session, people: People, tickets: Sequence[Ticket], waiting: Sequence[Caller], now: datetime
) -> list[Row]:
    """These cases in their order, by one statement a table."""
    numbers = [each.number for each in tickets]
    if not numbers:
        return []
    since = min(each.opened_at for each in tickets)
    looked = _Looked(
        people,
        now,
        waiting,
        board.rings(session, [each.number for each in tickets if each.wants_somebody]),
        board.due(session, numbers, (UPDATE, CLOSES)),
        *board.in_doubt(session, numbers, since),
        frozenset(unconfirmed(session, now)),
        board.recorded(session, [each.number for each in tickets if not each.summary]),
        exclusions.asked_of(session, numbers),
    )
    return [looked.row(each) for each in tickets]


@dataclass(frozen=True)
class _Looked:
    people: People
    now: datetime
    waiting: Sequence[Caller]
    rings: Mapping[int, Sequence[Ring]]
    due: Mapping[tuple[int, str], datetime]
    news: Mapping[int, Sequence[Notification]]
    untold: Mapping[int, Sequence[TicketEvent]]
    unsure: Set[int]
    recorded: Set[int]
    to_exclude: Set[int]

    def row(self, ticket: Ticket) -> Row:
        number = ticket.number
        told = Told(self.news.get(number, ()), self.untold.get(number, ()))
        holder, who = self._who(ticket)
        return Row(
            number=number,
            severity=ticket.severity,
            status=ticket.status,
            customer=self.people.customer(ticket),
            summary=_short(ticket.summary),
            holder=holder,
            who=who,
            clocks=self._clocks(ticket),
            next_news=self.due.get((number, UPDATE)),
            doubts=tuple(each for each in doubts(told, (), self.people) if each.unknown),
            callers=tuple(each for each in self.waiting if each.number == number),
            resolved_at=ticket.resolved_at if ticket.status == Status.RESOLVED else None,
            closes_at=self.due.get((number, CLOSES)),
            has_recording=number in self.recorded,
            asks_to_exclude=number in self.to_exclude,
        )

    def _who(self, ticket: Ticket) -> tuple[str, str]:
        w = self.people.w
        if not ticket.wants_somebody:
            if ticket.status == Status.OPEN:
                return "free", w("board_free")
            who = self.people.engineer(ticket.assignee) or "—"
            return ("unsure", w("board_unsure", who=who)) if ticket.number in self.unsure else ("taken", who)
        rings = self.rings.get(ticket.number, ())
        ringing = [self.people.engineer(each.engineer) for each in rings if each.now]
        where = {"round": ticket.round, "step": ticket.step}
        if ringing:
            return "nobody", w("board_ringing", names=", ".join(ringing), **where)
        coming = [each.engineer for each in rings] or self._step(ticket)
        names = ", ".join(self.people.engineer(each) for each in coming)
        return "nobody", w("board_to_ring", names=names, **where) if names else w("nobody_has_it")

    def _step(self, ticket: Ticket) -> Sequence[str]:
        """Whom the step that runs is for, between two rings."""
        steps = ticket.policy.get("steps", ())
        if not 1 <= ticket.step <= len(steps):
            return ()
        return behind(self.people.book, steps[ticket.step - 1]["page"], self.now)

    def _clocks(self, ticket: Ticket) -> tuple[Clock, ...]:
        """The target that counts now, first; and any that was missed."""
        looked = {RESPONSE: promises.response, RESOLUTION: promises.resolution}
        counts = board.next_target(ticket)
        found = {}
        for target, look in looked.items():
            promised = look(ticket, self.now, self.people.w)
            if target == counts or promised.verdict == "missed":
                ticks = promised.met_at is None and (ticket.runs(target) or promised.verdict == "missed")
                since = ticket.breached_at(target) or promised.due_at
                found[target] = Clock(target, promised.verdict, since, None if ticks else promised.words)
        if counts is None and ticket.status == Status.WAITING and RESOLUTION not in found:
            promised = promises.resolution(ticket, self.now, self.people.w)
            found[RESOLUTION] = Clock(RESOLUTION, promised.verdict, promised.due_at, promised.words)
        order = [counts, RESPONSE, RESOLUTION]
        return tuple(found[each] for each in dict.fromkeys(order) if each in found)


def _caller(call: Call, people: People) -> Caller:
    return Caller(f"waiting-{call.id}", people.who(call), call.queued_at or call.started_at, call.ticket_number)


def _short(words: str) -> str:
    said = " ".join(words.split())
    return said if len(said) <= SUMMARY else f"{said[: SUMMARY - 1]}…"
