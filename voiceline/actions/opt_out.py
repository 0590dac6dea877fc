"""She wants no more messages, or wants them again: on record at once, and what was owed that way goes another.

Nothing else is muted by it: her calls are answered, her cases open, and an engineer's phone rings on.
"""

from sqlalchemy.orm import Session

from voiceline.actions.mute import engineer_is_mute
from voiceline.actions.next_way import did_not_arrive
from voiceline.actions.turn import Turn
from voiceline.dialog.catalog import catalog
from voiceline.domain.directory import Engineer
from voiceline.domain.opt_out import is_answered_by_carrier, opt_out_word
from voiceline.domain.text_command import yes_or_no
from voiceline.store import news, notifications, opt_outs, tickets
from voiceline.telephony.inbound import InboundText
from voiceline.telephony.text_reply import notice_words


def opt_out(turn: Turn, engineer: Engineer | None, text: InboundText, language: str) -> str | None:
    """The answer, "" where the carrier has given it; None when the text goes on to the conversation.

    A word for "messages again" is one only where there is something to take back: ALTA is a gravity too, and YES, which
    the carrier takes for it by SMS, is an answer all the same.
    """
    word = opt_out_word(text.body, text.channel, text.opt_out)
    if word is None:
        return None
    by_carrier = is_answered_by_carrier(text.body, text.channel, text.opt_out)
    if word == "start":
        had = opt_outs.lift(turn.session, text.channel, text.sender)
        if not had or yes_or_no(text.body) is not None:
            return None
        return "" if by_carrier else _said("opted_in", engineer, text, language)
    is_new = opt_outs.note(turn.session, text.channel, text.sender, opt_outs.HER_WORD, turn.now)
    if engineer is not None:
        if is_new:
            engineer_is_mute(turn.session, turn.directory, engineer, text.channel, text.sender, turn.now)
        return _said("opted_out_engineer", engineer, text, language)
    if is_new:
        _take_back(turn.session, turn, text)
    return "" if by_carrier else _said("opted_out", engineer, text, language)


def _take_back(session: Session, turn: Turn, text: InboundText) -> None:
    """What was owed to her this way is called off, and goes another."""
    for notification_id, number in news.owed_to(session, text.channel, text.sender):
        ticket = tickets.lock(session, number)
        row = notifications.lock(session, notification_id)
        if row is not None and row.state == "pending":
            row.cancel("opted_out", turn.now)
            did_not_arrive(session, ticket, row, turn.now)


def _said(prompt: str, engineer: Engineer | None, text: InboundText, language: str) -> str:
    spoken = engineer.language if engineer else language
    values = {"channel": catalog(spoken).words[text.channel]}
    return notice_words(f"reply_{prompt}", spoken, values, text.channel)
