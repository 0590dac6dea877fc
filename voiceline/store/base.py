"""What every table shares: the engine, the declarative base and the column kinds."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar, cast

import psycopg
from sqlalchemy import BigInteger, DateTime, Engine, Identity, MetaData, Text, create_engine, inspect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

__all__ = [
    "Base",
    "Engine",
    "JsonList",
    "JsonObject",
    "Key",
    "Moment",
    "OptionalMoment",
    "get_locked",
    "make_engine",
    "rows_held",
    "run",
]

Key = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
OptionalMoment = Annotated[datetime | None, mapped_column(DateTime(timezone=True))]
JsonObject = Annotated[dict[str, Any], mapped_column(JSONB, server_default="{}")]
JsonList = Annotated[list[Any], mapped_column(JSONB, server_default="[]")]

Row = TypeVar("Row", bound="Base")

ERRORS: tuple[tuple[type[psycopg.Error], type[DBAPIError]], ...] = (
    (psycopg.OperationalError, OperationalError),
    (psycopg.IntegrityError, IntegrityError),
    (psycopg.ProgrammingError, ProgrammingError),
)
CONNECT_SECONDS = 2
STATEMENT_MILLISECONDS = 4000  # a webhook must answer; what takes longer is an outage, and is spoken as one


class Base(DeclarativeBase):
    """Text columns are ``text``: PostgreSQL gains nothing from a length, and a carrier's value may be any length."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text}


def run(session: Session, statement: str, values: Mapping[str, Any] | None = None) -> "psycopg.Cursor[Any]":
    """One statement by psycopg itself (``%(name)s``), in the session's transaction: for those every webhook runs.

    SQLAlchemy's own way costs twice the statement; here a row is a tuple. Errors are SQLAlchemy's all the same, and a
    server that went away empties the pool, so that the next caller does not meet another dead connection.
    """
    connection = session.connection()
    driver: Any = connection.connection.driver_connection
    try:
        return driver.execute(statement, values)  # type: ignore[no-any-return]
    except psycopg.Error as error:
        if driver.closed:
            connection.engine.dispose()
        kind = next((ours for theirs, ours in ERRORS if isinstance(error, theirs)), DBAPIError)
        raise kind(statement, None, error) from error


def get_locked(session: Session, kind: type[Row], key: int) -> Row | None:
    """The row as it stands now, held until this transaction ends; one held already is the one we have."""
    held = rows_held(session)
    if (kind, key) not in held:
        if session.identity_key(kind, key) in session.identity_map:
            session.flush()  # what was changed before the lock is written, not lost to the reading
        found = session.get(kind, key, with_for_update=True, populate_existing=True)
        if found is None:
            return None
        held[kind, key] = found
    return cast(Row, held[kind, key])


def rows_held(session: Session) -> dict[tuple[type["Base"], int | str], "Base"]:
    """The rows this transaction has locked, by kind and key: nobody else can have changed them since."""
    held: dict[tuple[type[Base], int | str], Base] = session.info.setdefault("held", {})
    return held


def write_changes(session: Session) -> None:
    """What was changed on rows read before, one plain UPDATE a row, as a transaction's last act.

    A row that is written leaves the session, so the flush has only new rows left to look at.
    """
    for row in session.dirty:
        state = inspect(row)
        table = row.__table__
        names = tuple(name for name in state.committed_state if name in table.c)
        if not names:
            continue
        key = table.primary_key.columns.keys()[0]
        values = {name: getattr(row, name) for name in names}
        plain = {n: json.dumps(v) if isinstance(table.c[n].type, JSONB) else v for n, v in values.items()}
        run(session, _update(table.name, key, names), {**plain, "key": getattr(row, key)})
        session.expunge(row)


@cache
def _update(table: str, key: str, names: tuple[str, ...]) -> str:
    changes = ", ".join(f'"{name}" = %({name})s' for name in names)
    return f"UPDATE {table} SET {changes} WHERE {key} = %(key)s"


def make_engine(database_url: str, pool_size: int = 8) -> Engine:
    """An engine on psycopg 3. ``postgres://`` and ``postgresql://`` are both accepted."""
    _, _, rest = database_url.partition("://")
    return create_engine(
        f"postgresql+psycopg://{rest}",
        pool_size=pool_size,
        max_overflow=4,
        pool_timeout=3,
        pool_recycle=1800,
        hide_parameters=True,  # an error in a log must not carry a phone number
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "voiceline",
            "options": f"-c timezone=UTC -c statement_timeout={STATEMENT_MILLISECONDS}",
            "prepare_threshold": 1,
        },
    )
