"""Attach: the photos and voice notes of a message are noted with it, and go with the case of its conversation.

What comes before there is a case waits for one, and is brought in only when it has one: nobody fills our shelves from
a phone we do not know. Nothing of it delays the message or its reply; see ``keep_media`` for the files.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.dialog.conversation import Heard, Hold, Place, Record, Recorded
from voiceline.dialog.scripts import SCRIPTS
from voiceline.store import attachments
from voiceline.store.threads import Message, Thread
from voiceline.telephony.inbound import InboundText, heard_in_text

SHOWN = Recorded(2)  # a photo or a voice note without words counts as something said: as long as a case needs


def attach(session: Session, message: Message, text: InboundText, now: datetime) -> None:
    """Note the media of this message, in its own transaction."""
    if text.media:
        session.flush()  # the message has its number from here on
        attachments.arrive(session, message.id, [(each.url, each.declared) for each in text.media], now)


def join_case(session: Session, thread: Thread, now: datetime) -> None:
    """What this conversation has shown goes with its case, if it has one by now. Call it wherever it may have."""
    if thread.ticket_number is not None:
        attachments.join_case(session, thread.id, thread.began_at, thread.ticket_number, now)


def heard_in(text: InboundText) -> Heard:
    """What a message says; without a word, that something was shown."""
    return SHOWN if shows_only(text) else heard_in_text(text.body)


def answers_nothing(text: InboundText, place: Place) -> bool:
    """A picture is no answer to a question: it is noted, and the question stands. (An album is a message a photo.)"""
    step = SCRIPTS[place.script].steps[place.step]
    return shows_only(text) and not isinstance(step, Hold | Record)


def shows_only(text: InboundText) -> bool:
    return bool(text.media) and not text.body
