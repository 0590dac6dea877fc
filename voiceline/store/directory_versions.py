"""The rows behind the directory: each version as it was put in force, by a file, by the roster or by an edit."""

import hashlib
import json
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.store.base import Base, JsonList, Key, Moment, run

LOAD, ROSTER, EDIT = "load", "roster", "edit"
LOCK = "SELECT pg_advisory_xact_lock(5478, 0)"  # a namespace of its own; until the transaction ends


class DirectoryVersion(Base):
    __tablename__ = "directory_versions"
    id: Mapped[Key]
    text: Mapped[str]
    digest: Mapped[str]
    loaded_at: Mapped[Moment]
    loaded_by: Mapped[str]
    roster: Mapped[JsonList]  # what people changed since, beside the text (store/roster)
    origin: Mapped[str] = mapped_column(server_default=LOAD)
    part: Mapped[str] = mapped_column(server_default="")  # of the document, where somebody edited one: "kind name"


class OfTheRoster(NamedTuple):
    """A version in which people changed the roster, beside the list of changes that it took the place of."""

    at: datetime
    by: str
    roster: list[dict[str, Any]]
    before: list[dict[str, Any]]


def take_turn(session: Session) -> None:
    """One change of the directory at a time, whichever way it comes: a second waits for the first."""
    run(session, LOCK)


def newest(session: Session) -> DirectoryVersion | None:
    return session.scalar(select(DirectoryVersion).order_by(DirectoryVersion.id.desc()).limit(1))


def of_the_roster(session: Session, limit: int) -> list[OfTheRoster]:
    """The newest first; of the documents beside it nothing is read."""
    return [OfTheRoster(*row) for row in run(session, _OF_THE_ROSTER, {"most": limit}).fetchall()]


def make(
    text: str, changes: list[dict[str, Any]], by: str, now: datetime, origin: str, part: str = ""
) -> DirectoryVersion:
    whole = text + (json.dumps(changes, sort_keys=True) if changes else "")
    digest = hashlib.sha256(whole.encode()).hexdigest()
    return DirectoryVersion(
        text=text, digest=digest, loaded_at=now, loaded_by=by, roster=changes, origin=origin, part=part
    )


_OF_THE_ROSTER = f"""
SELECT made.loaded_at, made.loaded_by, made.roster, coalesce(former.roster, '[]'::jsonb)
FROM directory_versions AS made LEFT JOIN LATERAL (
  SELECT roster FROM directory_versions WHERE id < made.id ORDER BY id DESC LIMIT 1
) AS former ON true
WHERE made.origin = '{ROSTER}' ORDER BY made.id DESC LIMIT %(most)s
"""
