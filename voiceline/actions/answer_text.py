"""Answer a text: stored once at its arrival, then heard by whoever it is for, in this order, and answered once.

An engineer's text is a command first; one of his that is none goes on as a customer's only where he is one too. Then
what was asked of her last, what she asks of the line in a word, and the conversation, which loses nothing urgent.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy.orm import Session

from voiceline.actions import ask_by_text, converse_by_text, refuse_workaround, validate_by_text
from voiceline.actions.answer_engineer import is_for_engineer
from voiceline.actions.attach import attach, join_case, shows_only
from voiceline.actions.command_by_text import not_understood, obey
from voiceline.actions.move_ticket import Desk, customer_is_heard
from voiceline.actions.opt_out import opt_out
from voiceline.actions.reply_by_message import as_answer, is_owed, owe_with_buttons
from voiceline.actions.turn import Turn
from voiceline.actions.what_is_said import values_of
from voiceline.dialog.by_text import WORDS_KEPT
from voiceline.dialog.scripts import SCRIPTS
from voiceline.domain.customer_word import Asked, customer_word
from voiceline.domain.sending import can_be_answered
from voiceline.store import directory, follow_ups, her_cases, replies, threads
from voiceline.store.her_cases import Awaited
from voiceline.store.threads import Thread
from voiceline.telephony.inbound import InboundText, heard_in_text
from voiceline.telephony.text_reply import notice_words, reply_words

TOO_MANY = 4  # words for a case in a row (``her_cases``): the first is answered, the fourth with why no more
KEPT = "kept_text"  # the follow-up that hears a message which could not be answered at once
ASKS_OF_THE_LINE = (Asked.STATE, Asked.ANOTHER, Asked.HELP)


def answer_text(
    session: Session, text: InboundText, line_number: str, now: datetime, arrived_at: datetime | None = None
) -> str:
    """The words of the reply, which may say to call ``line_number``; empty: none is wanted.

    A repeated MessageSid changes nothing and hears the same reply. ``arrived_at``: of one that was kept; the clock of
    what it begins starts there (agreement: at first contact).
    """
    thread, known = _look(session, text, now)
    if known is not None and known.is_heard:
        return _said_before(session, text, known)
    version, book = directory.current(session)
    text = as_answer(session, thread, text)
    turn = Turn(session, book, version, now, thread, text.channel, text.sender, arrived_at=arrived_at)
    before = thread.ticket_number
    reply, has_buttons = _reply(turn, thread, text, line_number), False
    if reply is None:
        values = values_said(turn, line_number)
        reply = spoken_now(thread, values)
        has_buttons = owe_with_buttons(session, thread, text.sid, reply, values, now)
        thread.heard_at = now
    if not can_be_answered(text.channel, text.sender):
        reply = ""
    _keep(session, thread, text, reply, now)
    if text.media or (thread.ticket_number != before and her_cases.of(session, thread, now).shows):
        join_case(session, thread, now)
    return "" if has_buttons else reply


def keep_text(session: Session, text: InboundText, now: datetime) -> str | None:
    """What could not be answered is kept as it came, to be heard by a follow-up; what was heard, hears its answer."""
    thread, known = _look(session, text, now)
    if known is not None and known.is_heard:
        return _said_before(session, text, known)
    _keep(session, thread, text, None, now)
    follow_ups.owe(session, name_of_kept(text.sid), KEPT, now, now, values=asdict(text))
    return None


def name_of_kept(sid: str) -> str:
    """The follow-up of the message of this name."""
    return f"{KEPT}-{sid}"


def _said_before(session: Session, text: InboundText, known: her_cases.Known) -> str:
    return "" if is_owed(session, text.sid) else known.reply


def _look(session: Session, text: InboundText, now: datetime) -> her_cases.Arrival:
    """Its conversation, held: no message of hers overtakes another; whose it is, as the directory says now.

    And what is known of it where it came before.
    """
    read_last = directory.last_known()
    whose = read_last.customer_of(text.sender) if read_last else None
    arrival = her_cases.as_it_arrives(session, text.channel, text.sender, whose.name if whose else None, text.sid, now)
    _, book = directory.current(session)
    customer = book.customer_of(text.sender)
    name, language = (customer.name, customer.language) if customer else (None, book.language)
    thread = arrival.thread
    if thread.customer != name or not thread.language:
        thread.customer, thread.language = name, language
    return arrival


def _keep(session: Session, thread: Thread, text: InboundText, reply: str | None, now: datetime) -> None:
    threads.keep(session, thread, text.sid, text.body, reply, now)
    attach(session, text, now)


def _reply(turn: Turn, thread: Thread, text: InboundText, line_number: str) -> str | None:
    """The reply; None where the conversation says what comes next."""
    engineer = turn.directory.engineer_of(text.sender)
    opted = opt_out(turn, engineer, text, thread.language)
    if opted is not None:
        return opted
    if engineer is not None:
        done = obey(turn, engineer, text, is_customer=thread.customer is not None)
        if done is not None:
            return done
        if thread.customer is None:
            return not_understood(turn, engineer, text.channel)
    desk = Desk(turn.session, turn.directory, turn.version, "customer", turn.now)
    customer_is_heard(desk, her_cases.of(turn.session, thread, turn.now).waiting)
    return _to_her_word(turn, thread, text, line_number)


def values_said(turn: Turn, line_number: str) -> Mapping[str, Any]:
    """What the words of the conversation may name."""
    return values_of(turn, line_number=line_number)


def spoken_now(thread: Thread, values: Mapping[str, Any]) -> str:
    """What the conversation says where it stands."""
    return reply_words(SCRIPTS[thread.script], thread.place, values, thread.channel)


def _to_her_word(turn: Turn, thread: Thread, text: InboundText, line_number: str) -> str | None:
    """A reply of its own, or None where the conversation says what comes next."""
    stands = her_cases.of(turn.session, thread, turn.now)
    word, awaited = customer_word(text.body), stands.awaited
    quoted = replies.case_of(turn.session, text.replied_to, text.sender)
    hers = quoted if quoted is not None and stands.are_hers(quoted) else None
    if hers is not None:
        converse_by_text.turn_to(turn, thread, hers)
        awaited = Awaited(hers, turn.now)
    refused = refuse_workaround.answer(turn, thread, text.body, quoted)
    if refused is not None:
        return refused
    is_asked = converse_by_text.is_asked(turn, thread)
    if awaited is not None and not (is_asked and thread.heard_at > awaited.asked_at):
        reply = validate_by_text.answer(turn, awaited, text.body, word)
        if reply is not None:
            return reply
    if is_for_engineer(turn, thread, text, word, hers):
        return _once_in_a_row(turn, thread)
    if word is not None and word.asked is Asked.HELP and is_asked:
        return None  # the question itself says what may be written
    if word is not None and (word.asked in ASKS_OF_THE_LINE or not is_asked):
        return ask_by_text.ask(turn, thread, word, text.body, line_number)
    if word is not None and word.asked is Asked.THANKS and converse_by_text.wants_words(thread):
        return None  # no description of anything: asked for once more
    return _converse(turn, thread, text, is_asked)


def _converse(turn: Turn, thread: Thread, text: InboundText, is_asked: bool) -> str | None:
    if shows_only(text):
        if not converse_by_text.show(turn, thread, is_asked):
            return ""
        return _once_in_a_row(turn, thread) if thread.step == WORDS_KEPT else None
    heard = heard_in_text(text.body)
    if not is_asked:
        reply = validate_by_text.word_after_the_end(turn, thread, text.body, converse_by_text.may_be_urgent(heard))
        if reply is not None:
            return reply
    converse_by_text.hear_message(turn, thread, heard)
    return _once_in_a_row(turn, thread) if thread.step == WORDS_KEPT else None


def _once_in_a_row(turn: Turn, thread: Thread) -> str | None:
    """Her words went with her case. The first of a row is told so, the fourth that all are kept, the others nothing.

    A row begins with its first: thanks are answered with nothing, too, and begin none.
    """
    values = {"case_number": thread.ticket_number}
    first = notice_words(WORDS_KEPT, thread.language, values, thread.channel)
    enough = notice_words("reply_all_kept", thread.language, values, thread.channel)
    replies = her_cases.of(turn.session, thread, turn.now).replies
    row = list(takewhile(lambda reply: reply in (first, enough, ""), replies))
    if enough in row or len(row) == her_cases.MOST_REPLIES:  # more of them than we look back at
        return ""
    if first not in row:
        return first
    return enough if row.index(first) + 1 >= TOO_MANY - 1 else ""
