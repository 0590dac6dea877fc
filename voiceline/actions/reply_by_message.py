"""A reply that cannot go back by the way the text came (or came too late for it): owed as a message, once for each."""

from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.store import notifications

REPLY = "reply"
RANK_OF_REPLIES = 10  # after every page, before news: somebody waits for it with the phone in her hand


def owe_reply(session: Session, mark: str, channel: str, address: str, words: str, now: datetime) -> None:
    """``mark`` names what it answers. Nothing is owed where there is nothing to say."""
    if not words:
        return
    notifications.owe(
        session,
        {
            "once": f"{REPLY}-{mark}",
            "kind": REPLY,
            "channel": channel,
            "audience": "customer",
            "address": address,
            "values": {"words": words},
            "rank": RANK_OF_REPLIES,
            "created_at": now,
            "due_at": now,
        },
    )
