"""A customer's open case, by phone: its people rung again, she joined to it, her message, "ya funciona" or not."""

from collections.abc import Sequence

from voiceline.actions.bring_together import HE_MAY_ANSWER, owe_loss, ring_to_join
from voiceline.actions.left_behind import find_another, is_left_behind
from voiceline.actions.move_ticket import Desk, confirm, customer_spoke, refuse
from voiceline.actions.page_engineer import ring_again
from voiceline.actions.tell_engineers import concerned, tell_engineers
from voiceline.actions.turn import Outcome, Turn
from voiceline.domain.lifecycle import Status
from voiceline.domain.severity import Severity
from voiceline.store import her_cases, merged, tickets
from voiceline.store.calls import Call
from voiceline.store.threads import Thread
from voiceline.store.tickets import Ticket

LEAST_SECONDS = 2  # of a message, to be one


def as_grave_as(turn: Turn, severity: Severity) -> Ticket | None:
    """Her case that is at work on and at least as grave, held; the newest of the gravest. None proves nothing."""
    numbers = _open_cases(turn)
    held = {number: tickets.lock(turn.session, number) for number in sorted(numbers)}  # as all hold them: by number
    for number in numbers:
        ticket = held[number]
        at_work = ticket is not None and ticket.status in (Status.OPEN, Status.ACKNOWLEDGED, Status.WAITING)
        if ticket is not None and at_work and Severity(ticket.severity).is_at_least(severity):
            return ticket
    return None


def _open_cases(turn: Turn) -> list[int]:
    if isinstance(turn.subject, Thread):
        return her_cases.of(turn.session, turn.subject, turn.now).open
    return her_cases.open_cases(turn.session, turn.contact, turn.subject.customer)


def ring_its_people(turn: Turn, ticket: Ticket) -> None:
    """In the middle of a conversation: on a call she waits for them."""
    call_again(_desk(turn), ticket, "waiting" if isinstance(turn.subject, Call) else "asked")


def call_again(desk: Desk, ticket: Ticket, why: str, **how: str) -> None:
    """At once: whoever has it, else those of the policy's present step. Whose phone rings already is left to it.

    Who has an urgent case and answers on none of his phones has lost it: somebody else comes.
    ``why`` is what he who has it hears (``ring_to_join``); ``how`` stands in the event.
    """
    ticket.record("called_again", desk.now, "customer", how)
    customer_spoke(desk, ticket)
    if ticket.wants_somebody:
        ring_again(desk.session, desk.directory, ticket, desk.now)
    elif is_left_behind(desk.directory, ticket):
        find_another(desk.session, desk.directory, ticket, desk.now)
    elif ticket.status == Status.ACKNOWLEDGED:
        ring_to_join(desk.session, desk.directory, ticket, why, desk.now)
        if Severity(ticket.severity).is_urgent:
            owe_loss(desk.session, ticket, desk.now, HE_MAY_ANSWER)


def join_case(turn: Turn) -> Outcome:
    """It is about that case: she waits for its people, whatever has become of it while she was asked.

    Her urgent key stands: solved, it is not for her; merged, it goes on in the other; closed, she has another.
    """
    ticket = merged.lock_where_it_goes_on(turn.session, int(turn.notes["case"]))
    if ticket is None or ticket.status == Status.CLOSED:
        return Outcome("closed")
    if ticket.status == Status.RESOLVED:
        refuse(_desk(turn), ticket)
    elif ticket.number != turn.notes["case"]:
        ring_its_people(turn, ticket)
    return _join(turn, ticket)


def call_about_case(turn: Turn) -> Outcome:
    """She wants to talk now: its people are rung, and she waits; who writes need not, and reads that they are."""
    ticket = _hers(turn)
    if ticket is None or ticket.status in (Status.RESOLVED, Status.CLOSED):
        return Outcome("over")
    if ticket.somebody_may_come:
        ring_its_people(turn, ticket)
    found = _join(turn, ticket)
    is_written = isinstance(turn.subject, Thread) and found.name == "waiting"
    return Outcome("called", found.remember) if is_written else found


