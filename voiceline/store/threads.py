"""Text conversations: a thread per address and channel, and each inbound message once, stored at its arrival."""

from datetime import datetime
from functools import cache

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.store.base import Base, Key, Moment, as_rows, ask, columns, write_later
from voiceline.store.directory import NEWEST, is_in_force
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


def lock_thread(session: Session, channel: str, address: str, now: datetime) -> Thread:
    """The thread of this channel and address, held until this transaction ends; and which directory is in force.

    One that is new is nobody's, and speaks no language yet.
    """
    values = {"channel": channel, "address": address, "now": now}
    version, digest, words, *told = ask(session, _lock_thread(), values)[0]
    if version is not None:
        is_in_force(session, version, digest, words)
    thread: Thread = as_rows(session, told, Thread)[0]
    return thread


@cache
def _lock_thread() -> str:
    return f"""
WITH held AS (
  INSERT INTO threads (channel, address, began_at, heard_at, language, script, step, turn, tries)
  VALUES (%(channel)s, %(address)s, %(now)s, %(now)s, '', 'customer_line', '', 0, 0)
  ON CONFLICT (channel, address) DO UPDATE SET channel = EXCLUDED.channel RETURNING {columns(Thread)})
SELECT in_force.id, in_force.digest, in_force.wording, held.* FROM held LEFT JOIN ({NEWEST}) AS in_force ON true
"""


def keep(session: Session, thread: Thread, sid: str, body: str, reply: str | None, now: datetime) -> None:
    """A message is on record. It was heard, and ``reply`` is what it is answered, however often it comes.

    None: it is not heard yet. One that was kept so before is heard by now; it came when it came.
    """
    values = {"sid": sid, "thread_id": thread.id, "at": now, "body": body}
    write_later(session, Message, {**values, "reply": reply or "", "is_heard": reply is not None}, _HEARD_BY_NOW)


_HEARD_BY_NOW = "ON CONFLICT (sid) DO UPDATE SET reply = EXCLUDED.reply, is_heard = EXCLUDED.is_heard"


def message_by_sid(session: Session, sid: str) -> Message | None:
    return session.scalar(select(Message).where(Message.sid == sid))


def lock(session: Session, thread_id: int) -> Thread | None:
    return session.get(Thread, thread_id, with_for_update=True, populate_existing=True)
