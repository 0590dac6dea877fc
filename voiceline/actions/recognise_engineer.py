"""Recognise an engineer on a phone we do not know, by a case number and his PIN: a missed page can be taken from it.

Three mistakes a call. Across calls wrong entries are counted on record, for the case and in all; beyond that the door
is shut until they are an hour old, and the admins hear of it. Neither a listed phone nor a customer ever comes by here.
"""

import logging
from datetime import timedelta
from hmac import compare_digest

from voiceline.actions.take_ticket import whereabouts
from voiceline.actions.tell_engineers import desk, tell_admins, tell_engineers
from voiceline.actions.turn import Outcome, Turn
from voiceline.dialog.conversation import MOST_TRIES
from voiceline.domain.directory import Directory, Engineer
from voiceline.domain.lifecycle import Status
from voiceline.store import notifications, pin_entries, tickets
from voiceline.store.calls import Call
from voiceline.store.pin_entries import Wrong
from voiceline.store.tickets import Ticket

log = logging.getLogger(__name__)

WITHIN = timedelta(hours=1)
MOST_OF_CASE, MOST = 5, 10  # wrong entries within the hour; at four digits and ten engineers, a chance of 1 in 100


def see_door(turn: Turn) -> Outcome:
    """Numeral at the customers' first question. On the phone only: a message is kept, and a PIN must not be."""
    if not isinstance(turn.subject, Call):
        return Outcome("by_text")
    used_up = turn.notes.get("wrong_entries", 0) >= MOST_TRIES
    return Outcome("shut" if used_up or _wrong(turn, None).in_all >= MOST else "open")


def name_case(turn: Turn) -> Outcome:
    """Which case he means. A number that no case has is not kept: it may be a PIN keyed too early."""
    ticket = turn.session.get(Ticket, int(turn.take_out("entered_case")))
    number = ticket.number if ticket else None
    return Outcome("shut" if _is_shut(_wrong(turn, number)) else "named", {"named_case": number})


def recognise_engineer(turn: Turn) -> Outcome:
    """Case and PIN are right together or wrong together; who is recognised hears the truth about that case."""
    pin = turn.take_out("pin")
    if not isinstance(turn.subject, Call):
        raise ValueError("a PIN is keyed on a call")
    pin_entries.take_turns(turn.session)
    number = turn.notes["named_case"]
    if _is_shut(_wrong(turn, number)):
        return Outcome("shut")
    engineer = whose(turn.directory, pin)
    ticket = tickets.lock(turn.session, number) if number else None
    if engineer is None or ticket is None:
        pin_entries.note(turn.session, turn.subject, number, False, turn.now)
        return _mistaken(turn, number)
    pin_entries.note(turn.session, turn.subject, number, True, turn.now)
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
        return Outcome(str(ticket.status))
    return whereabouts(turn, ticket)


def _mistaken(turn: Turn, number: int | None) -> Outcome:
    tries = turn.notes.get("wrong_entries", 0) + 1
    wrong = _wrong(turn, number)
    if _is_shut(wrong):
        _tell(turn, wrong)
    name = "no_more" if tries >= MOST_TRIES else "shut" if _is_shut(wrong) else "no_match"
    return Outcome(name, {"wrong_entries": tries})


def _wrong(turn: Turn, number: int | None) -> Wrong:
    return pin_entries.wrong_since(turn.session, number, turn.now - WITHIN)


def _is_shut(wrong: Wrong) -> bool:
    return wrong.of_case >= MOST_OF_CASE or wrong.in_all >= MOST


def _tell(turn: Turn, wrong: Wrong) -> None:
    """The desk and the admins, once an hour."""
    log.error("%s wrong PINs within an hour: the door of engineers is shut for now", wrong.in_all)
    once = f"door-{turn.now:%Y%m%d%H}"
    values = {"count": wrong.in_all}
    tell_engineers(turn.session, turn.directory, desk(turn.directory, turn.now), "door", once, turn.now, values)
    tell_admins(turn.session, turn.directory, "door", once, turn.now, values)
