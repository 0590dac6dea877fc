"""Statements that every webhook runs: those nobody waits for keep their order, and are lost or kept with the rest."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from tests import servers
from tests.houses import settings_for
from tests.rows import put
from voiceline.line import Line
from voiceline.store import follow_ups, notifications, tickets
from voiceline.store.base import (
    MOST_NAMED,
    ask,
    columns,
    end_reading,
    get_locked,
    make_engine,
    read_row,
    run,
    run_later,
    write_changes,
    write_whole,
)
from voiceline.store.claims import Claimant
from voiceline.store.follow_ups import FollowUp
from voiceline.store.notifications import Notification
from voiceline.store.opt_outs import OptOut
from voiceline.store.recordings import Recording
from voiceline.store.tickets import Ticket, TicketEvent

NOW = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)
ADD = "INSERT INTO opt_outs (channel, address, since, known_by) VALUES ('sms', %(address)s, now(), 'word')"
A_PAGE = {"once": "page", "kind": "page", "channel": "call", "audience": "engineer", "address": "+50255550101"}
COUNT = "SELECT count(*) FROM opt_outs"
HANGS_ON_IT = """
INSERT INTO follow_ups (once, kind, ticket_number, due_at, created_at, state, tries)
VALUES ('later', 'clock', 101, now(), now(), 'pending', 0)
"""


@pytest.fixture
def sessions(postgres: Any) -> Iterator[sessionmaker[Session]]:
    url = servers.migrated(postgres, "statements")
    engine = make_engine(url, pool_size=1)
    yield sessionmaker(engine, expire_on_commit=False, autoflush=False)
    engine.dispose()


def a_ticket(session: Session, **more: Any) -> Ticket:
    times = {"opened_at": NOW, "response_due_at": NOW, "resolution_due_at": NOW}
    made = {"severity": "P1", "reported_severity": "P1", "channel": "sms", "language": "es", "policy": {"steps": []}}
    return put(session, Ticket, **made, **times, directory_version=1, clock_starts={}, **more)


def counted(session: Session) -> int:
    return int(run(session, COUNT).fetchall()[0][0])


def test_what_waits_goes_before_the_next_statement_whichever_way_that_is_said(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        run_later(session, ADD, {"address": "+50255550101"})
        run_later(session, ADD, {"address": "+50255550102"})
        assert counted(session) == 2
        run_later(session, ADD, {"address": "+50255550103"})
        assert len(session.scalars(select(OptOut)).all()) == 3


def test_what_still_waits_goes_with_the_commit(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        run_later(session, ADD, {"address": "+50255550101"})
    with sessions() as session:
        assert counted(session) == 1


def test_what_waits_is_lost_with_the_rest(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        run_later(session, ADD, {"address": "+50255550101"})
        session.rollback()
        assert counted(session) == 0  # nor does it go with what comes later on that connection
    with sessions.begin() as session:
        assert counted(session) == 0


def test_a_transaction_that_is_over_leaves_its_connection_to_others(sessions: sessionmaker[Session]) -> None:
    with sessions() as one, sessions() as other:
        counted(one)
        one.rollback()
        run(other, ADD, {"address": "+50255550101"})
        assert counted(one) == 0  # by a connection of its own: the other's is not committed


def test_what_it_breaks_is_told_at_the_latest_by_the_commit_and_nothing_is_kept(
    sessions: sessionmaker[Session],
) -> None:
    with pytest.raises(IntegrityError), sessions.begin() as session:
        for _ in range(2):
            run_later(session, ADD, {"address": "+50255550101"})
    with pytest.raises(IntegrityError), sessions.begin() as session:
        for _ in range(2):
            run_later(session, ADD, {"address": "+50255550101"})
        counted(session)
    with sessions.begin() as session:
        assert counted(session) == 0


def a_whole_ticket(session: Session, **more: Any) -> Ticket:
    lists = {"pauses": [], "warned": {}, "rectified": {}, "clock_starts": {}, "policy": {"steps": []}}
    times = {"opened_at": NOW, "response_due_at": NOW, "resolution_due_at": NOW}
    made = {"severity": "P1", "reported_severity": "P1", "channel": "sms", "language": "es", "directory_version": 1}
    return write_whole(session, Ticket, number=101, **made, **times, **lists, **more)


def test_a_row_that_is_an_object_is_written_as_it_is_by_the_commit(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        ticket = a_whole_ticket(session)
        assert (ticket.status, ticket.round, ticket.summary, ticket.assignee) == ("open", 0, "", None)
        ticket.record("opened", NOW, "customer")
        ticket.summary, ticket.round = "se cayó", 1
        assert tickets.lock(session, 101) is ticket  # nobody else can have seen it
        write_changes(session)
    with sessions() as session:
        assert run(session, "SELECT ctid::text FROM tickets").fetchall() == [("(0,1)",)]  # written once
        found = session.get_one(Ticket, 101)
        assert (found.summary, found.round, found.live_token) == ("se cayó", 1, ticket.live_token)
        assert [each.kind for each in found.events] == ["opened"]


@pytest.mark.parametrize(
    "ask_for",
    [
        lambda session: run(session, "SELECT count(*) FROM tickets").fetchall() == [(1,)],
        lambda session: session.scalar(select(Ticket.summary)) == "se cayó",
        lambda session: run(session, HANGS_ON_IT).rowcount == 1,
    ],
    ids=["by its table", "by the ORM", "by a row that hangs on it"],
)
def test_who_asks_for_such_a_row_finds_it_and_its_later_changes_are_kept(
    sessions: sessionmaker[Session], ask_for: Callable[[Session], bool]
) -> None:
    with sessions.begin() as session:
        ticket = a_whole_ticket(session)
        ticket.summary = "se cayó"
        ticket.record("opened", NOW, "customer")
        assert ask_for(session)
        ticket.assignee = "dana"
        write_changes(session)
    with sessions() as session:
        found = session.get_one(Ticket, 101)
        assert (found.summary, found.assignee, len(found.events)) == ("se cayó", "dana", 1)


def test_such_a_row_is_lost_with_the_rest(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        a_whole_ticket(session)
        session.rollback()
    with sessions() as session:
        a_whole_ticket(session)
        end_reading(session)
    with sessions.begin() as session:
        assert run(session, "SELECT count(*) FROM tickets").fetchall() == [(0,)]


def test_a_row_has_its_key_its_defaults_and_its_events(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        ticket = a_ticket(session)
        assert (ticket.number, ticket.status, ticket.round, ticket.summary) == (101, "open", 0, "")
        assert ticket.pauses == [] and ticket.policy == {"steps": []} and ticket.live_token
        ticket.record("opened", NOW, "customer")
        ticket.summary = "se cayó"
        write_changes(session)
    with sessions() as session:
        found = session.get_one(Ticket, 101)
        assert (found.summary, [each.kind for each in found.events]) == ("se cayó", ["opened"])


def test_rows_written_later_are_there_for_whoever_asks_in_their_order(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        ticket = a_ticket(session)
        for each in ("opened", "paged", "described"):
            ticket.record(each, NOW, None, {"text": 'el "sistema" cayó\n%s'})
        assert run(session, "SELECT count(*) FROM opt_outs").fetchall() == [(0,)]  # of another table: they still wait
        asked = "SELECT kind, at, by, detail ->> 'text' FROM ticket_events ORDER BY id"
        found = run(session, asked).fetchall()
        assert [each[0] for each in found] == ["opened", "paged", "described"]
        assert found[0][1:] == (NOW, None, 'el "sistema" cayó\n%s')
        ticket.record("noted", NOW)
        assert [each.kind for each in session.scalars(select(TicketEvent).order_by(TicketEvent.id))][-1] == "noted"


def test_rows_of_several_tables_and_what_was_changed_are_written_together(sessions: sessionmaker[Session]) -> None:
    moment = NOW + timedelta(microseconds=1234)
    with sessions.begin() as session:
        a_ticket(session)
    with sessions.begin() as session:
        ticket = tickets.lock(session, 101)
        assert ticket is not None
        ticket.acknowledge("dana", moment)
        for _ in range(2):
            follow_ups.owe(session, "later", "clock", moment, NOW, ticket_number=101, values={"a": [1, None]})
            notifications.owe(session, {**A_PAGE, "ticket_number": 101, "due_at": moment, "created_at": NOW})
        write_changes(session)
    with sessions() as session:
        found = session.get_one(Ticket, 101)
        assert (found.acknowledged_at, found.events[0].kind) == (moment, "acknowledged")
        later, page = session.scalars(select(FollowUp)).one(), session.scalars(select(Notification)).one()
        assert (later.due_at, later.values, later.tries, later.state) == (moment, {"a": [1, None]}, 0, "pending")
        assert (page.due_at, page.values, page.round, page.attempt) == (moment, {}, None, 1) and page.token


def test_what_changes_rows_that_wait_finds_them_written(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        a_ticket(session)
        follow_ups.owe(session, "later", "clock", NOW + timedelta(hours=1), NOW, ticket_number=101)
        follow_ups.cancel(session, 101, ("clock",), "over", NOW)
    with sessions() as session:
        assert session.scalars(select(FollowUp.state)).all() == ["cancelled"]


def test_who_must_know_whether_it_was_owed_before_is_told(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        page = {**A_PAGE, "due_at": NOW, "created_at": NOW}
        notifications.owe(session, page)
        assert notifications.owe_anew(session, page) is None
        assert notifications.owe_anew(session, {**page, "once": "another"}) is not None


def test_a_row_that_is_held_is_read_as_it_stands_and_its_changes_are_written(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        a_ticket(session, contact="+50244440001")
    with sessions.begin() as session:
        ticket = tickets.lock(session, 101)
        assert ticket is not None and ticket is tickets.lock(session, 101)
        assert (ticket.contact, ticket.opened_at) == ("+50244440001", NOW)
        ticket.acknowledge("dana", NOW)
        write_changes(session)
    with sessions() as session:
        assert session.get_one(Ticket, 101).assignee == "dana"
        assert get_locked(session, Ticket, 999) is None


def test_a_prepared_statement_outlives_a_migration_that_adds_a_column(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        a_ticket(session)
    for column in (None, "one_more", "another"):
        if column:
            with sessions.begin() as session:
                run(session, f"ALTER TABLE tickets ADD COLUMN {column} text")
        with sessions.begin() as session:
            assert tickets.lock(session, 101) is not None
    with sessions.begin() as session:
        run(session, "ALTER TABLE tickets DROP COLUMN one_more, DROP COLUMN another")


def test_what_is_heavy_is_read_only_when_it_is_asked_for(sessions: sessionmaker[Session]) -> None:
    assert '"media"' not in columns(Recording)
    with sessions() as session:
        assert read_row(session, OptOut, f"SELECT {columns(OptOut)} FROM opt_outs", {}) is None


def test_who_claims_goes_on_when_the_server_has_dropped_the_connection(sessions: sessionmaker[Session]) -> None:
    engine = sessions.kw["bind"]
    claimant = Claimant(engine)
    won = text("UPDATE follow_ups SET claimed_by = :me WHERE id = :id RETURNING id")
    with sessions.begin() as session:
        follow_ups.owe(session, "once", "kind", NOW + timedelta(days=1), NOW)
    assert claimant.claim(won, {"id": 1}) == [1]
    first = claimant.number
    with sessions.begin() as session:
        run(session, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    assert claimant.claim(won, {"id": 1}) == [1]
    assert claimant.number != first
    claimant.close()


def test_a_dead_connection_is_told_as_one(sessions: sessionmaker[Session]) -> None:
    with pytest.raises(OperationalError), sessions.begin() as session:
        session.scalars(select(OptOut)).all()
        pid = session.connection().connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
        kill(sessions, pid)
        session.scalars(select(OptOut)).all()


def kill(sessions: sessionmaker[Session], pid: int) -> None:
    other = make_engine(sessions.kw["bind"].url.render_as_string(hide_password=False), pool_size=1)
    with other.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    other.dispose()


def test_what_is_changed_may_be_bytes(sessions: sessionmaker[Session]) -> None:
    drawn = bytes(range(256))
    with sessions.begin() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))  # of no call
        session.add(Recording(sid="RE1", call_id=1, made_at=NOW))
    with sessions.begin() as session:
        session.scalars(select(Recording)).one().loudness = drawn
        write_changes(session)
    with sessions() as session:
        assert session.scalars(select(Recording.loudness)).one() == drawn


def test_a_reading_writes_nothing_and_leaves_what_is_prepared(postgres: Any) -> None:
    line = Line(settings_for(servers.migrated(postgres, "statements")))
    names = "SELECT name FROM pg_prepared_statements WHERE statement LIKE '%FROM opt_outs%'"
    with line.transaction() as session:
        ticket = a_ticket(session)
    for _ in range(3):
        with line.reading() as session:
            ask(session, COUNT, {})
    with line.reading() as session:
        assert len(run(session, names).fetchall()) == 1
        found = session.get_one(Ticket, ticket.number)
        found.summary = "nobody has said so"
        found.record("noted", NOW)
        run_later(session, ADD, {"address": "+50255550101"})
    with line.reading() as session:
        assert counted(session) == 0
        found = session.get_one(Ticket, ticket.number)
        assert (found.summary, found.events) == ("", [])
    line.close()


@pytest.mark.parametrize("number", [1, MOST_NAMED, MOST_NAMED + 1])
def test_rows_that_are_only_read_stand_as_they_are_or_as_they_were_met(
    sessions: sessionmaker[Session], number: int
) -> None:
    with sessions.begin() as session:
        for each in range(number):
            a_ticket(session, summary=f"{each}")
    with sessions() as session:
        met = tickets.lock(session, 101)
        assert met is not None
        met.summary = "changed here"
        found = tickets.read(session, [*range(101, 101 + number), 999])
        assert found[101] is met and sorted(found) == list(range(101, 101 + number))
        assert [found[each].summary for each in sorted(found)][1:] == [f"{each}" for each in range(1, number)]
        assert tickets.read(session, []) == {}
