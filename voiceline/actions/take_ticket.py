"""Take a ticket: the keypress that ends the ringing. The first wins, and every other hears who was first."""

from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.actions.customer_leg import note_answered
from voiceline.actions.keep_rhythm import TAKEN
from voiceline.actions.page_engineer import end_ring, is_asked, next_step, page_over, stop_paging
from voiceline.actions.tell_customer import tell_customer, when
from voiceline.actions.tell_engineers import tell_engineers
from voiceline.actions.turn import Outcome, Turn
from voiceline.dialog.conversation import Confer, End, Hold
from voiceline.dialog.scripts import SCRIPTS
from voiceline.domain.directory import Directory
from voiceline.domain.escalation import Ending
from voiceline.domain.lifecycle import Status
from voiceline.domain.sending import number_of
from voiceline.store import calls, follow_ups, merged, notifications, tickets
from voiceline.store.calls import Call
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket

DICTATION_SECONDS = 20  # how long an engineer waits for a caller who is still dictating

# Where she still speaks, listens or keys: led out of it for an engineer who waits.
DICTATING = frozenset(
    {
        *("describe", "describe_stranger", "same_cause", "speak", "described", "spoken", "opened_unasked"),
        *("ask_number", "number_again", "ask_mobile", "mobile_again"),
        *("leave_number", "leave_number_again"),
    }
)


def acknowledge(turn: Turn) -> Outcome:
    """Key 1. In one transaction: the ticket is his, every other page is called off, the customer will be told.

    Who was taken out of the directory while his phone rang takes none: the next is called.
    """
    if turn.engineer not in turn.directory.engineers:
        pass_on(turn)
        return Outcome("not_ours")
    ticket = merged.lock_where_it_goes_on(turn.session, int(turn.notes["case"]))
    if ticket is None:
        return Outcome("over")
    named = {"case": ticket.number}  # another than he was rung for, when that was merged meanwhile
    if ticket.wants_somebody:
        take(turn.session, turn.directory, ticket, turn.engineer, turn.now, page=turn.page)
        if isinstance(turn.subject, Call):
            turn.subject.ticket_number = ticket.number
        found = whereabouts(turn, ticket)
        return Outcome(found.name, {**found.remember, **named, "acknowledged": True})
    found = whereabouts(turn, ticket)
    return Outcome(found.name, {**found.remember, **named})


def take(
    session: Session,
    directory: Directory,
    ticket: Ticket,
    engineer: str,
    now: datetime,
    page: int | None = None,
    assigned_by: str | None = None,
) -> None:
    """This engineer has the case. Raises NotAllowedError unless it is open."""
    ticket.acknowledge(engineer, now, assigned_by)
    name = directory.engineers[engineer].name
    reached = stop_paging(session, ticket, "taken", now, keep=page)
    others = [each for each in reached if each != engineer and each in directory.engineers]
    if others:
        once = f"taken-by-{ticket.number}-{int(now.timestamp())}"
        values = {"engineer": name, "case_number": ticket.number}
        tell_engineers(session, directory, others, "taken_by_other", once, now, values, ticket.number, by=("sms",))
    tell_who_has_it(session, directory, ticket, engineer, now)


def tell_who_has_it(session: Session, directory: Directory, ticket: Ticket, engineer: str, now: datetime) -> None:
    """The customer hears his name, as long as he is still the one when it leaves."""
    name = directory.engineers[engineer].name
    since = ticket.acknowledged_at or now
    said = {"engineer": name, "at_clock": when(directory, since, now, ticket.language), "since": since.isoformat()}
    tell_customer(session, directory, ticket, TAKEN, now, again=True, **said)


def pass_on(turn: Turn) -> Outcome:
    """Key 2. He is left alone until the policy begins again; if it is his step that rings, the next begins at once."""
    number = int(turn.notes["case"])
    ticket = tickets.lock(turn.session, number)
    if ticket is None or not ticket.wants_somebody:
        return whereabouts(turn, ticket) if ticket else Outcome("over")
    own = [page for page in notifications.pages_of_ticket(turn.session, number) if page.person == turn.engineer]
    answered = next((page for page in own if page.id == turn.page), None)
    if answered is not None and (answered.round, answered.step) == (ticket.round, ticket.step):
        _drop_pending(own, turn.now)
        page_over(turn.session, turn.directory, answered, Ending.PASSED_ON, turn.now)
        return another_case(turn, number) or Outcome("passed")
    if answered is not None:  # beside the policy, or of a step that is over: its end moves nothing
        page_over(turn.session, turn.directory, answered, Ending.PASSED_ON, turn.now)
    pass_without_a_call(turn.session, turn.directory, ticket, turn.engineer, turn.now)
    return another_case(turn, number) or Outcome("passed")


