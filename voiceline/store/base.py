"""What every table shares: the engine, the declarative base and the column kinds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, TypeVar

from sqlalchemy import BigInteger, CursorResult, DateTime, Engine, Identity, MetaData, Text, create_engine
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

__all__ = ["Base", "Engine", "JsonObject", "Key", "Moment", "OptionalMoment", "get_locked", "make_engine", "run"]

Key = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
OptionalMoment = Annotated[datetime | None, mapped_column(DateTime(timezone=True))]
JsonObject = Annotated[dict[str, Any], mapped_column(JSONB, server_default="{}")]

Row = TypeVar("Row", bound="Base")

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


def run(session: Session, statement: str, values: Mapping[str, Any] | None = None) -> CursorResult[*tuple[Any, ...]]:
    """One statement in psycopg's own form (``%(name)s``), as is: for the few that every webhook runs.

    The ORM's way costs several times the statement itself; here a row is a row.
    """
    return session.connection().exec_driver_sql(statement, dict(values or {}))


def get_locked(session: Session, kind: type[Row], key: int) -> Row | None:
    """The row as it stands now, held until this transaction ends. What was changed here is written first."""
    if session.identity_key(kind, key) in session.identity_map:
        session.flush()
    return session.get(kind, key, with_for_update=True, populate_existing=True)


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
