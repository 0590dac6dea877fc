"""Bring an engineer and his customer together again: ring him when she waits, when they were cut off, when he forgot.

An acknowledgement is a promise to talk. A call that ends before the two have talked for fifteen seconds rings him
again at once; one that led to no contact with her within a part of the target does too. Who is not reached has lost
the case, and the policy goes on.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.actions.call_back import KIND as CALL_BACK
from voiceline.actions.call_back import call_back_over
from voiceline.actions.confer import KIND as ASKED_IN
from voiceline.actions.confer import lead_out_who_is_alone, second_over
from voiceline.actions.keep_rhythm import SEEKING_ANOTHER
from voiceline.actions.page_engineer import IN_A_TALK, end_call, next_step, page_over
from voiceline.actions.rehearse import rehearsal_over
from voiceline.actions.ring_beside import is_being_rung, ring
from voiceline.actions.take_ticket import another_case, place_of_caller
from voiceline.actions.tell_customer import tell_customer
from voiceline.actions.turn import Outcome, Turn
from voiceline.actions.untold import KIND as UNTOLD
from voiceline.domain.directory import Directory
from voiceline.domain.escalation import Ending, next_phone
from voiceline.domain.lifecycle import Status
from voiceline.domain.severity import Severity
from voiceline.domain.sla import TARGETS
from voiceline.store import calls, directory, follow_ups, notifications, tickets
from voiceline.store.calls import Call, Waiting
from voiceline.store.follow_ups import NotYetError
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket, TicketEvent

if TYPE_CHECKING:
    from voiceline.line import Line

A_TALK = timedelta(seconds=15)  # less than that was no talk
LOST_AFTER = timedelta(seconds=60)
HE_MAY_ANSWER = timedelta(seconds=120)  # by any of his phones, when he has no reason to expect the ring
FORGOTTEN_AFTER = 2 / 3  # of the response target: ten minutes of a P1's fifteen
# What counts as contact with her, or as a sign that he is at it; a message of the line's own does not.
CONTACT = ("joined", "called_customer", "reached", "asked", "workaround", "resolved", "updated", "cause_told")
JOIN = "join"
AT_IT = "carry_on"  # where his key 2 led
NOT_URGENT = [each for each in Severity if not each.is_urgent]
HUNG_UP = ("gone", "unreachable")  # whatever her leg's receipts say: she has heard her last word


def ring_to_join(session: Session, book: Directory, ticket: Ticket, why: str, now: datetime) -> None:
    """Owe the engineer who has this case a call; he is not rung twice for it.

    ``why`` is waiting, asked, refused, lost, forgotten, untold, assigned, raised, merged, or promised: she left the
    hold to be called.
    """
    engineer = book.engineers.get(ticket.assignee or "")
    if engineer is None or is_being_rung(session, ticket, JOIN, engineer.id):
        return
    ring(session, book, ticket, JOIN, engineer.id, engineer.phones[0], {"why": why}, now)
    ticket.record("called_back", now, ticket.assignee, {"why": why})


def make_sure(session: Session, book: Directory, ticket: Ticket, why: str, now: datetime) -> bool:
    """Page whoever has this case, and owe a look at whether he answered by a key: else it is lost to him.

    ``why`` he has it, or has it as an urgent one, though no key of his says that he is awake: assigned, raised, merged.
    False, and nobody is rung, when it is not urgent, or waits for the customer.
    """
    if (
        ticket.assignee not in book.engineers
        or ticket.status != Status.ACKNOWLEDGED
        or not Severity(ticket.severity).is_urgent
    ):
        return False
    ring_to_join(session, book, ticket, why, now)
    owe_loss(session, ticket, now, HE_MAY_ANSWER, why=why)
    return True


def make_sure_after_a_wait(session: Session, book: Directory, ticket: Ticket, now: datetime) -> None:
    """While it waits for the customer nobody is rung: whoever was given it then, or has it as an urgent one since, is.

    The caller holds the ticket.
    """
    given = select(TicketEvent.kind, TicketEvent.at).where(TicketEvent.ticket_number == ticket.number)
    given = given.where(TicketEvent.by.is_distinct_from(ticket.assignee), TicketEvent.at >= ticket.acknowledged_at)
    raised = TicketEvent.detail["before"].astext.in_(NOT_URGENT) & TicketEvent.detail["after"].astext.not_in(NOT_URGENT)
    of_others = given.where((TicketEvent.kind == "assigned") | ((TicketEvent.kind == "severity_changed") & raised))
    last = session.execute(of_others.order_by(TicketEvent.id.desc()).limit(1)).first()
    if last and _still_his(session, ticket, {"engineer": ticket.assignee, "since": last.at.isoformat()}):
        make_sure(session, book, ticket, "assigned" if last.kind == "assigned" else "raised", now)


def watch_contact(session: Session, ticket: Ticket, now: datetime) -> None:
    """Owe a look, after a part of the response target, at whether he has been in contact with her."""
    target = TARGETS[Severity(ticket.severity)][0]
    taken = ticket.acknowledged_at or now
    began = max(taken, ticket.clock_started_at)  # it may have become urgent long after he took it
    if not Severity(ticket.severity).is_urgent:
        return
    values = {"engineer": ticket.assignee, "since": taken.isoformat()}
    once = f"forgotten-{ticket.number}-{int(taken.timestamp())}"
    due_at = began + target.duration * FORGOTTEN_AFTER
    follow_ups.owe(session, once, "forgotten", due_at, now, ticket_number=ticket.number, values=values)


def engineer_left(session: Session, book: Directory, leg: Call, now: datetime) -> None:
    """The leg of whoever has a case is over. Its caller still there, and no talk of fifteen seconds: he is rung again.

    Not when he has just said that he is at it. The caller holds the ticket.
    """
    ticket = tickets.lock(session, int(leg.notes["case"])) if leg.notes.get("case") else None
    if ticket is not None:
        lead_out_who_is_alone(session, ticket, leg, now)
    if ticket is None or ticket.status != Status.ACKNOWLEDGED or ticket.assignee != leg.engineer:
        return
    watch_contact(session, ticket, now)
    if leg.step == AT_IT:
        return
    caller, _ = calls.caller_or_promise(session, ticket.number)
    if caller is None or has_talked(caller, now) or place_of_caller(session, ticket).name in HUNG_UP:
        return
    ring_to_join(session, book, ticket, "lost", now)
    owe_loss(session, ticket, now)


def has_talked(caller: Waiting | Call, now: datetime) -> bool:
    """Whether the two had a talk before he left; what she waited for him since is none."""
    return caller.joined_at is not None and (caller.queued_at or now) - caller.joined_at >= A_TALK


def owe_loss(session: Session, ticket: Ticket, now: datetime, after: timedelta = LOST_AFTER, **why: str) -> None:
    """Owe a look at whether whoever has it is at it by then: else it is lost to him. ``why`` he was given it, if so."""
    values = {"engineer": ticket.assignee, "since": now.isoformat(), **why}
    once = f"lost-{ticket.number}-{ticket.assignee}-{int(now.timestamp())}"
    follow_ups.owe(session, once, "lost", now + after, now, ticket_number=ticket.number, values=values)


def call_over(session: Session, book: Directory, row: Notification, ending: Ending | None, now: datetime) -> None:
    """A call to an engineer has ended, a page or one to bring the two together: the next phone, while it is wanted.

    The caller holds the ticket.
    """
    if row.kind == "rehearsal":
        rehearsal_over(session, book, row, ending, now)
        return
    if row.kind == CALL_BACK:
        call_back_over(session, book, row, ending, now)
        return
    if row.kind == ASKED_IN:
        second_over(session, book, row, ending, now)
        return
    if not row.is_join_call:
        page_over(session, book, row, ending, now)
        return
    ticket, engineer = tickets.lock(session, row.ticket_number or 0), book.engineers.get(row.person or "")
    if not end_call(session, row, ending, now) or ticket is None or engineer is None:
        return
    if _still_his(session, ticket, {"engineer": row.person, "since": row.created_at.isoformat()}):
        found = next_phone(notifications.tried(session, row), engineer.phones)
        if found:
            ring(session, book, ticket, JOIN, engineer.id, found[0], dict(row.values), now, row)


def reached(turn: Turn) -> Outcome:
    """A key on such a call: he is awake and at it. A case that was lost to him meanwhile he may take again."""
    ticket = tickets.lock(turn.session, int(turn.notes["case"]))
    if ticket is not None and ticket.wants_somebody:
        return Outcome("lost")
    if ticket is not None and ticket.assignee == turn.engineer:
        ticket.record("reached", turn.now, turn.engineer)
    return Outcome("reached", {"reached": True})


def carry_on(turn: Turn) -> Outcome:
    """Key 2, he is at it: a case that waited for him meanwhile is named on the same call."""
    outcome = reached(turn)
    more = another_case(turn) if outcome.name == "reached" else None
    return Outcome("more", {**outcome.remember, **more.remember}) if more else outcome


def forgotten(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """Taken, and no contact with her since: he is rung, and without a key of his the policy goes on."""
    with line.transaction() as session:
        ticket = tickets.lock(session, number or 0)
        if ticket is None or not _still_his(session, ticket, values):
            return "not_wanted"
        if _is_in_a_talk(session, ticket):
            raise NotYetError("he is on the phone with her")
        _, book = directory.current(session)
        ring_to_join(session, book, ticket, "forgotten", line.now())
        owe_loss(session, ticket, line.now())
    return "called_back"


def lost(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """He was not reached: the case wants somebody again, the policy goes on from its next step, and she is told."""
    with line.transaction() as session:
        ticket = tickets.lock(session, number or 0)
        if ticket is None or not _still_his(session, ticket, values):
            return "not_wanted"
        if _is_in_a_talk(session, ticket):
            return "not_wanted"  # he is at it with somebody of hers; the end of that rings him again for who waits
        lose(session, directory.current(session)[1], ticket, line.now())
    return "lost"


def lose(session: Session, book: Directory, ticket: Ticket, now: datetime) -> None:
    """It wants somebody again, at once; she is told. The caller holds the ticket."""
    engineer = book.engineers.get(ticket.assignee or "")
    ticket.lose(now)
    notifications.drop_calls(session, ticket.number, JOIN, "lost", now)
    next_step(session, book, ticket, now)
    named = engineer.name if engineer else book.name
    tell_customer(session, book, ticket, SEEKING_ANOTHER, now, again=True, engineer=named)


def _still_his(session: Session, ticket: Ticket, values: dict[str, Any]) -> bool:
    """Whether he still has it, and nothing since shows that he is at it."""
    if ticket.status != Status.ACKNOWLEDGED or ticket.assignee != values["engineer"]:
        return False
    since = datetime.fromisoformat(values["since"])
    at_it = select(TicketEvent.id).where(TicketEvent.ticket_number == ticket.number, TicketEvent.kind.in_(CONTACT))
    return session.scalar(at_it.where(TicketEvent.at >= since).limit(1)) is None


def _is_in_a_talk(session: Session, ticket: Ticket) -> bool:
    """Whether he who has it is on the phone for it: joined to her, at his menu while she holds, or calling her."""
    return calls.is_at(session, ticket.assignee or "", ticket.number, IN_A_TALK)


def untold(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """No message tells her who has her case: he is asked, by a ring, to call her, unless he is on the phone by then."""
    with line.transaction() as session:
        ticket = tickets.lock(session, number or 0)
        if ticket is None or ticket.responded_at or not _still_his(session, ticket, values):
            return "not_wanted"
        if calls.is_talking(session, values["engineer"]):
            raise NotYetError("he is on the phone")
        _, book = directory.current(session)
        ring_to_join(session, book, ticket, UNTOLD, line.now())
    return "called_back"


DEEDS = {"forgotten": forgotten, "lost": lost, UNTOLD: untold}
