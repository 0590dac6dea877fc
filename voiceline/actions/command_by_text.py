"""Do what an engineer writes: which command it is, which case it means, and the answer in his language.

A case need not be named when only one can be meant. What cannot be done, or only guessed at, changes nothing and is
answered with what to write.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from voiceline.actions.case_by_text import DEEDS, Answer
from voiceline.actions.move_ticket import Desk
from voiceline.actions.shift_by_text import ask_swap, who_is_on_call
from voiceline.actions.swap_by_text import answer_swap
from voiceline.actions.turn import Turn
from voiceline.dialog.catalog import catalog
from voiceline.domain.directory import Engineer
from voiceline.domain.lifecycle import NotAllowedError
from voiceline.domain.shift_word import shift_word
from voiceline.domain.text_command import Command, Mistaken, Verb, Wrong, command, key
from voiceline.store import merged, notifications, replies, tickets
from voiceline.telephony.inbound import InboundText
from voiceline.telephony.text_reply import notice_words

MOST_NAMED = 6  # cases in one answer
SOME_CASE = 417  # in an example, where none of his can be named


def obey(turn: Turn, engineer: Engineer, text: InboundText, is_customer: bool) -> str | None:
    """The answer; None when it is no command of his, and nothing was done.

    ``is_customer``: then words of a command that can mean no case of his are taken for a customer's.
    """
    notice = replies.answered(turn.session, text.replied_to, engineer.id)
    bare = key(text.body) if notice is not None and notice.kind == "page" else None
    wanted = bare or command(text.body)
    about = notice.ticket_number if notice is not None else None
    of_shift = _of_shift(turn, engineer, text, wanted, is_customer) if notice is None else None
    if of_shift is not None:
        return _said(of_shift, engineer, text.channel)
    match wanted:
        case Mistaken(Wrong.NO_COMMAND) | Mistaken(verb=None):
            return None
        case Mistaken(why, verb, number):
            if is_customer and number is None and about is None:
                return None
            answer = Answer(why, {"usage": _usage(engineer, verb, number or about)})
        case Command(Verb.HELP):
            answer = Answer("help")
        case Command(Verb.WHO):
            answer = who_is_on_call(turn, engineer, text.channel)
        case Command(Verb.SWAP, note=name):
            answer = ask_swap(turn, engineer, name)
        case Command():
            meant = _meant(turn, engineer, wanted, about)
            if is_customer and not meant:
                return None
            answer = _on_case(turn, engineer, wanted, meant, text.sid)
    return _said(answer, engineer, text.channel)


def not_understood(turn: Turn, engineer: Engineer, channel: str) -> str:
    waiting, his = _waiting_for(turn, engineer), tickets.held_by(turn.session, engineer.id)
    number = next(iter([*waiting, *his]), SOME_CASE)
    return _said(Answer(Wrong.NO_COMMAND, {"case_number": number}), engineer, channel)


def _of_shift(
    turn: Turn, engineer: Engineer, text: InboundText, wanted: Command | Mistaken, is_customer: bool
) -> Answer | None:
    """A yes or no to a colleague; a customer's bare one is the customer's, and ``acepto`` takes what waits for him."""
    word = shift_word(text.body)
    if word is None or (is_customer and not word.is_named):
        return None
    waiting = _waiting_for(turn, engineer)
    if waiting and isinstance(wanted, Command) and not word.is_named:
        return None
    return answer_swap(turn, engineer, word, waiting)


def _on_case(turn: Turn, engineer: Engineer, wanted: Command, meant: list[int], sid: str) -> Answer:
    if not meant:
        return Answer("no_case", {"usage": _usage(engineer, wanted.verb, None)})
    if len(meant) > 1:
        named = ", ".join(map(str, meant[:MOST_NAMED])) + (", ..." if len(meant) > MOST_NAMED else "")
        return Answer("which", {"numbers": named, "usage": _usage(engineer, wanted.verb, meant[0])})
    number = meant[0]
    ticket = merged.lock_where_it_goes_on(turn.session, number) if number <= tickets.LARGEST_NUMBER else None
    if ticket is None:
        return Answer("unknown_case", {"case_number": number})
    number = ticket.number
    desk = Desk(turn.session, turn.directory, turn.version, engineer.id, turn.now)
    try:
        answer = DEEDS[wanted.verb](desk, ticket, replace(wanted, number=number), sid)
    except NotAllowedError as refused:
        answer = Answer(f"is_{refused.status}")
    return Answer(answer.name, {"case_number": number, "severity_code": str(ticket.severity), **answer.values})


def _meant(turn: Turn, engineer: Engineer, wanted: Command, about: int | None) -> list[int]:
    """The cases it can mean: the one written, else the one of the message it answers, else his and those asked of him.

    Only what nobody has can be taken or passed on, unless there is no such case: then the answer is the truth.
    """
    if wanted.number is not None:
        return [wanted.number]
    if about is not None:
        return [about]
    waiting = _waiting_for(turn, engineer)
    his = tickets.held_by(turn.session, engineer.id)
    if wanted.verb in (Verb.TAKE, Verb.PASS):
        return waiting or his
    return [*his, *(each for each in waiting if each not in his)]


def _waiting_for(turn: Turn, engineer: Engineer) -> list[int]:
    asked = notifications.tickets_asked_of(turn.session, engineer.id)
    return [ticket.number for ticket in tickets.unacknowledged(turn.session, asked)]


def _usage(engineer: Engineer, verb: Verb | None, number: int | None) -> str:
    return catalog(engineer.language).words[f"usage_{verb}"].format(case_number=number or SOME_CASE)


def _said(answer: Answer, engineer: Engineer, channel: str) -> str:
    values: Mapping[str, Any] = answer.values
    return notice_words(f"command_{answer.name}", engineer.language, values, channel)
