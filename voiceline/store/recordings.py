"""Recordings: what a caller said. The row says where its file is; the file itself is kept by ``voiceline/archive``."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, deferred, mapped_column

from voiceline.domain.lifecycle import Status
from voiceline.store import audit, calls, follow_ups
from voiceline.store.base import Base, Key, Moment, OptionalMoment, ask, run
from voiceline.store.tickets import Ticket

DATABASE, ARCHIVE = "database", "archive"  # where a file is kept: ``media`` below, or what RECORDINGS names
STILL_TO_BE_TOLD = timedelta(minutes=1)
ONE_LISTENING = timedelta(minutes=10)  # a player asks for a file in many parts; that is one person hearing it once


class Recording(Base):
    """``kept_in`` is None until the file is here, and again when it has been purged.

    ``name`` is what the file is called where it is kept: it tells nothing of who called, and is in no URL.
    """

    __tablename__ = "recordings"
    id: Mapped[Key]
    sid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True, server_default=text("replace(gen_random_uuid()::text, '-', '')"))
    call_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("calls.id"), index=True)
    ticket_number: Mapped[int | None] = mapped_column(ForeignKey("tickets.number"), index=True)
    made_at: Mapped[Moment]
    duration_seconds: Mapped[int | None]
    fetched_at: Mapped[OptionalMoment]
    kept_in: Mapped[str | None]
    content_type: Mapped[str | None]
    sha256: Mapped[str | None]
    lost_at: Mapped[OptionalMoment]  # the carrier did not have it either
    spoiled_at: Mapped[OptionalMoment]  # the file is gone, or no longer the one that was kept
    deleted_at_carrier: Mapped[OptionalMoment]
    purged_at: Mapped[OptionalMoment]
    loudness: Mapped[bytes | None] = mapped_column(LargeBinary)  # along its length, once somebody looked; empty: none
    media: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))

    __table_args__ = (
        Index("ix_recordings_kept", "made_at", "id", postgresql_where=text("kept_in IS NOT NULL")),
        Index("ix_recordings_in_database", "id", postgresql_where=text("kept_in = 'database'")),
    )

    @property
    def can_be_heard(self) -> bool:
        return self.kept_in is not None and self.purged_at is None and self.spoiled_at is None

    def keep(self, kept_in: str, content_type: str, sha256: str, at: datetime) -> None:
        """The file is ours, whole."""
        self.kept_in, self.content_type, self.sha256, self.fetched_at = kept_in, content_type, sha256, at


def arrive(session: Session, values: dict[str, object]) -> bool:
    """Note that a recording exists; False when it was known."""
    statement = insert(Recording).on_conflict_do_nothing(index_elements=["sid"]).returning(Recording.id)
    return session.execute(statement, [values]).scalar() is not None


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


def by_sid(session: Session, sid: str) -> Recording | None:
    return session.scalar(select(Recording).where(Recording.sid == sid))


def lock(session: Session, number: int) -> Recording | None:
    """The row as it stands now, held. Its call and its ticket come first, where they are wanted too."""
    held = select(Recording).where(Recording.id == number).with_for_update()
    return session.scalar(held.execution_options(populate_existing=True))


def of_ticket(session: Session, number: int) -> Recording | None:
    """The newest recording of this ticket that is here to be heard."""
    can_be_heard = Recording.kept_in.is_not(None) & Recording.purged_at.is_(None) & Recording.spoiled_at.is_(None)
    return session.scalar(
        select(Recording).where(Recording.ticket_number == number, can_be_heard).order_by(Recording.id.desc()).limit(1)
    )


def may_be_heard(session: Session, number: int, speaks: Collection[str], now: datetime) -> bool:
    """Whether a recording of this ticket is here, or may still come: its file is on its way, or a caller is at one of
    these steps, or was as she hung up a moment ago, when it was not told of yet.
    """
    values = {"ticket": number, "steps": list(speaks), "since": now - STILL_TO_BE_TOLD}
    return bool(ask(session, _MAY_BE_HEARD, values)[0][0])


_MAY_BE_HEARD = """
SELECT EXISTS (
  SELECT 1 FROM recordings WHERE ticket_number = %(ticket)s
  AND lost_at IS NULL AND spoiled_at IS NULL AND purged_at IS NULL) OR EXISTS (
  SELECT 1 FROM calls WHERE ticket_number = %(ticket)s AND direction = 'inbound' AND step = ANY(%(steps)s)
  AND (ended_at IS NULL OR ended_at > %(since)s))
"""


def keep_loudness(session: Session, number: int, loudness: bytes) -> None:
    session.execute(update(Recording).where(Recording.id == number).values(loudness=loudness))


def note_heard(session: Session, row: Recording, by: str, now: datetime) -> None:
    """On the call's timeline: who heard it, once a listening."""
    audit.one_look_at_a_time(session, "recording", row.id, by)
    values = {"call": row.call_id, "id": row.id, "by": by, "now": now, "since": now - ONE_LISTENING}
    if run(session, _HEARD, values).rowcount:
        audit.note(session, by, "recording_heard", str(row.id), now)


_HEARD = """
INSERT INTO call_events (call_id, at, kind, detail)
SELECT %(call)s, %(now)s, 'recording_heard', jsonb_build_object('recording', %(id)s::bigint, 'by', %(by)s::text)
WHERE NOT EXISTS (
  SELECT 1 FROM call_events WHERE call_id = %(call)s AND kind = 'recording_heard' AND at > %(since)s
  AND detail = jsonb_build_object('recording', %(id)s::bigint, 'by', %(by)s::text))
"""


def note_spoiled(session: Session, number: int, now: datetime) -> None:
    """Its file is not what was kept: shown so from now on, and played to nobody."""
    row = session.get(Recording, number)
    call = calls.lock_by_id(session, row.call_id) if row else None
    row = lock(session, number)
    if row is not None and call is not None and row.spoiled_at is None:
        row.spoiled_at = now
        calls.note(session, call, "recording_spoiled", now, recording=number)


def to_purge(session: Session, before: datetime, limit: int) -> list[int]:
    """Ids of files made before then that belong to no open case, oldest first; and of those left half purged."""
    is_old = (Recording.made_at < before) & or_(Ticket.number.is_(None), Ticket.status == Status.CLOSED)
    wanted = select(Recording.id).outerjoin(Ticket, Ticket.number == Recording.ticket_number)
    kept = wanted.where(Recording.kept_in.is_not(None), or_(Recording.purged_at.is_not(None), is_old))
    return list(session.scalars(kept.order_by(Recording.made_at, Recording.id).limit(limit)))
