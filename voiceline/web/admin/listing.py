"""Lists newest first, by keyset: the address of the next page holds the last row's time and number."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import abort, request, url_for
from sqlalchemy import Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from voiceline.web.admin.doors import LARGEST_KEY

Row = TypeVar("Row")
A_PAGE = 40


def page(
    session: Session,
    asked: "Select[Row]",
    keys: tuple[InstrumentedAttribute[datetime], InstrumentedAttribute[int]],
    **place: Any,
) -> tuple[Sequence[Any], str | None]:
    """(rows, address of the older page or None). ``place``: what the list's own address needs."""
    at, number = keys
    before = came_after()
    if before is not None:
        asked = asked.where(tuple_(at, number) < tuple_(literal(before[0]), literal(before[1])))
    rows = session.scalars(asked.order_by(at.desc(), number.desc()).limit(A_PAGE + 1)).all()
    shown = rows[:A_PAGE]
    if len(rows) <= A_PAGE:
        return shown, None
    return shown, older_than(getattr(shown[-1], at.key), getattr(shown[-1], number.key), **place)


def came_after() -> tuple[datetime, int] | None:
    """The row this page comes after, from the address; one that cannot be is a 404."""
    before = request.args.get("before")
    return _opened(before) if before else None


def older_than(at: datetime, number: int, **place: Any) -> str:
    """The address of the page after this row."""
    return url_for(str(request.endpoint), **filters(), **place, before=f"{at.timestamp()!r}_{number}")


def filters() -> dict[str, Any]:
    """What the address of this list asks for, without the place in it."""
    return {name: value for name, value in request.args.items() if name != "before" and value}


def chosen(name: str, known: Sequence[str]) -> str | None:
    """A filter from the address; one that does not exist is a 404."""
    value = request.args.get(name) or None
    if value is not None and value not in known:
        abort(404)
    return value


def _opened(mark: str) -> tuple[datetime, int]:
    try:
        at, _, number = mark.partition("_")
        opened = datetime.fromtimestamp(float(at), UTC), int(number)
    except (ValueError, OverflowError, OSError):
        abort(404)
    if abs(opened[1]) > LARGEST_KEY:
        abort(404)
    return opened
