"""What every table shares: the engine, the declarative base and the column kinds."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar, cast

import orjson
import psycopg
from sqlalchemy import BigInteger, Connection, DateTime, Engine, Identity, MetaData, Text, create_engine, event, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.orm.attributes import instance_state

from voiceline.store import rows_together
from voiceline.store.patience import CONNECT_SECONDS, Door, Hurried
from voiceline.store.rows_together import RowsTogether, as_json, key_of

__all__ = [
    "Base",
    "Engine",
    "JsonList",
    "JsonObject",
    "Key",
    "Moment",
    "OptionalMoment",
    "as_rows",
    "ask",
    "columns",
    "get_locked",
    "make_engine",
    "read_or_met",
    "read_row",
    "read_rows",
    "rows_held",
    "run",
    "run_later",
    "write_later",
    "write_row",
    "write_whole",
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
WAITING = "waiting"  # of a connection's ``info``: the statements that go with the next one
ASKED = "asked"  # of a connection's ``info``: what reads the answers of each statement that was asked
MOST_NAMED = 8  # keys that are asked for by name; as many as a worker has hands
MOST_ASKED = 100  # of them; as many statements a connection keeps prepared
CONNECTED = "connected"  # of a session's ``info``: what ``run`` needs of its transaction


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


class Waiting:
    """What goes with a later statement of a connection: statements in their order, and rows that are last of all."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, Mapping[str, Any]]] = []
        self.rows = RowsTogether()

    def add(self, statement: str, values: Mapping[str, Any]) -> None:
        self.statements = [*self.before(statement), (statement, values)]

    def before(self, statement: str) -> list[tuple[str, Mapping[str, Any]]]:
        """What has to be sent before this statement. Taken: what fails is not sent again."""
        if self.rows and self.rows.are_asked_for(statement):
            return self.all()
        sent, self.statements = self.statements, []
        return sent

    def all(self) -> list[tuple[str, Mapping[str, Any]]]:
        sent, self.statements = self.statements, []
        return [*sent, self.rows.take()] if self.rows else sent

    def clear(self) -> None:
        self.statements = []
        self.rows.clear()


def run(session: Session, statement: str, values: Mapping[str, Any] | None = None) -> "psycopg.Cursor[Any]":
    """One statement by psycopg itself (``%(name)s``), in the session's transaction: for those every webhook runs.

    SQLAlchemy's own way costs four times as much; here a row is a tuple. Errors are SQLAlchemy's all the same, and a
    server that went away empties the pool, so that the next caller does not meet another dead connection.
    """
    return _send(session, statement, values, None)


