"""Recordings: what a caller said, fetched from the carrier by a follow-up and kept with the case."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, deferred, mapped_column

from voiceline.store import follow_ups
from voiceline.store.base import Base, Key, Moment, OptionalMoment


class Recording(Base):
    """``media`` is None until the file is here. It never leaves by a lasting public URL."""

    __tablename__ = "recordings"
    id: Mapped[Key]
    sid: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("calls.id"), index=True)
    ticket_number: Mapped[int | None] = mapped_column(ForeignKey("tickets.number"), index=True)
    made_at: Mapped[Moment]
    duration_seconds: Mapped[int | None]
    fetched_at: Mapped[OptionalMoment]
    content_type: Mapped[str | None]
    sha256: Mapped[str | None]
    media: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))


def arrive(session: Session, values: dict[str, object]) -> bool:
    """Note that a recording exists; False when it was known."""
    statement = insert(Recording).on_conflict_do_nothing(index_elements=["sid"]).returning(Recording.id)
    return session.execute(statement, [values]).scalar() is not None


def of_ticket(session: Session, number: int) -> Recording | None:
    """The newest recording of this ticket that is here to be heard."""
    return session.scalar(
        select(Recording)
        .where(Recording.ticket_number == number, Recording.fetched_at.is_not(None))
        .order_by(Recording.id.desc())
        .limit(1)
    )


def arrive_and_fetch(session: Session, values: dict[str, object], now: datetime) -> None:
    """Note a recording and owe, once, the fetching of its file."""
    if arrive(session, values):
        follow_ups.owe(session, f"fetch-{values['sid']}", "fetch_recording", now, now, values={"sid": values["sid"]})


def attach(session: Session, call_id: int, ticket_number: int) -> None:
    """What was recorded on this call belongs to this ticket."""
    session.execute(
        update(Recording)
        .where(Recording.call_id == call_id, Recording.ticket_number.is_(None))
        .values(ticket_number=ticket_number)
    )


def lock(session: Session, sid: str) -> Recording | None:
    return session.scalar(select(Recording).where(Recording.sid == sid).with_for_update())
