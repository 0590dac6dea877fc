"""Attach: the photos and voice notes of a message are noted with it, and go with the case of its conversation.

What comes before there is a case waits for one, and is brought in only when it has one: nobody fills our shelves from
a phone we do not know. Nothing of it delays the message or its reply; see ``keep_media`` for the files.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.domain.lifecycle import Status
from voiceline.store import attachments, tickets
from voiceline.store.threads import Thread
from voiceline.telephony.inbound import InboundText


def attach(session: Session, text: InboundText, now: datetime) -> None:
    """Note the media of this message, which has arrived, in its own transaction."""
    if text.media:
        attachments.arrive(session, text.sid, [(each.url, each.declared) for each in text.media], now)


def join_case(session: Session, thread: Thread, now: datetime) -> None:
    """What this conversation has shown goes with its case, if it has one by now. Call it wherever it may have.

    One that is closed has no more to come: what is shown after it waits for the next.
    """
    number = thread.ticket_number
    ticket = tickets.read(session, [number]).get(number) if number is not None else None
    if ticket is not None and ticket.status != Status.CLOSED:
        attachments.join_case(session, thread.id, thread.began_at, ticket.number, now)


def shows_only(text: InboundText) -> bool:
    """A picture or a voice note without a word."""
    return bool(text.media) and not text.body