def see_case(turn: Turn) -> Outcome:
    """Key 4: a call about her case, even if she only hears how it stands. A talk is offered where somebody is rung."""
    ticket = _hers(turn)
    if ticket is None or ticket.status == Status.CLOSED:
        return Outcome("over")
    seen = {"case_seen": ticket.number, "joined_case": True}
    if ticket.status == Status.RESOLVED:
        return Outcome("resolved", seen)
    return Outcome("open" if ticket.somebody_may_come else "calm", seen)


def next_case(turn: Turn) -> Outcome:
    """Another of hers, each in its turn; with one alone, that again."""
    others = others_of_hers(turn)
    return Outcome("seen", {"case": others[0] if others else turn.notes["case"]})


def others_of_hers(turn: Turn) -> list[int]:
    """Her open cases beside the one that is spoken of, the next first.

    On a call only a listed number's: nobody else hears how a case stands but by its PIN, and then of that one.
    """
    shown = turn.notes.get("case")
    if shown is None or (isinstance(turn.subject, Call) and turn.subject.customer is None):
        return []
    cases = _open_cases(turn)
    place = cases.index(shown) if shown in cases else -1
    return [each for each in (*cases[place + 1 :], *cases[: place + 1]) if each != shown]


def add_message(turn: Turn) -> Outcome:
    """Her words go to the case, and whoever has it is told by text: a message rings nobody."""
    ticket = _hers(turn)
    seconds, words = int(turn.notes.get("recorded_seconds", 0)), str(turn.notes.get("words", ""))
    if ticket is None or (seconds < LEAST_SECONDS and not words):
        return Outcome("hung_up" if turn.notes.get("hung_up") else "nothing")
    turn.subject.ticket_number = ticket.number
    ticket.describe(words, turn.now, "customer")
    values = {"case_number": ticket.number, "severity_code": ticket.severity, "customer": ticket.customer or ""}
    once = f"message-{ticket.number}-{int(turn.now.timestamp())}"
    told: Sequence[str] = concerned(turn.session, turn.directory, ticket, turn.now)
    tell_engineers(turn.session, turn.directory, told, "message", once, turn.now, values, ticket.number)
    return Outcome("hung_up" if turn.notes.get("hung_up") else "kept", {"joined_case": True})


def confirm_solved(turn: Turn) -> Outcome:
    """Her yes, by key or word (agreement: closing is validated by the customer)."""
    ticket = _hers(turn)
    if ticket is None or ticket.status != Status.RESOLVED:
        return Outcome("over")
    turn.subject.ticket_number = ticket.number
    confirm(_desk(turn), ticket)
    return Outcome("done", {"joined_case": True})


def refuse_solved(turn: Turn) -> Outcome:
    """Her no: the case is open again, whoever had it is paged, and she may wait for him."""
    ticket = _hers(turn)
    if ticket is None or ticket.status == Status.CLOSED:
        return Outcome("over")
    if ticket.status == Status.RESOLVED:
        refuse(_desk(turn), ticket)
    return _join(turn, ticket)


def _join(turn: Turn, ticket: Ticket) -> Outcome:
    """She waits for whoever has it, or comes, unless it rings nobody. It is not over."""
    turn.subject.ticket_number = ticket.number
    if turn.written:
        ticket.describe(turn.written, turn.now, "customer")
    name = "taken" if ticket.status == Status.ACKNOWLEDGED else "waiting" if ticket.somebody_may_come else "calm"
    return Outcome(name, {"case": ticket.number, "joined_case": True, "written": ""})


def _hers(turn: Turn) -> Ticket | None:
    return tickets.lock(turn.session, int(turn.notes["case"])) if turn.notes.get("case") else None


def _desk(turn: Turn) -> Desk:
    return Desk(turn.session, turn.directory, turn.version, "customer", turn.now)


DEEDS = {
    "join_case": join_case,
    "call_about_case": call_about_case,
    "see_case": see_case,
    "next_case": next_case,
    "add_message": add_message,
    "confirm_solved": confirm_solved,
    "refuse_solved": refuse_solved,
}
