"""Answer a text: stored once at its arrival, then the same script as on the phone, by message with numbered choices.

An engineer's text is a command first. One of his that is none goes on as a customer's only where he is one too.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voiceline.actions.attach import answers_nothing, attach, heard_in, join_case
from voiceline.actions.command_by_text import not_understood, obey
from voiceline.actions.converse import hear
from voiceline.actions.hear_cause import heard_first
from voiceline.actions.move_ticket import Desk, confirm, customer_spoke, refuse
from voiceline.actions.turn import Turn
from voiceline.actions.what_is_said import values_of
from voiceline.dialog.conversation import End, Hold, Place, Pressed
from voiceline.dialog.scripts import SCRIPTS
from voiceline.domain.lifecycle import Status
from voiceline.domain.text_command import yes_or_no
from voiceline.store import directory, notifications, threads, tickets
from voiceline.store.threads import Message, Thread
from voiceline.telephony.inbound import InboundText
from voiceline.telephony.text_reply import notice_words, reply_words

REPLY = "reply"
RANK_OF_REPLIES = 10  # after every page, before news: somebody waits for it with the phone in her hand
QUIET = timedelta(hours=12)  # after which an unfinished conversation begins anew
URGENT_KEYS = (Pressed("1"), Pressed("2"))


def answer_text(session: Session, text: InboundText, line_number: str, now: datetime) -> str:
    """The words of the reply, which may say to call ``line_number``.

    A repeated MessageSid changes nothing and hears the same reply.
    """
    version, book = directory.current(session)
    customer = book.customer_of(text.sender)
    language = customer.language if customer else book.language
    thread = threads.lock_thread(
        session,
        {
            "channel": text.channel,
            "address": text.sender,
            "customer": customer.name if customer else None,
            "began_at": now,
            "heard_at": now,
            "language": language,
            "notes": {},
        },
    )
    known = threads.message_by_sid(session, text.sid)
    if known is not None:
        return known.reply
    message = Message(sid=text.sid, thread_id=thread.id, at=now, body=text.body)
    session.add(message)
    attach(session, message, text, now)
    turn = Turn(session, book, version, now, thread, text.channel, text.sender)
    engineer = book.engineer_of(text.sender)
    done = obey(turn, engineer, text, bool(customer)) if engineer else None
    reply = done if done is not None else _answer_of_validation(turn, text)
    if reply is None and engineer and not customer:
        reply = not_understood(turn, engineer, text.channel)
    if reply is None:
        reply = _reply(turn, thread, text, language, line_number)
        thread.heard_at = now
    join_case(session, thread, now)
    message.reply = reply
    return reply


def answer_by_message(session: Session, text: InboundText, line_number: str, now: datetime) -> None:
    """The same, where the reply cannot go back by the way the text came: it is owed as a message, once for each."""
    reply = answer_text(session, text, line_number, now)
    if not reply:
        return
    notifications.owe(
        session,
        {
            "once": f"{REPLY}-{text.sid}",
            "kind": REPLY,
            "channel": text.channel,
            "audience": "customer",
            "address": text.sender,
            "values": {"words": reply},
            "rank": RANK_OF_REPLIES,
            "created_at": now,
            "due_at": now,
        },
    )


def _reply(turn: Turn, thread: Thread, text: InboundText, language: str, line_number: str) -> str:
    script = SCRIPTS["customer_line"]
    heard = heard_in(text)
    if not thread.step or isinstance(script.steps[thread.step], End) or turn.now - thread.heard_at > QUIET:
        _begin(turn, thread, language)
    elif answers_nothing(text, thread.place):
        return ""
    elif not isinstance(script.steps[thread.step], Hold):
        hear(turn, heard)
    elif heard in URGENT_KEYS:  # never lost in a case: they open one, as at the first question
        _begin(turn, thread, thread.language)
        hear(turn, heard)
    else:
        _add_to_case(turn, thread, text)
    values = {**values_of(turn), "line_number": line_number}
    return reply_words(script, thread.place, values, text.channel)


def _answer_of_validation(turn: Turn, text: InboundText) -> str | None:
    """SÍ or NO to "is it really solved?"; None when that was not asked, or this is no answer to it."""
    yes = yes_or_no(text.body)
    number = tickets.awaiting_validation(turn.session, text.sender) if yes is not None else None
    ticket = tickets.lock(turn.session, number) if number else None
    if ticket is None or ticket.status != Status.RESOLVED:
        return None
    desk = Desk(turn.session, turn.directory, turn.version, "customer", turn.now)
    confirm(desk, ticket) if yes else refuse(desk, ticket)
    prompt = "reply_confirmed" if yes else "reply_refused"
    return notice_words(prompt, ticket.language, {"case_number": ticket.number}, text.channel)


def _begin(turn: Turn, thread: Thread, language: str) -> None:
    thread.ticket_number, thread.began_at = None, turn.now
    notes = heard_first(turn.session)
    thread.place = Place("customer_line", SCRIPTS["customer_line"].start, thread.turn + 1, 0, language, notes)


def _add_to_case(turn: Turn, thread: Thread, text: InboundText) -> None:
    ticket = tickets.lock(turn.session, thread.ticket_number or 0)
    if ticket is not None and (text.body or text.media):
        ticket.describe(text.body, turn.now, "customer")
        customer_spoke(Desk(turn.session, turn.directory, turn.version, "customer", turn.now), ticket)