def pass_without_a_call(session: Session, directory: Directory, ticket: Ticket, engineer: str, now: datetime) -> None:
    """By message, or on a call he made: his phone, if it rings for this case, stops. Said again, it changes nothing.

    A step that rings somebody else, and never him, is left to ring. The caller holds the ticket, which wants somebody.
    """
    own = [page for page in notifications.pages_of_ticket(session, ticket.number) if page.person == engineer]
    has_passed = engineer in notifications.passed_on(session, ticket.number, ticket.round)
    if has_passed and not own:
        return
    _drop_pending(own, now)
    for page in own:
        if page.is_page_call and page.state != "cancelled":
            page.ending = Ending.PASSED_ON  # whatever the end of its leg will look like
            end_ring(session, page, now)
    if not has_passed:  # the round tells until when he is left alone
        ticket.record("page_ended", now, engineer, {"outcome": "passed_on", "round": ticket.round})
    if is_asked(session, ticket, engineer):
        next_step(session, directory, ticket, now)


def _drop_pending(pages: list[Notification], now: datetime) -> None:
    for page in pages:
        if page.state == "pending":
            page.cancel("passed_on", now)


def see_caller(turn: Turn) -> Outcome:
    """Where the caller is now. After twenty seconds a dictation is ended for the engineer who waits."""
    ticket = tickets.lock(turn.session, int(turn.notes["case"]))
    if ticket is None:
        return Outcome("over")
    found = whereabouts(turn, ticket)
    waited = (turn.now - ticket.acknowledged_at).total_seconds() if ticket.acknowledged_at else 0
    if found.name == "dictating" and waited >= DICTATION_SECONDS:
        owe_end_of_dictation(turn, ticket)
    return found


def end_dictation(turn: Turn) -> Outcome:
    """The engineer does not want to wait: what was said is kept, and the two are joined."""
    ticket = tickets.lock(turn.session, int(turn.notes["case"]))
    if ticket is None:
        return Outcome("over")
    found = whereabouts(turn, ticket)
    if found.name == "dictating":
        owe_end_of_dictation(turn, ticket)
    return found


def end_call(turn: Turn) -> Outcome:
    """He called her, and somebody answered; a case that waited meanwhile is named next."""
    ticket = tickets.lock(turn.session, int(turn.notes["case"]))
    if ticket is not None:
        note_answered(turn, ticket)
    return another_case(turn) or Outcome("done")


def whereabouts(turn: Turn, ticket: Ticket) -> Outcome:
    """The truth for whoever presses a key on this case: whose it is, and where its caller is."""
    if ticket.status not in (Status.ACKNOWLEDGED, Status.WAITING):
        return Outcome("over")
    if ticket.assignee != turn.engineer:
        first = turn.directory.engineers.get(ticket.assignee or "")
        at = ticket.acknowledged_at or turn.now
        return Outcome("taken", {"taken_by": first.name if first else ticket.assignee, "taken_at": at.isoformat()})
    return place_of_caller(turn.session, ticket)


def place_of_caller(session: Session, ticket: Ticket) -> Outcome:
    """Where the caller of this case is: waiting, in its conference, dictating (or keying), gone, unreachable."""
    caller, promised = calls.caller_or_promise(session, ticket.number)
    step = SCRIPTS["customer_line"].steps.get(caller.step) if caller is not None else None
    if caller is not None and isinstance(step, Hold):
        return Outcome("waiting", {"queue": queue_of(caller)})
    if isinstance(step, Confer):
        return Outcome("conference")
    if caller is not None and caller.joined_at is None and not isinstance(step, End):
        return Outcome("dictating")
    number = promised or number_of(ticket.contact)  # a colleague of hers may have been promised it
    if number:
        return Outcome("gone", {"customer_number": number, "is_owed_a_call": promised is not None})
    return Outcome("unreachable")


def another_case(turn: Turn, passed: int | None = None) -> Outcome | None:
    """The next case that waits for this engineer, named on the same call; None when there is none."""
    done = [*turn.notes.get("passed", ()), *([passed] if passed else ()), turn.notes["case"]]
    others = [number for number in waiting_for(turn.session, turn.engineer) if number not in done]
    if not others:
        return None
    return Outcome("more", {"case": others[0], "cases": others, "passed": done})


def waiting_for(session: Session, engineer: str, rung_for: int | None = None) -> list[int]:
    """The cases that wait for this engineer, gravest first; one he passed on does again in the policy's next round.

    ``rung_for``: the case whose page rings him now, whatever he did with it before.
    """
    asked = {*notifications.tickets_asked_of(session, engineer), *([rung_for] if rung_for else ())}
    return [
        ticket.number
        for ticket in tickets.unacknowledged(session, list(asked))
        if ticket.number == rung_for or engineer not in notifications.passed_on(session, ticket.number, ticket.round)
    ]


def owe_end_of_dictation(turn: Turn, ticket: Ticket) -> None:
    caller = calls.waiting_caller(turn.session, ticket.number)
    if caller is not None:
        once = f"end-dictation-{caller.id}"
        values = {"call": caller.sid}
        follow_ups.owe(
            turn.session, once, "end_dictation", turn.now, turn.now, ticket_number=ticket.number, values=values
        )


def queue_of(call: "Call | calls.Waiting") -> str:
    """The name of the queue in which this caller waits: opaque, her own."""
    return f"call-{call.id}"
