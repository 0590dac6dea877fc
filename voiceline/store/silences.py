"""Silences: stretches in which the line did not run, as its own clock found them out afterwards."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.store.base import Base, Key, Moment, run

SILENT_FROM = timedelta(seconds=60)  # a shorter gap is a restart, and costs no call


class Silence(Base):
    __tablename__ = "silences"
    id: Mapped[Key]
    began_at: Mapped[Moment] = mapped_column(index=True)
    ended_at: Mapped[Moment]


_LAST = "SELECT at FROM heartbeats WHERE name = 'line' FOR UPDATE"
_BEAT = """
INSERT INTO heartbeats (name, at) VALUES ('line', %(now)s)
ON CONFLICT (name) DO UPDATE SET at = greatest(heartbeats.at, EXCLUDED.at)
"""


def listen(session: Session, now: datetime) -> datetime | None:
    """The line runs. Since when it had not, if there was a gap; that stands as a silence from now on.

    The last beat is held meanwhile: of several clocks that wake together only one finds the gap.
    """
    last = run(session, _LAST).fetchone()
    silent_since: datetime | None = last[0] if last and last[0] < now - SILENT_FROM else None
    if silent_since is not None:
        session.add(Silence(began_at=silent_since, ended_at=now))
    run(session, _BEAT, {"now": now})
    return silent_since


def between(session: Session, start: datetime, end: datetime) -> list[Silence]:
    """Silences that touch this stretch, oldest first."""
    touching = select(Silence).where(Silence.began_at < end, Silence.ended_at > start)
    return list(session.scalars(touching.order_by(Silence.began_at)))
