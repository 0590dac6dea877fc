"""Calendar feeds: an address nobody can guess for each engineer and each rotation, which can be made anew."""

import secrets
from datetime import datetime

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.store.base import Base, Key, Moment

KINDS = ("engineer", "rotation")


class Feed(Base):
    """``name`` is an engineer's or a rotation's id. The token is the only guard, as calendars cannot log in."""

    __tablename__ = "feeds"
    id: Mapped[Key]
    token: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    made_at: Mapped[Moment]

    __table_args__ = (UniqueConstraint("kind", "name"),)


def token_of(session: Session, kind: str, name: str, now: datetime, anew: bool = False) -> str:
    """The feed's token, made at its first wish. ``anew``: another one, and the old address leads nowhere."""
    feed = session.scalar(select(Feed).where(Feed.kind == kind, Feed.name == name).with_for_update())
    if feed is None:
        feed = Feed(kind=kind, name=name, token=secrets.token_urlsafe(24), made_at=now)
        session.add(feed)
    elif anew:
        feed.token, feed.made_at = secrets.token_urlsafe(24), now
    session.flush()
    return feed.token


def tokens(session: Session) -> dict[tuple[str, str], str]:
    """Of each feed that somebody has wished for: (kind, name) → token."""
    return {(feed.kind, feed.name): feed.token for feed in session.scalars(select(Feed))}


def by_token(session: Session, token: str) -> Feed | None:
    if "\0" in token:  # PostgreSQL has no such text
        return None
    return session.scalar(select(Feed).where(Feed.token == token))
