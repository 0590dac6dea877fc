"""The schema: every table known to SQLAlchemy, and the way a database is brought to the newest one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from voiceline.store import (
    accounts,
    attachments,
    audit,
    call_log,
    calls,
    causes,
    directory,
    feeds,
    follow_ups,
    heartbeats,
    logins,
    notifications,
    opt_outs,
    recordings,
    roster,
    second_step,
    silences,
    threads,
    tickets,
    transcripts,
    wording,
)
from voiceline.store.base import Base

TABLES = (
    accounts,
    attachments,
    audit,
    call_log,
    calls,
    causes,
    directory,
    feeds,
    follow_ups,
    heartbeats,
    logins,
    notifications,
    opt_outs,
    recordings,
    roster,
    second_step,
    silences,
    threads,
    tickets,
    transcripts,
    wording,
)
metadata = Base.metadata


def migrate(database_url: str) -> None:
    """Bring the database at this URL to the newest schema; a second run changes nothing."""
    command.upgrade(alembic_config(database_url), "head")


def revisions(connection: Connection) -> tuple[str | None, str]:
    """(the schema the database has, None when it has none; the newest this program knows)."""
    newest = ScriptDirectory.from_config(alembic_config("")).get_current_head()
    return MigrationContext.configure(connection).get_current_revision(), str(newest)


def alembic_config(database_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["database_url"] = database_url
    return config
