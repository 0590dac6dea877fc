"""The migrations make exactly the tables the code knows, and a second run changes nothing."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from tests.houses import settings_for
from voiceline.actions.log_in import LoggedIn, Visitor, try_password
from voiceline.line import Line
from voiceline.store import passwords
from voiceline.store.base import make_engine
from voiceline.store.follow_ups import FollowUp
from voiceline.store.schema import alembic_config, metadata, migrate


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


LIVE_0001 = """
INSERT INTO tickets (severity, status, channel, language, customer, contact, summary, opened_at, acknowledged_at,
                     response_due_at, responded_at, resolution_due_at, resolved_at, policy, round, step,
                     directory_version) VALUES
  ('P1', 'acknowledged', 'voice', 'es', 'Banco Maya', '+50244440001', '', '2026-11-24T08:10Z', '2026-11-24T08:14Z',
   '2026-11-24T08:25Z', '2026-11-24T08:15Z', '2026-11-24T12:10Z', NULL, '{}', 1, 1, 1),
  ('P3', 'open', 'voice', 'es', NULL, NULL, '', now(), NULL, now() + interval '1 hour', NULL,
   now() + interval '1 day', NULL, '{}', 1, 1, 1);
INSERT INTO ticket_events (ticket_number, at, kind, detail) VALUES
  (101, '2026-11-24T08:10Z', 'opened', '{"severity": "P1"}'), (102, now(), 'opened', '{"severity": "P1"}'),
  (102, now(), 'severity_changed', '{"before": "P1", "after": "P3"}');
"""


def test_live_data_of_the_first_release_goes_forward(postgres: Any) -> None:
    url = postgres.url("from_0001")
    command.upgrade(alembic_config(url), "0001")
    engine = make_engine(url, pool_size=1)
    with engine.begin() as connection:
        connection.execute(text(LIVE_0001.replace(":", r"\:")))
    migrate(url)
    with engine.connect() as connection:
        asked = text(
            "SELECT reported_severity, clock_starts, response_breached_at, resolution_breached_at, warned, live_token "
            "FROM tickets ORDER BY number"
        )
        urgent, lowered = connection.execute(asked).all()
        assert urgent.reported_severity == "P1" and set(urgent.clock_starts) == {"P1", "P2", "P3", "P4"}
        assert urgent.response_breached_at is None
        assert urgent.resolution_breached_at is not None and urgent.warned == {"resolution P1": 100}
        assert lowered.reported_severity == "P1" and set(lowered.clock_starts) == {"P1", "P2", "P3", "P4"}
        assert lowered.response_breached_at is None and lowered.warned == {}
        assert urgent.live_token != lowered.live_token and len(urgent.live_token) == len(lowered.live_token) == 24
        breached = connection.scalar(text("SELECT count(*) FROM ticket_events WHERE kind = 'breached'"))
        assert breached == 1
    engine.dispose()


LIVE_0006 = """
INSERT INTO calls (sid, direction, from_number, to_number, status, started_at, language, script, step, turn, tries,
                   notes)
VALUES ('CA1', 'inbound', '', '', 'completed', now(), 'es', 'customer_line', 'gone', 3, 0, '{}');
INSERT INTO recordings (sid, call_id, made_at, fetched_at, content_type, sha256, media) VALUES
  ('RE1', 1, now(), now(), 'audio/x-wav', 'aa', 'RIFF'), ('RE2', 1, now(), now(), 'audio/x-wav', 'bb', 'RIFF2'),
  ('RE3', 1, now(), NULL, NULL, NULL, NULL);
"""


def test_recordings_that_are_here_stay_where_they_are_and_are_owed_their_end_at_the_carrier(postgres: Any) -> None:
    url = postgres.url("from_0006")
    command.upgrade(alembic_config(url), "0006")
    engine = make_engine(url, pool_size=1)
    with engine.begin() as connection:
        connection.execute(text(LIVE_0006))
    migrate(url)
    with engine.begin() as connection:
        rows = connection.execute(text("SELECT sid, name, kept_in, media FROM recordings ORDER BY sid")).all()
        assert [(row.sid, row.kept_in, row.media) for row in rows] == [
            ("RE1", "database", b"RIFF"),
            ("RE2", "database", b"RIFF2"),
            ("RE3", None, None),
        ]
        assert len({row.name for row in rows}) == 3 and all(len(row.name) == 32 for row in rows)
        owed = (
            "SELECT values ->> 'sid' FROM follow_ups WHERE kind = 'delete_recording' AND state = 'pending' ORDER BY 1"
        )
        assert connection.execute(text(owed)).scalars().all() == ["RE1", "RE2"]
    engine.dispose()


def test_whoever_could_log_in_before_still_can(postgres: Any) -> None:
    url = postgres.url("from_0011")
    command.upgrade(alembic_config(url), "0011")
    line = Line(settings_for(url))
    account = (
        "INSERT INTO accounts (email, role, password_hash, language, session_key, created_at) "
        "VALUES ('ana@example.com', 'admin', :hash, 'es', 'key', now())"
    )
    with line.engine.begin() as connection:
        connection.execute(text(account), {"hash": passwords.hashed("ten chars.")})
    migrate(url)
    visitor = Visitor("198.51.100.0/24", "Firefox")
    assert isinstance(try_password(line, "Ana@example.com ", "ten chars.", visitor), LoggedIn)
    line.close()


LIVE_0016 = """
INSERT INTO calls (sid, direction, from_number, to_number, status, started_at, language, script, step, turn, tries,
                   notes)
