"""A server that says nothing is away after so much silence; one that is slow, or speaks, is waited for."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from time import monotonic

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from tests import servers
from voiceline.demo.postgres import Postgres
from voiceline.store.base import make_engine, run, run_later
from voiceline.store.claims import Claimant
from voiceline.store.patience import CONNECT_SECONDS, Hurried, Unhurried

LONG = 8.0  # seconds: a safety, no timing; the carrier waits for fifteen


class Hasty(Hurried):
    """As everybody, but that a test need not last as long."""

    statement_milliseconds = 3000
    patience = 1.5


class HastyMigration(Unhurried):
    patience = 1.2
    knock_seconds = CONNECT_SECONDS


@pytest.fixture(scope="module")
def own() -> Iterator[Postgres]:
    """A server that may be stopped."""
    with servers.postgres_server() as server:
        yield server


@pytest.fixture
def engine(own: Postgres) -> Iterator[Engine]:
    made = make_engine(own.url("patience"), pool_size=2, kind=Hasty)
    yield made
    made.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine)


def backend(session: Session) -> int:
    return int(run(session, "SELECT pg_backend_pid()").fetchall()[0][0])


def test_the_deadline_is_after_the_servers_own(own: Postgres) -> None:
    assert Hurried.patience * 1000 > Hurried.statement_milliseconds
    made = make_engine(own.url("patience"))
    with made.connect() as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "4s"
    made.dispose()


def test_a_frozen_server_is_away_and_the_next_caller_meets_no_dead_connection(
    own: Postgres, sessions: sessionmaker[Session]
) -> None:
    with sessions() as session:
        before = backend(session)
    began = monotonic()
    with servers.frozen(own):
        with pytest.raises(OperationalError, match="has said nothing"), sessions() as session:
            run(session, "SELECT 1")
        with pytest.raises(OperationalError, match="timeout expired"), sessions() as session:
            run(session, "SELECT 1")
        assert monotonic() - began < LONG
    with sessions() as session:
        assert backend(session) != before


def test_what_goes_together_is_no_longer_waited_for(own: Postgres, sessions: sessionmaker[Session]) -> None:
    """Both ways a pipeline goes: before a statement, and with the commit."""
    for last in ("a statement", "the commit"):
        with ExitStack() as freezing, pytest.raises(OperationalError), sessions.begin() as session:
            backend(session)
            run_later(session, "SELECT %(n)s", {"n": 1})
            run_later(session, "SELECT %(n)s", {"n": 2})
            freezing.enter_context(servers.frozen(own))
            if last == "a statement":
                run(session, "SELECT 3")
        with sessions.begin() as session:
            assert backend(session)


def test_sqlalchemys_own_statements_are_told_alike(own: Postgres, sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        before = backend(session)
    with servers.frozen(own), pytest.raises(OperationalError) as raised, sessions() as session:
        session.execute(text("SELECT 1"))
    assert raised.value.connection_invalidated
    with sessions() as session:
        assert backend(session) != before


def test_who_claims_is_somebody_else_after_it(own: Postgres, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE SEQUENCE IF NOT EXISTS claimants"))
    claimant = Claimant(engine)
    assert claimant.claim(text("SELECT 1 WHERE 0 < :me"), {}) == [1]
    first = claimant.number
    with servers.frozen(own), pytest.raises(OperationalError):
        claimant.claim(text("SELECT 1 WHERE 0 < :me"), {})
    assert claimant.claim(text("SELECT 1 WHERE 0 < :me"), {}) == [1]
    assert claimant.number != first
    claimant.close()


def test_while_it_is_silent_one_knocks_and_the_others_are_told_at_once(own: Postgres, engine: Engine) -> None:
    """Three threads that come together never cost a fourth caller more than one of them."""

    def knock(_: int) -> tuple[float, str]:
        began = monotonic()
        with pytest.raises(OperationalError) as raised:
            engine.connect()
        return monotonic() - began, str(raised.value.orig)

    with servers.frozen(own), ThreadPoolExecutor(3) as hands:
        assert knock(0)[0] < CONNECT_SECONDS + 2
        told = sorted(hands.map(knock, range(3)))
    assert ["being asked already" in words for _, words in told] == [True, True, False]
    assert told[1][0] < 1 < told[2][0]
    with engine.connect() as one, engine.connect() as other:
        assert one.scalar(text("SELECT 1")) == other.scalar(text("SELECT 1")) == 1


def test_a_slow_statement_is_waited_for_and_the_servers_own_limit_is_the_servers(
    sessions: sessionmaker[Session],
) -> None:
    with sessions() as session:
        before = backend(session)
        assert run(session, "SELECT 1 FROM pg_sleep(1.2)").fetchall() == [(1,)]
        run(session, "SET LOCAL statement_timeout = 1200")
        with pytest.raises(OperationalError, match="due to statement timeout"):
            run(session, "SELECT pg_sleep(30)")
    with sessions() as session:
        assert backend(session) == before


def test_what_comes_slowly_is_not_cut_while_it_comes(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        run(session, "SET LOCAL statement_timeout = 0")
        began = monotonic()
        slow = "SELECT repeat(md5(n::text), 1000), pg_sleep(0.4) FROM generate_series(1, 9) n"
        assert len(run(session, slow).fetchall()) == 9
        assert monotonic() - began > 2 * Hasty.patience


def test_a_migration_is_silent_as_long_as_it_takes_unless_the_server_answers_nobody(own: Postgres) -> None:
    made = make_engine(own.url("patience"), pool_size=1, kind=HastyMigration)
    with made.connect() as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "0"
        assert connection.scalar(text("SELECT 1 FROM pg_sleep(2.6)")) == 1
        with servers.frozen(own), pytest.raises(OperationalError, match="has said nothing"):
            connection.execute(text("SELECT 1"))
    made.dispose()
