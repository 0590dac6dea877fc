"""The engineer's menu, while she waits for him or after she has gone: back to her, or a verb of the case in his words.

What he says is recorded and belongs to the case; whoever is told of it reads that he explained it by phone.
"""

from collections.abc import Callable

from voiceline.actions import confer
from voiceline.actions.move_ticket import Desk, change_severity, resolve, work_around
from voiceline.actions.take_ticket import another_case, place_of_caller
from voiceline.actions.turn import Outcome, Turn
from voiceline.dialog.catalog import catalog
from voiceline.domain.lifecycle import NotAllowedError
from voiceline.domain.severity import Severity
from voiceline.store import calls, tickets
from voiceline.store.tickets import Ticket

LEAST_SECONDS = 2  # of a recording, to be a word
MOST_UNSAID = 2  # recordings without a word, before the menu comes back
MOST_ROUNDS = 40  # of a menu nobody answers, some ten minutes, while she waits


def end_talk(turn: Turn) -> Outcome:
    """The talk is over, or pauses. Once she has gone, a case that waited meanwhile is named next."""
    ticket = _his(turn)
    if ticket is None:
        return Outcome("menu")
    ticket.record("talked", turn.now, turn.engineer)
    confer.lead_out_who_is_alone(turn.session, ticket, turn.subject, turn.now)
    if calls.waiting_caller(turn.session, ticket.number) is None:
        return another_case(turn) or Outcome("menu", {"rounds": 0})
    return Outcome("menu", {"rounds": 0})


def see_away(turn: Turn) -> Outcome:
    """He says nothing. She is not left on hold for ever, and he is not hung up on while he looks at her system."""
    rounds = int(turn.notes.get("rounds", 0)) + 1
    waits = calls.waiting_caller(turn.session, int(turn.notes["case"])) is not None
    return Outcome("waits" if waits and rounds <= MOST_ROUNDS else "gone", {"rounds": rounds})


def leave_talk(turn: Turn) -> Outcome:
    return another_case(turn) or Outcome("done")


def back_to_talk(turn: Turn) -> Outcome:
    """To her again, whatever has become of the case. Once she has hung up it is for whoever has it to call her, and
    to wait for whoever reports it again.
    """
    ticket = _his(turn)
    found = place_of_caller(turn.session, ticket) if ticket is not None else Outcome("unreachable")
    is_for_another = ticket is not None and ticket.assignee != turn.engineer
    return Outcome("left") if found.name in ("gone", "dictating") and is_for_another else found


def change_severity_by_phone(turn: Turn) -> Outcome:
    to = Severity(turn.notes["to"])
    return _in_his_words(turn, lambda desk, ticket, words: change_severity(desk, ticket, to, words), "reason_by_phone")


def work_around_by_phone(turn: Turn) -> Outcome:
    return _in_his_words(turn, work_around, "note_by_phone")


def resolve_by_phone(turn: Turn) -> Outcome:
    return _in_his_words(turn, resolve, "note_by_phone")


def _in_his_words(turn: Turn, verb: Callable[[Desk, Ticket, str], None], said_as: str) -> Outcome:
    """Do it, with the recording of why or how. Without a word of his nothing is done."""
    ticket = _his(turn)
    if int(turn.notes.get("recorded_seconds", 0)) < LEAST_SECONDS:
        unsaid = int(turn.notes.get("unsaid", 0)) + 1
        return Outcome("no_words" if unsaid < MOST_UNSAID else "given_up", {"unsaid": unsaid % MOST_UNSAID})
    if ticket is None:
        return Outcome("refused")
    language = turn.directory.language if said_as == "reason_by_phone" else ticket.language
    his = turn.directory.engineers.get(turn.engineer)  # he may have been taken out of it since he took the case
    words = catalog(language).words[said_as].format(engineer=his.name if his else turn.directory.name)
    try:
        verb(Desk(turn.session, turn.directory, turn.version, turn.engineer, turn.now), ticket, words)
    except NotAllowedError:
        return Outcome("refused")
    return Outcome("done", {"unsaid": 0})


def _his(turn: Turn) -> Ticket | None:
    return tickets.lock(turn.session, int(turn.notes["case"])) if turn.notes.get("case") else None


DEEDS = {
    "end_talk": end_talk,
    "see_away": see_away,
    "leave_talk": leave_talk,
    "back_to_talk": back_to_talk,
    "change_severity_by_phone": change_severity_by_phone,
    "work_around_by_phone": work_around_by_phone,
    "resolve_by_phone": resolve_by_phone,
}
