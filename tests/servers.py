"""Real servers for the tests, each test process its own, nothing left behind."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from voiceline.demo.postgres import Postgres
from voiceline.demo.valkey import Valkey
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
    """No rows, as after the first migration. Only what has any is touched: to truncate all takes a story's time."""
    tables = [table.name for table in metadata.sorted_tables if table.name != "pace"]
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(_EMPTY.replace("TABLES", ", ".join(f"'{name}'" for name in tables)))


_EMPTY = """
DO $$
DECLARE
  name text;
  has_rows boolean;
BEGIN
  SET LOCAL session_replication_role = replica;  -- neither foreign keys nor triggers, but those that hold always
  FOREACH name IN ARRAY ARRAY[TABLES] LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO has_rows;
    IF has_rows AND name = 'audit_log' THEN
      ALTER TABLE audit_log DISABLE TRIGGER USER;
      DELETE FROM audit_log;
      ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows_row;
      ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows_statement;
    ELSIF has_rows THEN
      EXECUTE format('DELETE FROM %I', name);
    END IF;
  END LOOP;
  PERFORM setval(format('%I', sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
  UPDATE pace SET next_at = '2000-01-01T00:00:00Z';
END $$
"""