def ask(session: Session, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """``run`` and its rows, which are few, for what nearly every webhook asks: a third less of our own time.

    ``statement`` is one text of the house, the same object each time: how its rows are read is found out once.
    """
    return _send(session, statement, values, _connected(session)[3]).fetchall()


def _send(
    session: Session, statement: str, values: Mapping[str, Any] | None, asked: dict[str, Any] | None
) -> "psycopg.Cursor[Any]":
    connection, driver, waiting, kept = _connected(session)
    first = waiting.before(statement)
    try:
        cursor: psycopg.Cursor[Any] = driver.cursor() if asked is None else _kept(asked, driver, statement)
        with driver.pipeline() if first else nullcontext():
            for each, its_values in first:
                _kept(kept, driver, each).execute(each, its_values)
            cursor.execute(statement, values)
        return cursor
    except psycopg.Error as error:
        raise _ours(connection, statement, error) from error


def _kept(asked: dict[str, Any], driver: Any, statement: str) -> "psycopg.Cursor[Any]":
    cursor: psycopg.Cursor[Any] | None = asked.get(statement)
    if cursor is None:
        if len(asked) >= MOST_ASKED:
            asked.clear()
        cursor = asked[statement] = driver.cursor()
    return cursor


def run_later(session: Session, statement: str, values: Mapping[str, Any]) -> None:
    """``run``, for a statement whose result nobody waits for: it goes with the next one, or with the commit.

    All keep their order. What it breaks is told there, and nothing is committed.
    """
    _connected(session)[2].add(statement, values)


def write_later(session: Session, kind: type[Base], row: Mapping[str, Any], then: str = "") -> None:
    """``write_row``, with the commit, or before the next statement that speaks of its table. All keep their order."""
    shape = rows_together.new(kind.__table__, tuple(row), then)
    _connected(session)[2].rows.add(shape, row)


def _connected(session: Session) -> tuple[Connection, Any, Waiting, dict[str, Any]]:
    """The connection of this transaction, the driver's own, what waits to go by it, and what reads what is asked.

    Found once a transaction.
    """
    transaction = session.get_transaction()
    known: tuple[Any, ...] | None = session.info.get(CONNECTED)
    if known is None or known[0] is not transaction or transaction is None:
        connection = session.connection()
        waiting = connection.info.setdefault(WAITING, Waiting())
        driver, asked = connection.connection.driver_connection, connection.info.setdefault(ASKED, {})
        known = (session.get_transaction(), connection, driver, waiting, asked)
        session.info[CONNECTED] = known
    return known[1], known[2], known[3], known[4]


def _send_waiting(connection: Connection, *_: Any) -> None:
    waiting: Waiting | None = connection.info.get(WAITING)
    sent = waiting.all() if waiting else []
    if sent:
        driver: Any = connection.connection.driver_connection
        asked: dict[str, Any] = connection.info.setdefault(ASKED, {})
        try:
            with driver.pipeline() if len(sent) > 1 else nullcontext():  # one alone goes cheaper without
                for statement, values in sent:
                    _kept(asked, driver, statement).execute(statement, values)
        except psycopg.Error as error:
            raise _ours(connection, sent[0][0], error) from error


def _forget_waiting(connection: Connection) -> None:
    if not connection.invalidated and WAITING in connection.info:  # on one that died it has gone with it
        connection.info[WAITING].clear()


def _ours(connection: Connection, statement: str, error: psycopg.Error) -> DBAPIError:
    if not connection.invalidated and connection.connection.driver_connection.closed:  # type: ignore[union-attr]
        connection.invalidate(error)  # nothing more is said to it: what is told is how it ended
        connection.engine.dispose()
    kind = next((ours for theirs, ours in ERRORS if isinstance(error, theirs)), DBAPIError)
    return kind(statement, None, error)


def write_whole(session: Session, kind: type[Row], **given: Any) -> Row:
    """A new row whose key is known, as an object from now on: written with the commit, as it is then.

    A statement that speaks of its table, or writes what may hang on it, finds it written. What has only a default of
    the database's own is None on the object until it is read again: give it where it matters.
    """
    values = {name: default.arg(None) if default.is_callable else default.arg for name, default in _defaults(kind)}
    values |= given
    told = [values.get(name) for name in _names(kind)]
    made: Row = _as_row(session, kind.__mapper__.class_manager.new_instance(), told)
    _connected(session)[2].rows.add_unwritten(kind.__table__, made, _names(kind))
    rows_held(session)[kind, values[key_of(kind.__table__)]] = made
    return made


def write_row(session: Session, kind: type[Base], row: Mapping[str, Any], then: str = "") -> list[tuple[Any, ...]]:
    """A new row, now; ``then`` is the rest of the statement: where there is one already, what it returns."""
    return ask(session, rows_together.alone(kind.__table__, tuple(row), then), {"rows": as_json([row])})


def get_locked(session: Session, kind: type[Row], key: int) -> Row | None:
    """The row as it stands now, held until this transaction ends; one held already is the one we have."""
    held = rows_held(session)
    if (kind, key) not in held:
        if kind.__mapper__.identity_key_from_primary_key((key,)) in session.identity_map:
            session.flush()  # what was changed before the lock is written, not lost to the reading
            found = session.get(kind, key, with_for_update=True, populate_existing=True)
        else:
            found = read_row(session, kind, _hold(kind), {"key": key})
        if found is None:
            return None
        held[kind, key] = found
    return cast(Row, held[kind, key])


def read_row(session: Session, kind: type[Row], statement: str, values: Mapping[str, Any]) -> Row | None:
    """The row this statement finds or makes, told by ``columns``; the session has not met it before."""
    found = ask(session, statement, values)
    return as_rows(session, found[0], kind)[0] if found else None


def read_or_met(session: Session, kind: type[Row], statement: str, values: Mapping[str, Any]) -> Row | None:
    """As ``read_row``, where the session may have met it before: that is the row then, as it stands now."""
    found = ask(session, statement, values)
    if not found:
        return None
    key = found[0][_names(kind).index(key_of(kind.__table__))]
    if kind.__mapper__.identity_key_from_primary_key((key,)) not in session.identity_map:
        return cast(Row, as_rows(session, found[0], kind)[0])
    session.flush()  # what was changed before is written, not lost to the reading
    return session.get(kind, key, populate_existing=True)


def read_rows(session: Session, kind: type[Row], keys: Sequence[int]) -> list[Row]:
    """The rows of these keys, not held; one that the session has met is as it was met."""
    if not keys:
        return []
    if len(keys) > MOST_NAMED:
        return list(session.scalars(select(kind).where(kind.__mapper__.primary_key[0].in_(keys))))
    found = ask(session, _of_keys(kind, len(keys)), {f"key{place}": key for place, key in enumerate(keys)})
    place, identity = _names(kind).index(key_of(kind.__table__)), kind.__mapper__.identity_key_from_primary_key
    met = [session.identity_map.get(identity((told[place],))) for told in found]
    return [
        cast(Row, as_rows(session, told, kind)[0] if row is None else row) for told, row in zip(found, met, strict=True)
    ]


def as_rows(session: Session, told: Sequence[Any], *kinds: type["Base"]) -> list[Any]:
    """The rows that one statement told by ``columns``, side by side; the session has not met them before."""
    rows, begin = list[Base](), 0
    for kind in kinds:
        end = begin + len(_names(kind))
        rows.append(_as_row(session, kind.__mapper__.class_manager.new_instance(), told[begin:end]))
        begin = end
    return rows


@cache
def columns(kind: type[Base], of: str = "") -> str:
    """Its columns by name (``of``: this table of a join), but those that are read only when they are asked for.

    Never ``*``: a statement that is prepared must not change under a migration that adds one.
    """
    return ", ".join(f'{of}"{name}"' for name in _names(kind))


@cache
def _names(kind: type[Base]) -> tuple[str, ...]:
    return tuple(each.key for each in kind.__mapper__.column_attrs if not each.deferred)


def _as_row(session: Session, row: Row, told: Sequence[Any]) -> Row:
    """``row`` as it stands in the database, in this session: ``add`` without a walk for rows that hang on it."""
    values = row.__dict__
    values.update(zip(_names(type(row)), told, strict=True))
    state = instance_state(row)
    state.key = row.__mapper__.identity_key_from_primary_key((values[key_of(row.__table__)],))
    session._update_impl(state)
    return row


def rows_held(session: Session) -> dict[tuple[type["Base"], int | str], "Base"]:
    """The rows this transaction has locked, by kind and key: nobody else can have changed them since."""
    held: dict[tuple[type[Base], int | str], Base] = session.info.setdefault("held", {})
    return held


def end_reading(session: Session) -> None:
    """End a transaction that was to write nothing, whatever was changed on its rows; as good as a rollback.

    After a rollback the driver makes the server forget every statement it has prepared on that connection, and what is
    asked next, a webhook's too, is planned anew.
    """
    session.expunge_all()
    known = session.info.get(CONNECTED)
    if known is not None:
        known[3].clear()
    session.commit()


def write_changes(session: Session) -> None:
    """What was changed on rows read before, all of it with the last statement of a transaction.

    A row that is written leaves the session, so the flush has only new rows left to look at.
    """
    for row in session.dirty:
        table: Any = row.__table__
        state = instance_state(row)
        names = tuple(name for name in state.committed_state if name in table.c)
        if not names:
            continue
        rows, key = _connected(session)[2].rows, key_of(table)
        if not rows.is_unwritten(row):
            values = {key: getattr(row, key), **{name: row.__dict__[name] for name in names}}
            rows.add(rows_together.changed(table, names), values)
        session._expunge_states([state])


@cache
def _of_keys(kind: type[Base], number: int) -> str:
    """Each key by its name: of an array PostgreSQL plans the question anew whenever it is asked."""
    table: Any = kind.__table__
    named = ", ".join(f"%(key{place})s" for place in range(number))
    return f"SELECT {columns(kind)} FROM {table.name} WHERE {key_of(table)} IN ({named})"


@cache
def _hold(kind: type[Base]) -> str:
    table: Any = kind.__table__
    return f"SELECT {columns(kind)} FROM {table.name} WHERE {key_of(table)} = %(key)s FOR UPDATE"


@cache
def _defaults(kind: type[Base]) -> tuple[tuple[str, Any], ...]:
    """What SQLAlchemy fills in for a column that was not given."""
    return tuple((each.name, each.default) for each in kind.__table__.c if each.default is not None)


def make_engine(database_url: str, pool_size: int = 8, kind: type[Hurried] = Hurried) -> Engine:
    """An engine on psycopg 3. ``postgres://`` and ``postgresql://`` are both accepted."""
    _, _, rest = database_url.partition("://")
    engine = create_engine(
        f"postgresql+psycopg://{rest}",
        pool_size=pool_size,
        max_overflow=4,
        pool_timeout=3,
        pool_recycle=1800,
        json_deserializer=orjson.loads,
        hide_parameters=True,  # an error in a log must not carry a phone number
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "voiceline",
            "options": f"-c timezone=UTC -c statement_timeout={kind.statement_milliseconds}",
            "prepare_threshold": 1,
            "keepalives_idle": 30,  # a firewall forgets who is silent; and one that has forgotten is noticed unasked
            "keepalives_interval": 5,
            "keepalives_count": 3,
        },
    )
    event.listen(engine, "do_connect", Door(kind).connect)
    event.listen(engine, "before_cursor_execute", _send_waiting)
    event.listen(engine, "commit", _send_waiting)
    event.listen(engine, "rollback", _forget_waiting)
    return engine
