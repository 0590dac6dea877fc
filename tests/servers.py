"""Real servers for the tests, each test process its own, nothing left behind."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from voiceline.demo.postgres import Postgres
from voiceline.demo.valkey import Valkey
from voiceline.store.base import make_engine
from voiceline.store.schema import metadata, migrate


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    with Postgres.temporary() as server:
        yield server


@contextmanager
def valkey_server() -> Iterator[Valkey]:
    with Valkey.temporary() as server:
        yield server


def migrated(server: Postgres, name: str) -> str:
    """The URL of a database with the newest schema."""
    url = server.url(name)
    migrate(url)
    return url


def empty(database_url: str) -> None:
    """No rows, as after the first migration."""
    engine = make_engine(database_url, pool_size=1)
    tables = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables if table.name != "pace")
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER USER"))
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
        for part in ("row", "statement"):
            connection.execute(text(f"ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows_{part}"))
        connection.execute(text("UPDATE pace SET next_at = '2000-01-01T00:00:00Z'"))
    engine.dispose()
