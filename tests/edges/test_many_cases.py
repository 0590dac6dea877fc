"""However many cases the line has and a company had, what a message asks and writes reads a few rows of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from tests import servers
from voiceline.store import her_cases, rows_together
from voiceline.store.base import make_engine, run
from voiceline.store.threads import Thread
from voiceline.store.tickets import Ticket

NOW = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)
ANA, LUIS, COMPANY = "+50244440001", "+50244440002", "Banco Maya"
MANY = 4000
ADD = """
INSERT INTO tickets (number, severity, status, channel, language, customer, contact, summary, opened_at,
                     response_due_at, resolution_due_at, policy, round, step, directory_version, reported_severity,
                     is_rehearsal, clock_starts, closed_at, merged_into)
SELECT %(first)s + g, 'P2', %(status)s, 'sms', 'es', %(customer)s, %(contact)s, '', %(at)s, %(at)s, %(at)s, '{}', 1, 1,
       1, 'P2', false, '{}', CASE WHEN %(status)s = 'closed' THEN %(at)s END, %(into)s
FROM generate_series(1, %(many)s) g
"""


@pytest.fixture(scope="module")
def sessions(postgres: Any) -> Iterator[sessionmaker[Session]]:
    engine = make_engine(servers.migrated(postgres, "hers"), pool_size=1)
    make = sessionmaker(engine, expire_on_commit=False, autoflush=False)
    with make.begin() as session:
        add(session, 1000, MANY, contact="+50240000001")  # of others, open
        add(session, 10000, MANY, contact=LUIS, customer=COMPANY, status="closed")  # of her company, long over
        add(session, 101, 1, contact=ANA, customer=COMPANY)
        add(session, 102, 1, contact=LUIS, customer=COMPANY, status="waiting")
        add(session, 103, 1, contact="+50244440003")  # a stranger's, and what she reported goes on in it
        add(session, 104, 1, contact=ANA, customer=COMPANY, status="closed", into=104)
    with make() as session:
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        run(session, "VACUUM ANALYZE tickets")
    yield make
    engine.dispose()


def add(session: Session, first: int, many: int, **given: Any) -> None:
    values = {"first": first, "many": many, "at": NOW - timedelta(days=400), "status": "open", "customer": None}
    run(session, ADD, {**values, "into": None, **given})


def test_what_is_changed_is_found_by_its_number_be_it_one_row_or_several(sessions: sessionmaker[Session]) -> None:
    for numbers in ([102], [102, 103], list(range(1001, 1001 + rows_together.FEW + 1))):
        with sessions() as session:
            changed = rows_together.RowsTogether()
            for number in numbers:
                shape = rows_together.changed(Ticket.__table__, ("summary", "warned"))
                changed.add(shape, {"number": number, "summary": f"caso {number}", "warned": {"response P2": number}})
            with reading_less_than(session, 10 if len(numbers) <= rows_together.FEW else 10 * MANY):
                run(session, *changed.take())
            told = "SELECT number, summary, warned FROM tickets WHERE summary <> '' ORDER BY number"
            assert run(session, told).fetchall() == [(n, f"caso {n}", {"response P2": n}) for n in numbers]


@contextmanager
def reading_less_than(session: Session, most: int) -> Iterator[None]:
    before = rows_read(session)
    yield
    assert rows_read(session) - before < most


def rows_read(session: Session) -> int:
    asked = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'tickets'"
    return int(run(session, asked).fetchall()[0][0])


def test_who_writes_finds_hers_her_companys_and_what_hers_goes_on_in(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        ana = Thread(id=1, address=ANA, customer=COMPANY, began_at=NOW)
        with reading_less_than(session, 20):
            found = her_cases.of(session, ana, NOW)
        assert (found.open, found.own, found.company) == ([104, 103, 102], [104, 102], [103, 102])
        assert found.statuses == {102: "open", 103: "waiting", 104: "open"} and found.waiting == [103]


def test_who_calls_and_who_is_waited_for_read_as_few(sessions: sessionmaker[Session]) -> None:
    with sessions() as session, reading_less_than(session, 40):
        assert her_cases.open_cases(session, ANA, COMPANY) == [104, 103, 102]
        assert her_cases.open_cases(session, None, COMPANY) == [103, 102]
        assert her_cases.open_cases(session, ANA, None) == [104, 102]
        assert her_cases.waiting_for(session, ANA, COMPANY) == [103]
        assert her_cases.waiting_for(session, ANA, None) == []
