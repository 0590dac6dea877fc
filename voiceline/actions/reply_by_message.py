"""A reply that cannot go back by the way the text came, or came too late for it: owed as a message, once for each.

A question with an approved template goes so too, for its buttons: what answers a webhook can carry words alone.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from voiceline.dialog.conversation import Ask, Confirm
from voiceline.dialog.scripts import SCRIPTS
from voiceline.domain.sending import WHATSAPP, can_be_answered
from voiceline.store import notifications, reach, replies
from voiceline.store.notifications import Notification
from voiceline.store.threads import Thread
from voiceline.telephony.inbound import InboundText

REPLY = "reply"
RANK_OF_REPLIES = 10  # after every page, before news: somebody waits for it with the phone in her hand


def owe_reply(
    session: Session,
    mark: str,
    channel: str,
    address: str,
    words: str,
    now: datetime,
    language: str = "es",
    **template: Any,
) -> None:
    """``mark`` names what it answers. Nothing is owed where there is nothing to say, or nobody to read it."""
    if not words or not can_be_answered(channel, address):
        return
    notifications.owe(
        session,
        {
            "once": _name(mark),
            "kind": REPLY,
            "channel": channel,
            "audience": "customer",
            "address": address,
            "language": language,
            "values": {**template, "words": words},
            "rank": RANK_OF_REPLIES,
            "created_at": now,
            "due_at": now,
        },
    )


def is_owed(session: Session, mark: str) -> bool:
    """Whether what this names is answered by a message of ours."""
    return replies.is_there(session, _name(mark))


def owe_with_buttons(
    session: Session, thread: Thread, mark: str, words: str, values: Mapping[str, Any], now: datetime
) -> bool:
    """The question at which this conversation stands, with its buttons; False where none are approved for it."""
    step = SCRIPTS[thread.script].steps[thread.step]
    if thread.channel != WHATSAPP or not isinstance(step, Ask | Confirm) or thread.tries:
        return False  # who has not been understood is told so
    if isinstance(step, Ask) and step.ahead and values.get(step.ahead, True):
        return False  # what goes before the question is not in the template
    template = f"{step.prompt}.{thread.language}"
    if template not in reach.means(session).templates:
        return False
    plain = {name: value for name, value in values.items() if isinstance(value, str | int)}
    owe_reply(session, mark, thread.channel, thread.address, words, now, thread.language, **plain, by_template=template)
    return True


def owe_words_instead(session: Session, row: Notification, now: datetime) -> None:
    """The buttons did not go out: the same question in words, which are always allowed to who has just written."""
    if row.values.get("by_template"):
        mark = f"{row.once.removeprefix(_name(''))}-words"
        owe_reply(session, mark, row.channel, row.address, row.values["words"], now, row.language)


def as_answer(session: Session, thread: Thread, text: InboundText) -> InboundText:
    """A button stands for its key where the question it is under was our last word; later, for the words on it."""
    if text.pressed and replies.is_to_last_words(session, thread.id, text.sid, text.replied_to):
        return replace(text, body=text.pressed)
    return text


def _name(mark: str) -> str:
    return f"{REPLY}-{mark}"
