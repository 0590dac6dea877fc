"""Text conversations: a thread per address and channel, and each inbound message once, stored at its arrival."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.store.base import Base, Key, Moment, ask, run, write_later, write_whole
from voiceline.store.places import Conversing

LOCK_CLASS = 5483  # a namespace of PostgreSQL's advisory locks: a conversation's channel and address


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


def hold(session: Session, channel: str, address: str) -> None:
    """This conversation is ours until the transaction ends: what is asked from here on sees what others did with it.

    By its name, since there may be no row of it yet.
    """
    ask(session, _HOLD, {"class": LOCK_CLASS, "channel": channel, "address": address})


def hold_all_of(session: Session, ticket_number: int) -> None:
    """As ``hold``, every conversation that has come to this case."""
    run(session, _HOLD_ALL, {"class": LOCK_CLASS, "ticket": ticket_number})


_NAME = "hashtext({channel} || ' ' || {address})"
_HOLD = f"SELECT pg_advisory_xact_lock(%(class)s, {_NAME.format(channel='%(channel)s::text', address='%(address)s')})"
_HOLD_ALL = f"""
SELECT pg_advisory_xact_lock(%(class)s, name) FROM (
  SELECT DISTINCT {_NAME.format(channel="channel", address="address")} AS name FROM threads
  WHERE ticket_number = %(ticket)s ORDER BY name) AS each
"""


def new_thread(session: Session, thread_id: int, channel: str, address: str, now: datetime) -> Thread:
    """Of an address we have not heard from: nobody's, and it speaks no language yet. The caller holds it."""
    return write_whole(
        session,
        Thread,
        id=thread_id,
        channel=channel,
        address=address,
        began_at=now,
        heard_at=now,
        language="",
        notes={},
    )


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
    """This conversation as it stands, held until the transaction ends."""
    named = run(session, "SELECT channel, address FROM threads WHERE id = %(id)s", {"id": thread_id}).fetchone()
    if named is None:
        return None
    hold(session, *named)
    return session.get(Thread, thread_id, populate_existing=True)
