"""Lists: newest first, by keyset. A cursor is the last row's time and id, and whose list it is of; opaque to whoever
holds it.
"""

import base64
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, DateTime, Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session
from werkzeug.datastructures import MultiDict

from voiceline.api.errors import bad_request

Row = TypeVar("Row")

USUAL, MOST = 50, 200
LARGEST_KEY = 2**63


def page(
    session: Session,
    asked: Select[Row],
    keys: tuple[InstrumentedAttribute[datetime], InstrumentedAttribute[int]],
    args: MultiDict[str, str],
    shape: Callable[[Row], dict[str, Any]],
) -> dict[str, Any]:
    """One page of the rows asked for: ``{"items", "next"}``."""
    limit = _limit(args.get("limit"))
    at, number = keys
    if "cursor" in args:
        last_at, last_number = _open(args["cursor"], at.key)
        last = tuple_(literal(last_at, DateTime(timezone=True)), literal(last_number, BigInteger()))
        asked = asked.where(tuple_(at, number) < last)
    rows: Sequence[Row] = session.scalars(asked.order_by(at.desc(), number.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    follows = _seal(at.key, getattr(shown[-1], at.key), getattr(shown[-1], number.key)) if len(rows) > limit else None
    return {"items": [shape(row) for row in shown], "next": follows}


def moment(name: str, words: str, zone: str) -> datetime:
    """A date or a time; without an offset it is the line's local one. ApiError 400 for anything else."""
    try:  # an offset's "+" that was not escaped arrives as a space
        parsed = datetime.fromisoformat(words.replace(" ", "+") if "T" in words else words)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError):
        raise bad_request(f"{name}: not an ISO 8601 date or time") from None


def only_known(args: MultiDict[str, str], filters: tuple[str, ...]) -> None:
    """ApiError 400 for a parameter we do not have, one given twice, or one no text column can hold."""
    unknown = sorted(set(args) - {"limit", "cursor", *filters})
    if unknown:
        raise bad_request(f"unknown parameter: {', '.join(unknown)}")
    for name, values in args.lists():
        if len(values) > 1:
            raise bad_request(f"{name}: given more than once")
        if "\0" in values[0]:
            raise bad_request(f"{name}: holds a character that is not text")


def _limit(words: str | None) -> int:
    if words is None:
        return USUAL
    if not (words.isascii() and words.isdecimal() and len(words) <= len(str(MOST)) and 1 <= int(words) <= MOST):
        raise bad_request(f"limit: a whole number from 1 to {MOST}")
    return int(words)


def _seal(list_by: str, at: datetime, number: int) -> str:
    words = f"{list_by} {at.astimezone(UTC).isoformat()} {number}"
    return base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")


def _open(cursor: str, list_by: str) -> tuple[datetime, int]:
    try:
        words = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
        of_list, at, number = words.split(" ")
        opened = datetime.fromisoformat(at), int(number)
        if of_list != list_by or opened[0].utcoffset() != UTC.utcoffset(None) or not 0 <= opened[1] < LARGEST_KEY:
            raise ValueError
    except ValueError:  # what base64, ASCII, dates and numbers all raise
        raise bad_request("cursor: not one of ours") from None
    return opened
