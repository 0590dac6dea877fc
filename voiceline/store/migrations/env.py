"""Alembic's entry: one migration run at a time, each migration in its own transaction."""

import time

from alembic import context
from sqlalchemy import Connection, text

from voiceline.store.base import make_engine
from voiceline.store.patience import Unhurried
from voiceline.store.schema import metadata

MIGRATION_LOCK = 5_476_001  # pg_advisory_lock key: two releases at once wait for each other
ASK_AGAIN_SECONDS = 0.2


def run() -> None:
    engine = make_engine(context.config.attributes["database_url"], pool_size=1, kind=Unhurried)
    with engine.connect() as connection:
        _take_turn(connection)
        context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
    engine.dispose()


def _take_turn(connection: Connection) -> None:
    """Asked for again and again: a statement that waited would be waited for by an index that is built meanwhile."""
    while not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": MIGRATION_LOCK}):
        connection.commit()
        time.sleep(ASK_AGAIN_SECONDS)
    connection.commit()


run()
