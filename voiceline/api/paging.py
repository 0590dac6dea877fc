"""Lists: newest first, by keyset. A cursor is the last row's time and id, opaque to whoever holds it."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session
from werkzeug.datastructures import MultiDict

from voiceline.api.errors import bad_request

Row = TypeVar("Row")

USUAL, MOST = 50, 200


def page(
    session: Session,
    asked: "Select[tuple[Row]]",
    keys: tuple[InstrumentedAttribute[datetime], InstrumentedAttribute[int]],
    args: MultiDict[str, str],
    shape: Callable[[Row], dict[str, Any]],
) -> dict[str, Any]:
    """One page of the rows asked for: ``{"items", "next"}``."""
    limit = _limit(args.get("limit"))
    cursor = args.get("cursor")
    at, number = keys
    if cursor is not None:
        last_at, last_number = _open(cursor)
        asked = asked.where(tuple_(at, number) < tuple_(literal(last_at), literal(last_number)))
    rows: Sequence[Row] = session.scalars(asked.order_by(at.desc(), number.desc()).limit(limit + 1)).all()
    shown, more = rows[:limit], len(rows) > limit
    last = shown[-1] if shown else None
    follows = _seal(getattr(last, at.key), getattr(last, number.key)) if more and last is not None else None
    return {"items": [shape(row) for row in shown], "next": follows}


def moment(name: str, words: str, zone: str) -> datetime:
    """A date or a time; without an offset it is the line's local one. ApiError 400 for anything else."""
    try:
        parsed = datetime.fromisoformat(words.replace(" ", "+") if "T" in words else words)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError):
        raise bad_request(f"{name}: not an ISO 8601 date or time") from None


def only_known(args: MultiDict[str, str], filters: tuple[str, ...]) -> None:
    unknown = sorted(set(args) - {"limit", "cursor", *filters})
    if unknown:
        raise bad_request(f"unknown parameter: {', '.join(unknown)}")


def _limit(words: str | None) -> int:
    if words is None:
        return USUAL
    if not words.isdecimal() or not 1 <= int(words) <= MOST:
        raise bad_request(f"limit: a whole number from 1 to {MOST}")
    return int(words)


def _seal(at: datetime, number: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), number]).encode()).decode().rstrip("=")


def _open(cursor: str) -> tuple[datetime, int]:
    try:
        at, number = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        opened = datetime.fromisoformat(at)
        if opened.tzinfo is None or not isinstance(number, int) or not -(2**63) <= number < 2**63:
            raise ValueError
    except (ValueError, TypeError, binascii.Error, UnicodeError):
        raise bad_request("cursor: not one of ours") from None
    return opened, number