VALUES ('CA1', 'inbound', '', '', 'in-progress', now(), 'es', 'customer_line', 'gone', 3, 0, '{}');
INSERT INTO recordings (sid, call_id, made_at) VALUES ('RE1', 1, now());
"""
A_CALL = LIVE_0016.partition("INSERT INTO recordings")[0].replace("CA1", "CA2")
AT_WORK = """
SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE NOT l.granted AND l.locktype = 'relation' AND a.datname = current_database()
"""


def comes_true(connection: Connection, question: str, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not connection.scalar(text(question)):
        connection.rollback()
        assert time.monotonic() < until, question
        time.sleep(0.01)
    connection.rollback()


def live(postgres: Any, name: str, revision: str) -> tuple[str, Engine]:
    url: str = postgres.url(name)
    engine = make_engine(url, pool_size=3)
    for step, rows in (("0001", LIVE_0001), (revision, LIVE_0016)):
        command.upgrade(alembic_config(url), step)
        with engine.begin() as connection:
            connection.execute(text(rows.replace(":", r"\:")))
    return url, engine


def test_a_call_that_comes_while_the_log_is_made_is_in_it_and_its_recording_waits_for_nobody(postgres: Any) -> None:
    url, engine = live(postgres, "from_0016", "0016")
    with ThreadPoolExecutor(1) as other, engine.connect() as caller, engine.connect() as looks:
        caller.execute(text(A_CALL))
        migration = other.submit(migrate, url)
        comes_true(looks, AT_WORK)
        caller.execute(text("SET LOCAL lock_timeout = '5s'"))
        caller.execute(text("UPDATE recordings SET fetched_at = now()"))
        caller.execute(text("UPDATE calls SET status = 'completed', ended_at = now()"))
        caller.commit()
        migration.result(timeout=60)
        assert looks.scalar(text("SELECT max(older_than) > (SELECT max(id) FROM calls) FROM log_marks"))
    engine.dispose()


def test_tickets_are_read_and_written_while_what_a_merge_needs_is_built(postgres: Any) -> None:
    url, engine = live(postgres, "from_0018", "0018")
    with ThreadPoolExecutor(1) as other, engine.connect() as old, engine.connect() as looks:
        old.execution_options(isolation_level="REPEATABLE READ").execute(text("SELECT count(*) FROM pace"))
        migration = other.submit(migrate, url)  # it waits for the old snapshot with an index half built
        comes_true(looks, "SELECT count(*) FROM pg_index WHERE NOT indisvalid")
        looks.execute(text("SET LOCAL lock_timeout = '5s'"))
        looks.execute(text("UPDATE tickets SET summary = 'se cae' WHERE number = 101"))
        looks.commit()
        old.rollback()
        migration.result(timeout=60)
    engine.dispose()


@pytest.mark.parametrize("revision", ["0016", "0018", "0022"])
def test_a_migration_that_was_cut_off_before_its_end_runs_again(postgres: Any, revision: str) -> None:
    url, engine = live(postgres, f"again_{revision}", revision)
    following = f"{int(revision) + 1:04}"
    command.upgrade(alembic_config(url), following)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    migrate(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.scalar(text("SELECT count(*) FROM pg_index WHERE NOT indisvalid")) == 0
    engine.dispose()


WAITS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND (query = 'COMMIT' OR query LIKE '%pg_advisory_lock%') AND pid <> pg_backend_pid()
"""


def test_a_release_that_waits_for_another_is_in_its_way_nowhere(postgres: Any) -> None:
    url, engine = live(postgres, "two_releases", "0018")
    with ThreadPoolExecutor(1) as other, engine.connect() as first:
        first.execution_options(isolation_level="AUTOCOMMIT").execute(text("SELECT pg_advisory_lock(5476001)"))
        try:
            second = other.submit(migrate, url)
            comes_true(first, WAITS)
            first.execute(text("SET statement_timeout = '5s'"))
            first.execute(text("CREATE INDEX CONCURRENTLY ix_of_the_first ON tickets (customer)"))
            first.execute(text("DROP INDEX ix_of_the_first"))
        finally:
            first.execute(text("SELECT pg_advisory_unlock(5476001)"))
        second.result(timeout=60)
    engine.dispose()


LIVE_0022 = """
INSERT INTO follow_ups (once, kind, values, due_at, created_at, state, tries, reason)
VALUES ('lost-101-lee-1', 'lost', '{}', now() + interval '15 s', now() - interval '1 h', 'pending', 40, 'KeyError')
"""


def test_what_was_failing_is_tried_on_and_told_from_its_next_failure(postgres: Any) -> None:
    url, engine = live(postgres, "from_0022", "0022")
    with engine.begin() as connection:
        connection.execute(text(LIVE_0022))
    migrate(url)
    with Session(engine) as session:
        row = session.query(FollowUp).filter_by(kind="lost").one()
        assert (row.tries, row.failing_since) == (40, None)
        row.fails(row.created_at, row.tries, "KeyError")
        assert row.failing_since == row.created_at
    engine.dispose()
