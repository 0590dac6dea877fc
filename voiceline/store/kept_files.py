"""Files we keep: what callers said and what customers sent, each beside the row that speaks of it."""

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voiceline.store import attachments, recordings
from voiceline.store.attachments import Attachment
from voiceline.store.recordings import DATABASE, Recording

Kept = Recording | Attachment
KINDS: tuple[type[Kept], ...] = (Recording, Attachment)


def in_database(session: Session, kind: type[Kept], after: int, limit: int) -> list[Kept]:
    """Those whose file is still in the database, from the one after this on."""
    rows = select(kind).where(kind.kept_in == DATABASE, kind.purged_at.is_(None), kind.id > after)
    return list(session.scalars(rows.order_by(kind.id).limit(limit)))


def kept(session: Session, kind: type[Kept], after: int, limit: int) -> list[Kept]:
    """Those whose file we keep, from the one after this on."""
    rows = select(kind).where(kind.kept_in.is_not(None), kind.purged_at.is_(None), kind.id > after)
    return list(session.scalars(rows.order_by(kind.id).limit(limit)))


def counted(session: Session) -> Counter[str]:
    """How many files are where."""
    found: Counter[str] = Counter()
    for kind in KINDS:
        asked = select(kind.kept_in, func.count()).where(kind.kept_in.is_not(None), kind.purged_at.is_(None))
        found.update({str(place): count for place, count in session.execute(asked.group_by(kind.kept_in))})
    return found


def lock(session: Session, row: Kept) -> Kept | None:
    """The row as it stands now, held."""
    return recordings.lock(session, row.id) if isinstance(row, Recording) else attachments.lock(session, row.id)


def note_spoiled(session: Session, row: Kept, now: datetime) -> None:
    """Its file is not what was kept: shown so from now on, and given to nobody."""
    of = recordings if isinstance(row, Recording) else attachments
    of.note_spoiled(session, row.id, now)
