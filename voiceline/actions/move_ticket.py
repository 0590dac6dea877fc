"""Move a ticket through its life: severity, a question, a way around, solved, refused, closed, opened again.

Every verb keeps the clocks in the same transaction and tells the customer. Each may raise NotAllowedError, when the
ticket is where that verb means nothing; the caller holds the ticket.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voiceline.actions.bring_together import make_sure, make_sure_after_a_wait, watch_contact
from voiceline.actions.keep_clocks import plan_clocks, respond
from voiceline.actions.keep_rhythm import begin_anew
from voiceline.actions.left_behind import find_another, is_left_behind
from voiceline.actions.page_engineer import begin_policy, policy_in_force, stop_paging
from voiceline.actions.tell_customer import numbers_of, recipients, tell_customer
from voiceline.actions.tell_engineers import concerned, tell_engineers
from voiceline.domain.directory import Directory
from voiceline.domain.lifecycle import NotAllowedError, Status
from voiceline.domain.severity import Severity
from voiceline.store import follow_ups, merged, tickets
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket

BUSINESS_DAY = timedelta(hours=9)
REMINDED_AFTER, CLOSED_AFTER = BUSINESS_DAY, 2 * BUSINESS_DAY  # of silence to "is it really solved?"
OWN_STEP_SECONDS = 120  # how long the engineer whose case came back has it to himself
ASKING = ("remind_validation", "close_unvalidated")


@dataclass(frozen=True)
class Desk:
    """Where a verb is done: the transaction, the directory in force with its version, who does it, and now."""

    session: Session
    directory: Directory
    version: int
    by: str | None  # an engineer's id, an admin's e-mail, "customer", or None for the line itself
    now: datetime

    def plan(self, ticket: Ticket, why: str) -> None:
        plan_clocks(self.session, self.directory, self.version, ticket, self.now, why, self.by)
        begin_anew(self.session, self.directory, ticket, self.now, self.now)


def change_severity(desk: Desk, ticket: Ticket, to: Severity, reason: str, told_as: str = "severity") -> None:
    """Support classifies anew (agreement, "clasificación y priorización"): with a reason, and the customer is told.

    Whoever has a case that becomes urgent may be asleep, unless he says so himself: only a key of his shows it.
    """
    was = Severity(ticket.severity)
    classify(desk, ticket, to, reason, told_as)
    if was.is_urgent or not to.is_urgent or ticket.status != Status.ACKNOWLEDGED:
        return
    if desk.by == ticket.assignee:
        watch_contact(desk.session, ticket, desk.now)
    else:
        make_sure(desk.session, desk.directory, ticket, "raised", desk.now)


def classify(desk: Desk, ticket: Ticket, to: Severity, reason: str, told_as: str = "severity") -> None:
    """The same, without a look at whoever has it."""
    if to == ticket.severity or ticket.status == Status.CLOSED:
        raise NotAllowedError(Status(ticket.status), "change_severity")
    was_urgent, was = ticket.wants_somebody, Severity(ticket.severity)
    ticket.change_severity(to, desk.now, desk.by, reason)
    desk.plan(ticket, "severity")
    if was_urgent and not ticket.wants_somebody:
        stop_paging(desk.session, ticket, "lowered", desk.now)
    elif to.is_urgent and not was.is_at_least(to):
        ticket.policy = policy_in_force(desk.directory, to, desk.now)  # should whoever has it lose it, as well
        if was_urgent:
            stop_paging(desk.session, ticket, "raised", desk.now)
        if ticket.wants_somebody:
            begin_policy(desk.session, desk.directory, ticket, desk.now)
    _tell(desk, ticket, told_as)


def ask_customer(desk: Desk, ticket: Ticket, question: str) -> bool:
    """Owe a concrete question; the clock stands still from its delivery. False when nobody can be asked by message."""
    if ticket.status != Status.ACKNOWLEDGED:
        raise NotAllowedError(Status(ticket.status), "wait")
    if not numbers_of(recipients(desk.directory, ticket)):
        return False
    ticket.record("asked", desk.now, desk.by, {"question": question})
    engineer = desk.directory.engineers.get(ticket.assignee or "")
    named = engineer.name if engineer else desk.directory.name
    _tell(desk, ticket, "question", question=question, engineer=named)
    return True


def question_delivered(desk: Desk, ticket: Ticket, question: Notification) -> None:
    """The question is with her: that is an answer from a person too, and the resolution clock stands still.

    Not when she has spoken since it was sent: then there is nothing left to wait for.
    """
    respond(desk.session, ticket, desk.now, f"{question.channel} delivered")
    if ticket.status == Status.ACKNOWLEDGED and not tickets.has_spoken_since(desk.session, ticket, question.created_at):
        ticket.wait(desk.now)
        desk.plan(ticket, "waiting")


def customer_spoke(desk: Desk, ticket: Ticket) -> None:
    """Her word, on whatever channel, ends a wait for her."""
    if ticket.status == Status.WAITING:
        ticket.resume(desk.now)
        desk.plan(ticket, "resumed")
        if is_left_behind(desk.directory, ticket):
            find_another(desk.session, desk.directory, ticket, desk.now)
        else:
            make_sure_after_a_wait(desk.session, desk.directory, ticket, desk.now)


def customer_is_heard(desk: Desk, waiting: Sequence[int]) -> None:
    """Whatever she says or writes ends what waits for a word of hers, or of anyone of this customer."""
    for number in sorted(waiting):  # as all hold them
        ticket = tickets.lock(desk.session, number)
        if ticket is not None:
            customer_spoke(desk, ticket)


def work_around(desk: Desk, ticket: Ticket, note: str) -> None:
    """ALTERNATIVA: the promise of a resolution is met, the case stays open."""
    ticket.work_around(desk.now, desk.by, note)
    desk.plan(ticket, "workaround")
    _tell(desk, ticket, "workaround", note=note)


def update(desk: Desk, ticket: Ticket, words: str, mark: str) -> bool:
    """AVISO: his words to her, once under this mark. False, and nothing is done, when no message can reach anybody."""
    if ticket.status == Status.CLOSED:
        raise NotAllowedError(Status.CLOSED, "update")
    if not numbers_of(recipients(desk.directory, ticket)):
        return False
    ticket.record("updated", desk.now, desk.by, {"text": words})
    engineer = desk.directory.engineers.get(desk.by or "")
    named = engineer.name if engineer else desk.directory.name
    tell_customer(desk.session, desk.directory, ticket, "update", desk.now, again=mark, engineer=named, note=words)
    return True


def resolve(desk: Desk, ticket: Ticket, note: str) -> None:
    """RESUELTO: she is asked whether it really is; the clock stands still until she says."""
    ticket.resolve(desk.now, desk.by, note)
    stop_paging(desk.session, ticket, "resolved", desk.now)
    desk.plan(ticket, "resolved")
    _tell(desk, ticket, "resolved", note=note)
    for kind, span in zip(ASKING, (REMINDED_AFTER, CLOSED_AFTER), strict=True):
        due_at = desk.directory.calendar.add(desk.now, span)
        once = f"{kind}-{ticket.number}-{int(desk.now.timestamp())}"
        follow_ups.owe(desk.session, once, kind, due_at, desk.now, ticket_number=ticket.number)


def confirm(desk: Desk, ticket: Ticket) -> None:
    """She says yes: closed, validated; the resolution is dated at RESUELTO."""
    _close(desk, ticket, "validated")
    _tell(desk, ticket, "closed")


def refuse(desk: Desk, ticket: Ticket) -> None:
    """She says no: all the time since counts, and whoever has the case is paged."""
    follow_ups.cancel(desk.session, ticket.number, ASKING, "refused", desk.now)
    ticket.refuse(desk.now, desk.by)
    _back_to_work(desk, ticket, "refused")


def close_unvalidated(desk: Desk, ticket: Ticket) -> None:
    """Two business days of silence: closed, and shown apart."""
    _close(desk, ticket, "unvalidated")
    _tell(desk, ticket, "closed")


def reopen(desk: Desk, ticket: Ticket, reason: str = "") -> None:
    """Opened again after its end, by a word of hers or by us, with our reason. One that was merged is parted again."""
    into = tickets.lock(desk.session, ticket.merged_into) if ticket.merged_into else None
    ticket.reopen(desk.now, desk.by, reason)
    if into is not None:
        merged.part(desk.session, into, ticket, desk.now, desk.by)
    _back_to_work(desk, ticket, "reopened")


def set_aside(desk: Desk, ticket: Ticket, exclusion: str) -> None:
    """Closed as out of scope (agreement: five exclusions), with the words the customer is told."""
    _close(desk, ticket, "out_of_scope", exclusion)
    _tell(desk, ticket, f"excluded_{exclusion}")


def _tell(desk: Desk, ticket: Ticket, kind: str, **values: str) -> None:
    """Told to the customer, unless it is her own answer: that is answered where she gave it."""
    if desk.by != "customer" or kind == "lowered":
        tell_customer(desk.session, desk.directory, ticket, kind, desk.now, again=True, **values)


def _close(desk: Desk, ticket: Ticket, how: str, exclusion: str | None = None) -> None:
    ticket.close(desk.now, desk.by, how, exclusion)
    rest(desk, ticket, how)


def rest(desk: Desk, ticket: Ticket, why: str) -> None:
    """It is over: nobody is asked, rung or warned of it any more."""
    follow_ups.cancel(desk.session, ticket.number, ASKING, why, desk.now)
    stop_paging(desk.session, ticket, why, desk.now)
    desk.plan(ticket, why)


def _back_to_work(desk: Desk, ticket: Ticket, why: str) -> None:
    """Open again: whoever had it is paged first, and the policy right behind him; what is not urgent is a text."""
    desk.plan(ticket, why)
    _tell(desk, ticket, "reopened")
    own = [ticket.assignee] if ticket.assignee and ticket.assignee in desk.directory.engineers else []
    if ticket.wants_somebody:
        policy = policy_in_force(desk.directory, Severity(ticket.severity), desk.now)
        first = [{"page": own, "by": ["call", "sms"], "wait": OWN_STEP_SECONDS}] if own else []
        ticket.policy = {**policy, "steps": [*first, *policy["steps"]]}
        begin_policy(desk.session, desk.directory, ticket, desk.now)
    else:
        values = {"case_number": ticket.number, "severity_code": ticket.severity, "customer": ticket.customer or ""}
        once = f"back-{ticket.number}-{int(desk.now.timestamp())}"
        told = own or concerned(desk.session, desk.directory, ticket, desk.now)
        tell_engineers(desk.session, desk.directory, told, "back", once, desk.now, values, ticket.number)


def rectify(desk: Desk, ticket: Ticket, target: str, reason: str) -> None:
    """An admin sets a recorded breach right; it stays recorded and is shown apart. ValueError where there is none."""
    ticket.rectify(target, desk.now, desk.by or "line", reason)
