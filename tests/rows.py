"""Rows that a test puts there, as if the line had."""

from typing import Any, TypeVar

from sqlalchemy.orm import Session

from voiceline.store.base import Base

Row = TypeVar("Row", bound=Base)


def put(session: Session, kind: type[Row], **given: Any) -> Row:
    """A row that is written, with its key and whatever else the database fills in."""
    row = kind(**given)
    session.add(row)
    session.flush()
    return row
