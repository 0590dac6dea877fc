"""The rows behind the directory: each version as it was put in force, by a file, by the roster or by an edit."""

import hashlib
import json
from datetime import datetime
from typing import Any

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


def take_turn(session: Session) -> None:
    """One change of the directory at a time, whichever way it comes: a second waits for the first."""
    run(session, LOCK)


def newest(session: Session) -> DirectoryVersion | None:
    return session.scalar(select(DirectoryVersion).order_by(DirectoryVersion.id.desc()).limit(1))


def make(
    text: str, changes: list[dict[str, Any]], by: str, now: datetime, origin: str, part: str = ""
) -> DirectoryVersion:
    whole = text + (json.dumps(changes, sort_keys=True) if changes else "")
    digest = hashlib.sha256(whole.encode()).hexdigest()
    return DirectoryVersion(
        text=text, digest=digest, loaded_at=now, loaded_by=by, roster=changes, origin=origin, part=part
    )
