"""Real servers for the tests, each test process its own, nothing left behind."""

import os
import signal
import subprocess
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


@contextmanager
def frozen(server: Postgres) -> Iterator[None]:
    """It stands still and refuses nothing. Only for a server of the test's own.

    A shell that waits for the end of its input lets it go on: when the test says so, or when the test itself dies.
    """
    assert server._server is not None
    parent = server._server.pid
    os.kill(parent, signal.SIGSTOP)  # first, so that it begins no other
    found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True).stdout.split()
    goes_on = ["sh", "-c", 'read _; kill -CONT "$@"', "sh", *found, str(parent)]
    with subprocess.Popen(goes_on, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True) as guard:
        try:
            for pid in found:
                os.kill(int(pid), signal.SIGSTOP)
            yield
        finally:
            assert guard.stdin is not None
            guard.stdin.close()


def migrated(server: Postgres, name: str) -> str:
    """The URL of a database with the newest schema and no rows, whoever used one of this name before."""
    url = server.url(name)
    migrate(url)
    empty(url)
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
