"""Lists newest first, by keyset: the address of the next page holds the last row's time and number."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import abort, request, url_for
from sqlalchemy import Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from voiceline.web.admin.keys import key

Row = TypeVar("Row")
A_PAGE = 40


def page(
    session: Session,
    asked: "Select[Row]",
    keys: tuple[InstrumentedAttribute[datetime], InstrumentedAttribute[int]],
    wanted: Mapping[str, Any],
) -> tuple[Sequence[Any], str | None]:
    """(rows, address of the older page or None). ``wanted``: what the list's address names beside the place in it."""
    at, number = keys
    before = came_after()
    if before is not None:
        asked = asked.where(tuple_(at, number) < tuple_(literal(before[0]), literal(before[1])))
    rows = session.scalars(asked.order_by(at.desc(), number.desc()).limit(A_PAGE + 1)).all()
    shown = rows[:A_PAGE]
    if len(rows) <= A_PAGE:
        return shown, None
    return shown, older_than(getattr(shown[-1], at.key), getattr(shown[-1], number.key), wanted)


def came_after() -> tuple[datetime, int] | None:
    """The row this page comes after, from the address; one that cannot be is a 404."""
    before = request.args.get("before")
    return _opened(before) if before else None


def older_than(at: datetime, number: int, wanted: Mapping[str, Any]) -> str:
    """The address of the page after this row."""
    return url_for(str(request.endpoint), **wanted, before=f"{at.timestamp()!r}_{number}")


def filters(*known: str) -> dict[str, Any]:
    """What the address asks for by the names that its page knows; any other could be one that Flask gives a meaning."""
    return {name: request.args[name] for name in known if request.args.get(name)}


def chosen(name: str, known: Sequence[str]) -> str | None:
    """A filter from the address; one that does not exist is a 404."""
    value = request.args.get(name) or None
    if value is not None and value not in known:
        abort(404)
    return value


def _opened(mark: str) -> tuple[datetime, int]:
    try:
        at, _, number = mark.partition("_")
        return datetime.fromtimestamp(float(at), UTC), key(number)
    except (ValueError, OverflowError, OSError):
        abort(404)
