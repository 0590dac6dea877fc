"""Merge a case into another of the same customer: two reports of one thing, and nothing of either is lost.

The graver severity stands, each target runs from the first moment either was reported at it, a recorded breach stays
one, and somebody must really be at it: rings that end because another has the surviving case begin again on his phone.
"""

from datetime import datetime

from voiceline.actions.bring_together import JOIN, make_sure
from voiceline.actions.confer import owe_move
from voiceline.actions.keep_clocks import respond
from voiceline.actions.keep_rhythm import TAKEN, begin_anew
from voiceline.actions.move_ticket import Desk, classify, customer_spoke, rest
from voiceline.actions.take_ticket import place_of_caller, take, tell_who_has_it
from voiceline.actions.tell_customer import known_by, recipients, reporters, tell_customer
from voiceline.actions.tell_engineers import tell_engineers
from voiceline.domain.lifecycle import Status
from voiceline.domain.merging import Side, graver, obstacle
from voiceline.domain.severity import Severity
from voiceline.store import follow_ups, merged, notifications, promise, tickets
from voiceline.store.causes import Cause
from voiceline.store.tickets import Ticket

WATCHES = ("forgotten", "lost", "untold")  # over whoever had the merged one


class CannotMergeError(Exception):
    """The text is a word of the admin's: why."""


def merge(desk: Desk, number: int, into_number: int, reason: str) -> None:
    """Nothing is held yet: callers and conversations, then both cases in the order of their numbers.

    Raises CannotMergeError, LookupError for a case that does not exist.
    """
    on_the_line = merged.hold_what_is_under_way(desk.session, number)
    held = {each.number: each for each in tickets.lock_all(desk.session, sorted({number, into_number}))}
    if number not in held:
        raise LookupError(number)
    if into_number not in held:
        raise CannotMergeError("merge_unknown")
    ticket, into = held[number], held[into_number]
    why = obstacle(_side(ticket), _side(into), reason)
    if why is not None:
        raise CannotMergeError(why)
    wanted_somebody, severity = ticket.wants_somebody or into.wants_somebody, graver(_side(ticket), _side(into))
    had_by, answered = ticket.assignee if _side(ticket).is_had else None, promise.how_answered(desk.session, number)
    becomes_urgent = severity.is_urgent and not Severity(into.severity).is_urgent
    merged.end_in(ticket, into, known_by(reporters(desk.directory, ticket)), desk.now, desk.by, reason)
    rest(desk, ticket, "merged")
    follow_ups.cancel(desk.session, number, WATCHES, "merged", desk.now)
    for kind in (TAKEN, JOIN):
        notifications.drop_calls(desk.session, number, kind, "merged", desk.now)
    merged.lead_over(desk.session, number, into_number, on_the_line)
    owe_move(desk.session, into_number, on_the_line, desk.now)
    tell_customer(desk.session, desk.directory, ticket, "merged", desk.now, again=True, into=into_number)
    merged.absorb(into, ticket, known_by(recipients(desk.directory, ticket)), desk.now, desk.by)
    customer_spoke(Desk(desk.session, desk.directory, desk.version, "customer", desk.now), into)
    _keep_clocks(desk, ticket, into, severity, reason, answered)
    _keep_cause(desk, ticket, into)
    if into.status == Status.OPEN and had_by in desk.directory.engineers:
        take(desk.session, desk.directory, into, str(had_by), desk.now, assigned_by=desk.by)
    _tell_engineers(desk, ticket, into, had_by)
    somebody_waits = place_of_caller(desk.session, into).name == "waiting"
    is_news_to_him = becomes_urgent and into.assignee != had_by
    if (wanted_somebody or somebody_waits or is_news_to_him) and into.assignee != desk.by:
        make_sure(desk.session, desk.directory, into, "merged", desk.now)


def _keep_clocks(desk: Desk, ticket: Ticket, into: Ticket, severity: Severity, reason: str, answered: str) -> None:
    """The deadlines of the earlier report; the first answer she had of either is the one, late or not by those.

    But whoever reported it at this severity, and has no answer, was not answered before she had reported it.
    """
    since = datetime.fromisoformat(into.clock_starts[severity])
    own, other = into.responded_at, ticket.responded_at
    desk.plan(into, "merged")
    if other is not None and (own is not None or other >= since):
        respond(desk.session, into, other, answered)
    if severity != into.severity:
        classify(desk, into, severity, reason)
    if own is not None and other is None and own < since:
        merged.owe_answer(into)
        desk.plan(into, "merged")
        if _side(into).is_had and into.assignee in desk.directory.engineers:
            tell_who_has_it(desk.session, desk.directory, into, str(into.assignee), desk.now)
    begin_anew(desk.session, desk.directory, into, desk.now, desk.now)


def _keep_cause(desk: Desk, ticket: Ticket, into: Ticket) -> None:
    """What is told of a cause reaches whoever reported either."""
    cause = desk.session.get(Cause, ticket.cause_id) if ticket.cause_id and not into.cause_id else None
    if cause is not None and cause.is_open:
        into.link(cause.id, cause.name, desk.now, desk.by)


def _tell_engineers(desk: Desk, ticket: Ticket, into: Ticket, had_by: str | None) -> None:
    """Whoever has the case that goes on, and whoever had the other."""
    values = {
        "case_number": ticket.number,
        "into": into.number,
        "severity_code": str(into.severity),
        "customer": into.customer or "",
    }
    told = dict.fromkeys(
        each for each in (into.assignee, had_by) if each in desk.directory.engineers and each != desk.by
    )
    once = f"merged-{ticket.number}-{int(desk.now.timestamp())}"
    told_ids = [str(each) for each in told]
    tell_engineers(desk.session, desk.directory, told_ids, "merged_for_us", once, desk.now, values, into.number)


def _side(ticket: Ticket) -> Side:
    status, severity = Status(ticket.status), Severity(ticket.severity)
    return Side(ticket.number, status, severity, ticket.customer, ticket.contact)
