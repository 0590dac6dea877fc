"""Rows that a transaction writes together: whatever their tables, one statement with one parameter, all of it JSON.

A statement costs the driver thirty microseconds and each of its parameters two; a message writes half a dozen rows of
ten columns. A statement of another kind that speaks of one of their tables finds them written (``are_asked_for``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy import BigInteger
from sqlalchemy.dialects import postgresql

_POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]
FEW = 4  # rows that are found one by one
_WRITING = ("INSERT INTO", "UPDATE ", "DELETE FROM")


@dataclass(frozen=True, eq=False)
class Shape:
    """Rows of one table by some of its columns. ``verb`` does with ``each`` of them, FROM ``rows``, what is to be."""

    table: str
    verb: str
    columns: str  # as JSON is read by them: name and type
    are_looked_for: bool = False  # in the table: of a set PostgreSQL thinks a hundred, and reads the table for them

    def of(self, rows: str, count: int = 0) -> list[str]:
        """The statements, for ``count`` rows that are this JSON."""
        if self.are_looked_for and count <= FEW:
            return [self._of(f"jsonb_to_record({rows} -> {place})") for place in range(count)]
        return [self._of(f"jsonb_to_recordset({rows})")]

    def _of(self, rows: str) -> str:
        return self.verb.replace(":rows", f"{rows} AS each ({self.columns})")


@cache
def new(table: Any, names: tuple[str, ...], then: str = "") -> Shape:
    """New rows, in their order; ``then``: where there is one already."""
    given, values = ", ".join(map(_quoted, names)), ", ".join(f"each.{_quoted(name)}" for name in names)
    verb = f"INSERT INTO {table.name} ({given}) SELECT {values} FROM :rows {then}"
    return Shape(table.name, verb, _typed(table, names))


@cache
def alone(table: Any, names: tuple[str, ...], then: str) -> str:
    """The statement for one new row that goes by itself."""
    return new(table, names, then).of("%(rows)s::jsonb")[0]


@cache
def changed(table: Any, names: tuple[str, ...]) -> Shape:
    """Other values for rows that are there, by their key."""
    key = key_of(table)
    changes = ", ".join(f"{_quoted(name)} = each.{_quoted(name)}" for name in names)
    verb = f"UPDATE {table.name} SET {changes} FROM :rows WHERE {table.name}.{key} = each.{key}"
    return Shape(table.name, verb, _typed(table, (key, *names)), are_looked_for=True)


@cache
def key_of(table: Any) -> str:
    return str(table.primary_key.columns.keys()[0])


class RowsTogether:
    """What waits to be written so."""

    def __init__(self) -> None:
        self._rows: dict[Shape, list[Mapping[str, Any]]] = {}
        self._unwritten: dict[int, tuple[Any, Any, tuple[str, ...]]] = {}

    def __bool__(self) -> bool:
        return bool(self._rows or self._unwritten)

    def add(self, shape: Shape, row: Mapping[str, Any]) -> None:
        self._rows.setdefault(shape, []).append(row)

    def add_unwritten(self, table: Any, row: Any, names: tuple[str, ...]) -> None:
        """A new row that is an object, and is written as it is by then; what is None, as the database has it."""
        self._unwritten[id(row)] = (table, row, names)

    def is_unwritten(self, row: Any) -> bool:
        return id(row) in self._unwritten

    def are_asked_for(self, statement: str) -> bool:
        """Whether this statement speaks of a table that has rows waiting, or writes what may hang on a new one."""
        if self._unwritten and any(verb in statement for verb in _WRITING):
            return True
        return any(shape.table in statement for shape in self._rows) or any(
            table.name in statement for table, _, _ in self._unwritten.values()
        )

    def take(self) -> tuple[str, dict[str, Any]]:
        """The one statement that writes them all, and its values. Nothing waits after it."""
        for table, row, names in self._unwritten.values():
            values = {name: value for name in names if (value := row.__dict__[name]) is not None}
            self.add(new(table, tuple(values)), values)
        self._unwritten = {}
        rows = list(self._rows.values())
        statement = _together(tuple(self._rows), tuple(min(len(each), FEW + 1) for each in rows))
        self._rows = {}
        return statement, {"rows": as_json(rows)}

    def clear(self) -> None:
        self._rows, self._unwritten = {}, {}


def as_json(value: Any) -> str:
    return orjson.dumps(value, _plain, orjson.OPT_NON_STR_KEYS).decode()


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"  # as PostgreSQL writes a bytea
    raise TypeError(f"no column of ours holds a {type(value).__name__}")


@cache
def _together(shapes: tuple[Shape, ...], counts: tuple[int, ...]) -> str:
    together = enumerate(zip(shapes, counts, strict=True))
    verbs = [verb for place, (each, count) in together for verb in each.of(f"%(rows)s::jsonb -> {place}", count)]
    if len(verbs) == 1:
        return verbs[0]
    *others, last = verbs
    return f"WITH {', '.join(f'w{place} AS ({verb})' for place, verb in enumerate(others))} {last}"


@cache
def _typed(table: Any, names: tuple[str, ...]) -> str:
    return ", ".join(f"{_quoted(name)} {_type(table.c[name])}" for name in names)


def _type(column: Any) -> str:
    return "bigint" if isinstance(column.type, BigInteger) else column.type.compile(dialect=_POSTGRESQL)


def _quoted(name: str) -> str:
    return f'"{name}"'
