"""Attachments: the photos and voice notes of customers' messages. The row says what became of each, file or not."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint, or_, select, text
from sqlalchemy.orm import Mapped, Session, deferred, mapped_column

from voiceline.domain.lifecycle import Status
from voiceline.domain.media_type import KINDS, Kind
from voiceline.store import audit, follow_ups, tickets
from voiceline.store.base import Base, Key, Moment, OptionalMoment, run, run_later
from voiceline.store.tickets import Ticket

NOTED, KEPT, REFUSED, LOST = "noted", "kept", "refused", "lost"
SHOWN_WITHIN = timedelta(hours=1)  # before her case: a conversation may begin anew between a photo and what it shows
ONE_LOOK = timedelta(minutes=10)  # a player asks for a file in many parts; that is one person looking once


class Attachment(Base):
    """One medium of a message. ``content_type`` is what its bytes are; what it was declared to be decides nothing.

    ``kept_in`` is None until the file is here, and again when it has been purged. ``name`` is what the file is called
    where it is kept: it tells nothing of who sent it, and is in no URL.
    """

    __tablename__ = "attachments"
    id: Mapped[Key]
    message_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("messages.id"))
    position: Mapped[int]  # in its message, from 0
    url: Mapped[str]  # as the form had it
    declared: Mapped[str]
    ticket_number: Mapped[int | None] = mapped_column(ForeignKey("tickets.number"), index=True)
    arrived_at: Mapped[Moment]
    state: Mapped[str] = mapped_column(default=NOTED)
    reason: Mapped[str | None]  # why it was refused or is lost
    name: Mapped[str] = mapped_column(unique=True, server_default=text("replace(gen_random_uuid()::text, '-', '')"))
    fetched_at: Mapped[OptionalMoment]
    kept_in: Mapped[str | None]
    content_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None]
    spoiled_at: Mapped[OptionalMoment]  # the file is gone, or no longer the one that was kept
    deleted_at_carrier: Mapped[OptionalMoment]
    purged_at: Mapped[OptionalMoment]
    media: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))

    __table_args__ = (
        UniqueConstraint("message_id", "position"),
        Index("ix_attachments_to_purge", "arrived_at", "id", postgresql_where=text("purged_at IS NULL")),
        Index(
            "ix_attachments_half_purged", "id", postgresql_where=text("purged_at IS NOT NULL AND kept_in IS NOT NULL")
        ),
    )

    @property
    def kind(self) -> Kind | None:
        return KINDS.get(self.content_type or "")

    @property
    def can_be_seen(self) -> bool:
        return self.kept_in is not None and self.purged_at is None and self.spoiled_at is None

    def keep(self, kept_in: str, content_type: str, size: int, sha256: str, at: datetime) -> None:
        """The file is ours, whole."""
        self.state, self.kept_in, self.content_type = KEPT, kept_in, content_type
        self.size, self.sha256, self.fetched_at, self.spoiled_at = size, sha256, at, None

    def end(self, state: str, reason: str) -> None:
        """It is not kept, and will not be."""
        self.state, self.reason = state, reason


def arrive(session: Session, sid: str, found: Sequence[tuple[str, str]], now: datetime) -> None:
    """Note (URL, declared type) of each medium of the message of this name, in order."""
    urls, declared = zip(*found, strict=True)
    run_later(session, _ARRIVE, {"sid": sid, "urls": list(urls), "declared": list(declared), "now": now})


_ARRIVE = """
INSERT INTO attachments (message_id, position, url, declared, arrived_at, state)
SELECT m.id, each.position - 1, each.url, each.declared, %(now)s, 'noted'
FROM messages m, unnest(%(urls)s::text[], %(declared)s::text[]) WITH ORDINALITY AS each (url, declared, position)
WHERE m.sid = %(sid)s ON CONFLICT (message_id, position) DO NOTHING
"""


def join_case(session: Session, thread_id: int, began_at: datetime, ticket_number: int, now: datetime) -> int:
    """What this thread has sent since it began, or lately, and no case has yet, goes with this one.

    Its fetching is owed, once each. How many there were. Only what belongs to a case is ever brought in.
    """
    values = {"thread": thread_id, "since": min(began_at, now - SHOWN_WITHIN), "ticket": ticket_number}
    joined = sorted(row[0] for row in run(session, _JOIN, values).fetchall())
    for number in joined:
        what = {"ticket_number": ticket_number, "values": {"attachment": number}}
        follow_ups.owe(session, f"fetch-media-{number}", "fetch_media", now, now, **what)
    return len(joined)


_JOIN = """
UPDATE attachments a SET ticket_number = %(ticket)s FROM messages m
WHERE m.thread_id = %(thread)s AND m.at >= %(since)s AND a.message_id = m.id AND a.ticket_number IS NULL RETURNING a.id
"""


def lock(session: Session, number: int) -> Attachment | None:
    """The row as it stands now, held. Its ticket comes first, where it is wanted too."""
    held = select(Attachment).where(Attachment.id == number).with_for_update()
    return session.scalar(held.execution_options(populate_existing=True))


def with_ticket(session: Session, number: int) -> tuple[Ticket | None, list[Attachment]]:
    """This case and all that went with it, in order, by one question."""
    both = select(Ticket, Attachment).outerjoin(Attachment, Attachment.ticket_number == Ticket.number)
    rows = session.execute(both.where(Ticket.number == number).order_by(Attachment.arrived_at, Attachment.id)).all()
    return (rows[0][0] if rows else None), [row[1] for row in rows if row[1] is not None]


def note_seen(session: Session, row: Attachment, by: str, now: datetime) -> None:
    """On the case's timeline: who looked, once a look."""
    audit.one_look_at_a_time(session, "attachment", row.id, by)
    values = {"ticket": row.ticket_number, "id": row.id, "by": by, "now": now, "since": now - ONE_LOOK}
    if run(session, _SEEN, values).rowcount:
        audit.note(session, by, "attachment_seen", str(row.id), now)


_SEEN = """
INSERT INTO ticket_events (ticket_number, at, kind, detail)
SELECT %(ticket)s, %(now)s, 'attachment_seen', jsonb_build_object('attachment', %(id)s::bigint, 'by', %(by)s::text)
WHERE NOT EXISTS (
  SELECT 1 FROM ticket_events WHERE ticket_number = %(ticket)s AND kind = 'attachment_seen' AND at > %(since)s
  AND detail = jsonb_build_object('attachment', %(id)s::bigint, 'by', %(by)s::text))
"""


def note_spoiled(session: Session, number: int, now: datetime) -> None:
    """Its file is not what was kept: shown so from now on, and given to nobody."""
    known = session.get(Attachment, number)
    ticket = tickets.lock(session, known.ticket_number) if known and known.ticket_number else None
    row = lock(session, number)
    if row is not None and row.spoiled_at is None:
        row.spoiled_at = now
        if ticket is not None:
            ticket.record("attachment_spoiled", now, None, {"attachment": number})


def to_purge(session: Session, before: datetime, limit: int) -> list[int]:
    """Ids of those that came before then and belong to no open case, oldest first; and of those left half purged."""
    is_old = Attachment.purged_at.is_(None) & (Attachment.arrived_at < before)
    is_over = or_(Ticket.number.is_(None), Ticket.status == Status.CLOSED)
    is_half = Attachment.purged_at.is_not(None) & Attachment.kept_in.is_not(None)
    wanted = select(Attachment.id).outerjoin(Ticket, Ticket.number == Attachment.ticket_number)
    return list(session.scalars(wanted.where(or_(is_half, is_old & is_over)).order_by(Attachment.id).limit(limit)))
