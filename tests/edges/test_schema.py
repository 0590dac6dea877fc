"""The migrations make exactly the tables the code knows, and a second run changes nothing."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from voiceline.store.base import make_engine
from voiceline.store.schema import metadata, migrate


def test_the_migrated_schema_is_the_one_the_code_knows(database_url: str) -> None:
    engine = make_engine(database_url, pool_size=1)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_a_second_run_changes_nothing(database_url: str) -> None:
    migrate(database_url)
    engine = make_engine(database_url, pool_size=1)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
        assert connection.scalar(text("SELECT count(*) FROM pace")) == 1
    engine.dispose()


def test_postgres_url_of_the_older_form_is_accepted(database_url: str) -> None:
    engine = make_engine(database_url.replace("postgresql://", "postgres://"), pool_size=1)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()
