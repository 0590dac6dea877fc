"""What a conversation by text owes later: a silence that counts, and a message that could not be answered at once."""

from typing import TYPE_CHECKING, Any

from voiceline.actions.answer_text import KEPT, answer_text, name_of_kept, spoken_now, values_said
from voiceline.actions.attach import join_case
from voiceline.actions.converse_by_text import SILENT, fall_silent
from voiceline.actions.open_unheard import open_unheard
from voiceline.actions.reply_by_message import owe_reply
from voiceline.actions.turn import Turn
from voiceline.store import directory, follow_ups, threads
from voiceline.telephony.inbound import InboundText
from voiceline.telephony.inbound_media import Media

if TYPE_CHECKING:
    from voiceline.line import Line

MOST_TRIES = 5  # a minute of them: whatever stands in the way of a message does not go by itself


def hear_silence(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """Nobody answered whether it is urgent: it is. An answer that came first has moved the turn on."""
    with line.transaction() as session:
        thread = threads.lock(session, values["thread"])
        if thread is None or thread.turn != values["turn"]:
            return "answered"
        version, book = directory.current(session)
        turn = Turn(session, book, version, line.now(), thread, thread.channel, thread.address)
        fall_silent(turn, thread)
        join_case(session, thread, line.now())
        thread.heard_at = line.now()
        words = spoken_now(thread, values_said(turn, line.settings.line_number))
        mark = f"silence-{thread.id}-{values['turn']}"
        owe_reply(session, mark, thread.channel, thread.address, words, line.now())
    return "silent"


def hear_kept(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """A message that was kept unheard is heard now, and answered by a message."""
    text = InboundText(**{**values, "media": tuple(Media(**each) for each in values["media"])})
    now = line.now()
    with line.transaction() as session:
        kept = threads.message_by_sid(session, text.sid)
        if kept is not None and kept.is_heard:
            return "heard_before"  # it came again, and was answered there
        in_vain = follow_ups.tries_of(session, name_of_kept(text.sid)) > MOST_TRIES
        if kept is not None and in_vain and open_unheard(session, text, kept, now):
            return "opened"
        reply = answer_text(session, text, line.settings.line_number, now, kept.at if kept else None)
        owe_reply(session, text.sid, text.channel, text.sender, reply, now)
    return "heard"


DEEDS = {SILENT: hear_silence, KEPT: hear_kept}
