"""Alembic's entry: one migration run at a time, each migration in its own transaction."""

from alembic import context
from sqlalchemy import text

from voiceline.store.base import make_engine
from voiceline.store.schema import metadata

MIGRATION_LOCK = 5_476_001  # pg_advisory_lock key: two releases at once wait for each other


def run() -> None:
    engine = make_engine(context.config.attributes["database_url"], pool_size=1)
    with engine.connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
        context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
    engine.dispose()


run()
