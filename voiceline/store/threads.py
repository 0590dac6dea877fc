"""Text conversations: a thread per address and channel, and each inbound message once, stored at its arrival."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.store.base import Base, Key, Moment, run
from voiceline.store.places import Conversing


class Thread(Conversing, Base):
    """Where the conversation with one address has come to. ``step`` empty: nothing is under way."""

    __tablename__ = "threads"
    id: Mapped[Key]
    channel: Mapped[str]
    address: Mapped[str]
    customer: Mapped[str | None]
    ticket_number: Mapped[int | None] = mapped_column(ForeignKey("tickets.number"), index=True)
    began_at: Mapped[Moment]  # first contact of the conversation under way
    heard_at: Mapped[Moment]
    __table_args__ = (UniqueConstraint("channel", "address"),)


class Message(Base):
    """One inbound message; its reply is kept, so a repeated webhook hears the same answer."""

    __tablename__ = "messages"
    id: Mapped[Key]
    sid: Mapped[str] = mapped_column(unique=True)
    thread_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("threads.id"), index=True)
    at: Mapped[Moment]
    body: Mapped[str]
    reply: Mapped[str] = mapped_column(default="")
    is_heard: Mapped[bool] = mapped_column(default=True, server_default=true())  # else a follow-up will hear it


def lock_thread(session: Session, values: dict[str, object]) -> Thread:
    """The thread of this channel and address, made if it is new, held until this transaction ends."""
    session.execute(insert(Thread).on_conflict_do_nothing(index_elements=["channel", "address"]), [values])
    return session.scalars(
        select(Thread).where(Thread.channel == values["channel"], Thread.address == values["address"]).with_for_update()
    ).one()


def message_by_sid(session: Session, sid: str) -> Message | None:
    return session.scalar(select(Message).where(Message.sid == sid))


def lock(session: Session, thread_id: int) -> Thread | None:
    return session.get(Thread, thread_id, with_for_update=True, populate_existing=True)


def last_replies(session: Session, thread_id: int, since: datetime, most: int = 12) -> list[str]:
    """What the last messages of this thread were answered, the newest first; as far back as ``since``."""
    values = {"thread": thread_id, "since": since, "most": most}
    return [row[0] for row in run(session, _LAST_REPLIES, values).fetchall()]


_LAST_REPLIES = """
SELECT reply FROM messages WHERE thread_id = %(thread)s AND is_heard AND at >= %(since)s ORDER BY id DESC LIMIT %(most)s
"""
