"""Recognise an engineer on a phone we do not know, by a case number and his PIN: a missed page can be taken from it.

Guessing is limited by ``guard_pins``. Neither a listed phone nor a customer ever comes by here.
"""

from hmac import compare_digest

from voiceline.actions import guard_pins
from voiceline.actions.take_ticket import whereabouts
from voiceline.actions.turn import Outcome, Turn
from voiceline.dialog.conversation import MOST_TRIES
from voiceline.domain.directory import Directory, Engineer
from voiceline.domain.lifecycle import Status
from voiceline.store import notifications, pin_entries, tickets
from voiceline.store.calls import Call
from voiceline.store.pin_entries import ENGINEERS
from voiceline.store.tickets import Ticket


def see_door(turn: Turn) -> Outcome:
    """Numeral at the customers' first question. On the phone only: a message is kept, and a PIN must not be."""
    if not isinstance(turn.subject, Call):
        return Outcome("by_text")
    return Outcome("shut" if guard_pins.is_used_up(turn, ENGINEERS) else "open")


def name_case(turn: Turn) -> Outcome:
    """Which case he means. A number that no case has is not kept: it may be a PIN keyed too early."""
    ticket = turn.session.get(Ticket, int(turn.take_out("entered_case")))
    number = ticket.number if ticket else None
    shut = guard_pins.is_shut(guard_pins.wrong(turn, ENGINEERS, number))
    return Outcome("shut" if shut else "named", {"named_case": number})


def recognise_engineer(turn: Turn) -> Outcome:
    """Case and PIN are right together or wrong together; who is recognised hears the truth about that case."""
    pin = turn.take_out("pin")
    if not isinstance(turn.subject, Call):
        raise ValueError("a PIN is keyed on a call")
    pin_entries.take_turns(turn.session, ENGINEERS)
    number = turn.notes["named_case"]
    if guard_pins.is_shut(guard_pins.wrong(turn, ENGINEERS, number)):
        return Outcome("shut")
    engineer = whose(turn.directory, pin)
    ticket = tickets.lock(turn.session, number) if number else None
    if engineer is None or ticket is None:
        return _mistaken(turn, number)
    pin_entries.note(turn.session, ENGINEERS, turn.subject, number, True, turn.now)
    turn.subject.engineer = engineer.id
    asked = notifications.tickets_asked_of(turn.session, engineer.id)
    others = [each.number for each in tickets.unacknowledged(turn.session, asked) if each.number != number]
    language = turn.notes.get("language", engineer.language)  # what was chosen on this call stands
    known = {"recognised": engineer.id, "case": number, "cases": [number, *others], "language": language}
    found = _truth(turn, ticket)
    return Outcome(found.name, {**known, **found.remember})


def whose(directory: Directory, pin: str) -> Engineer | None:
    """Whose PIN this is. Every one is compared, each in constant time."""
    found = None
    for engineer in directory.engineers.values():
        if engineer.pin and compare_digest(engineer.pin.encode(), pin.encode()):
            found = engineer
    return found


def _truth(turn: Turn, ticket: Ticket) -> Outcome:
    if ticket.wants_somebody:
        return Outcome("wanted")
    if ticket.status in (Status.RESOLVED, Status.CLOSED):
        return Outcome("resolved" if ticket.status == Status.RESOLVED else "closed")
    return whereabouts(turn, ticket)


def _mistaken(turn: Turn, number: int | None) -> Outcome:
    tried = guard_pins.note_wrong(turn, ENGINEERS, number)
    name = "no_more" if tried.on_call >= MOST_TRIES else "shut" if guard_pins.is_shut(tried.wrong) else "no_match"
    return Outcome(name, {ENGINEERS.tries: tried.on_call})
