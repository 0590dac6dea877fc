"""The hold: the caller is in the queue, and hears how it really goes. What is new is said at once, and said once.

Between two words there is music. She may leave it by a key, with our promise to be called; after the response target
she is told the truth and led out of it with the same promise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from voiceline.actions.bring_together import has_talked
from voiceline.actions.note_number import note_number
from voiceline.actions.turn import Outcome, Turn
from voiceline.actions.wait_for_him import Him, look_for_him, owe_her_his_call, owe_look_for_number
from voiceline.actions.what_is_said import values_of
from voiceline.dialog.catalog import catalog
from voiceline.dialog.leaving import LEAVE
from voiceline.dialog.talk_menu import MENU, TALKING
from voiceline.domain.lifecycle import Status
from voiceline.domain.progress import Progress, progress
from voiceline.domain.severity import Severity
from voiceline.domain.sla import TARGETS
from voiceline.store import calls, directory, tickets
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket

SAID_AGAIN = timedelta(seconds=60)
STILL_THERE = SAID_AGAIN + timedelta(seconds=25)  # a round of music more, and the way: by then she has been told again
HIS_END_IS_TOLD = timedelta(seconds=3)  # until then a leg that has just ended may still look alive
AWAY = "hold_away"


@dataclass(frozen=True)
class Word:
    """What she hears next: these prompts (often none), and then music, a breath, or the way out of the queue."""

    language: str
    prompts: tuple[str, ...] = ()
    values: Mapping[str, Any] | None = None
    leaves: bool = False
    is_short: bool = False  # something will be known in a moment: no music yet


def word_of_progress(session: Session, sid: str, key: str, now: datetime) -> Word:
    """What is true now. It also tells that this caller has reached the queue."""
    version, book = directory.current(session)
    call = calls.lock(session, sid)
    if call is None or call.ticket_number is None:
        return Word(book.language, ("one_moment",))
    if call.queued_at is None and not call.is_over:
        call.queued_at = now
        calls.note(session, call, "queued", now)
    turn = Turn(session, book, version, now, call, "voice", None)
    ticket = session.get_one(Ticket, call.ticket_number)
    if call.step == AWAY:
        return _while_he_is_away(turn, call, ticket)
    if key == LEAVE or not ticket.somebody_may_come or is_late(call, ticket, now):
        return Word(call.language, leaves=True)
    if ticket.status != Status.OPEN:
        return _while_he_is_sought(turn, call, ticket)
    how = progress(tickets.rung(session, ticket.number)) or Progress("first")
    told = f"{how.how} {how.nth} {ticket.round} {ticket.step}"
    still = ("wait_still", "wait_offer")
    in_time = ("wait_promise",) if now < ticket.response_due_at and ticket.responded_at is None else ()
    first = (f"wait_{how.how}", *in_time, "wait_offer")
    return _new_or_quiet(turn, call, told, first if "told" not in call.notes else (f"wait_{how.how}",), still, how)


def is_late(call: Call, ticket: Ticket, now: datetime) -> bool:
    """Whether she has been held long enough while nobody has her case: to its response target, or, of a later call,
    as long as the first was.
    """
    target = TARGETS[Severity(ticket.severity)][0].duration
    return ticket.status == Status.OPEN and now >= max(ticket.response_due_at, call.started_at + target)


def leave_hold(turn: Turn) -> Outcome:
    """Out of the queue. While the case wants somebody, whoever takes it owes her a call (agreement: la respuesta)."""
    ticket = tickets.lock(turn.session, int(turn.notes["case"]))
    call = turn.subject
    if ticket is None or not isinstance(call, Call):
        return Outcome("over")
    if ticket.status == Status.RESOLVED:
        return Outcome("resolved")
    if call.joined_at is not None:
        return Outcome("talked")
    if not ticket.somebody_may_come:
        return Outcome("over")
    has_him = ticket.status == Status.ACKNOWLEDGED
    unanswered = has_him and look_for_him(turn, call, ticket) == Him.STAYS_AWAY
    has_number = bool(turn.contact or ticket.contact)
    if has_him:
        (owe_her_his_call if has_number else owe_look_for_number)(turn, call, ticket)
    late = is_late(call, ticket, turn.now)
    where = {"where": turn.contact} if turn.contact else {}
    told = {"why": "late" if late else "key", "to": turn.contact or ticket.contact, **where}
    ticket.record("left_to_be_called", turn.now, "customer", told)
    if not has_number:
        return Outcome("no_number")
    return Outcome("late" if late else "unanswered" if unanswered else "promised")


def note_number_left(turn: Turn) -> Outcome:
    """The number at which she is to be called, where none was known: whoever has her case reads it now."""
    noted = note_number(turn)
    ticket = tickets.lock(turn.session, int(turn.notes["case"]))
    if noted.name == "taken" and ticket is not None and isinstance(turn.subject, Call):
        owe_her_his_call(turn, turn.subject, ticket)
    return noted


def _while_he_is_sought(turn: Turn, call: Call, ticket: Ticket) -> Word:
    """Somebody has it, and she is not joined to him yet."""
    him = look_for_him(turn, call, ticket) if ticket.status == Status.ACKNOWLEDGED else Him.COMES
    if him == Him.STAYS_AWAY:
        return Word(call.language, leaves=True)
    first, again = _OF_HIM[him]
    if him == Him.IS_RUNG and call.step == "hold_again":
        first, again = ("wait_again",), ("wait_again", "wait_offer")
    return _new_or_quiet(turn, call, f"{first[0]} {ticket.assignee}", first, again)


_OF_HIM: Mapping[Him, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Him.COMES: (("wait_taken",), ("wait_away",)),
    Him.BUSY: (("wait_busy", "wait_offer"), ("wait_busy", "wait_offer")),
    Him.IS_RUNG: (("wait_rung",), ("wait_rung", "wait_offer")),
}


def _while_he_is_away(turn: Turn, call: Call, ticket: Ticket) -> Word:
    """He pressed the star, or has hung up: told apart by whether his leg is still there."""
    if calls.engineers_beside(turn.session, ticket.number, TALKING | MENU):
        if turn.now - (call.queued_at or turn.now) < HIS_END_IS_TOLD:
            return Word(call.language, is_short=True)
        return _new_or_quiet(turn, call, f"away {call.turn}", ("wait_away",), ("wait_away",))
    if has_talked(call, turn.now) or not ticket.somebody_may_come:
        return Word(call.language, leaves=True)
    call.step, call.joined_at = "hold_again", None
    return Word(call.language, ("hold_again",), {**values_of(turn)})


def _new_or_quiet(
    turn: Turn, call: Call, state: str, first: tuple[str, ...], again: tuple[str, ...], how: Progress | None = None
) -> Word:
    """``first`` when this state is new to her, ``again`` after a minute of it, and nothing in between."""
    told = call.notes.get("told")
    is_new = not told or told[0] != state
    if told and not is_new and turn.now - datetime.fromisoformat(told[1]) < SAID_AGAIN:
        return Word(call.language)
    call.notes = {**call.notes, "told": [state, turn.now.isoformat()]}
    ordinals = catalog(call.language).words["ordinals"].split()
    nth = ordinals[min(how.nth, len(ordinals)) - 1] if how else ""
    many = catalog(call.language).words["counts"].split()[min(how.count, 10) - 1] if how else ""
    return Word(call.language, first if is_new else again, {**values_of(turn), "nth": nth, "many": many})


DEEDS = {"leave_hold": leave_hold, "note_number_left": note_number_left}
