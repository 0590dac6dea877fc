"""Claims that die with their process.

A process that delivers holds an advisory lock, named by a number of its own, on a connection of its own; PostgreSQL
lets go of it the moment the process is gone, ``kill -9`` included. A row claimed under a number nobody holds is free.
The claims themselves are written on that same connection, so nothing can be claimed under a lock already lost.
"""

import threading
from typing import Any

from sqlalchemy import Connection, Engine, TextClause, text
from sqlalchemy.exc import DBAPIError

LOCK_CLASS = 5476  # one 32-bit namespace of PostgreSQL's advisory locks, ours alone in this database

# True for a row whose claimant is dead, to be put into a WHERE over a table with a claimed_by column.
CLAIMANT_IS_DEAD = text(
    "claimed_by NOT IN (SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted "
    f"AND classid = {LOCK_CLASS} AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)


class Claimant:
    """One process's name on what it claims. Safe to share among the threads of that process."""

    def __init__(self, engine: Engine):
        self._engine = engine
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self.number = 0

    def claim(self, statement: TextClause, values: dict[str, Any]) -> list[int]:
        """Run one claiming UPDATE … RETURNING id (``:me`` is this claimant) and commit it; the ids won."""
        with self._lock:
            try:
                return self._claim(statement, values)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                self._drop()
                return self._claim(statement, values)

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _claim(self, statement: TextClause, values: dict[str, Any]) -> list[int]:
        connection = self._connection or self._connect()
        return list(connection.execute(statement, {**values, "me": self.number}).scalars())

    def _connect(self) -> Connection:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # not the pool's any more: it lives as long as this process
        self.number = connection.execute(text("SELECT nextval('claimants')")).scalar_one()
        connection.execute(
            text("SELECT pg_advisory_lock(:class, :number)"), {"class": LOCK_CLASS, "number": self.number}
        )
        self._connection = connection
        return connection

    def _drop(self) -> None:
        dropped, self._connection = self._connection, None
        if dropped is not None:
            dropped.close()
