"""The engine of the log against an obvious oracle; kept up to date, and filled for what was there before."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, text

from tests.edges.call_log.log import found
from tests.houses import BOOK
from tests.phones import NIGHT, House
from voiceline.actions import keep_log
from voiceline.domain.call_tokens import Wanted, terms
from voiceline.line import Line
from voiceline.store import call_log, directory, log_search
from voiceline.store.call_log import CallLog, LogMark
from voiceline.store.calls import Call, CallEvent

# The engine against an obvious oracle


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        (Wanted(), "true"),
        (Wanted(direction="inbound"), "direction = 'inbound'"),
        (Wanted(outcome="failed", engineer="lee"), "outcome = 'failed' AND engineer = 'lee'"),
        (Wanted(customer="Banco Maya", alone=True), "customer = 'Banco Maya' AND joined_at IS NULL"),
        (Wanted(terms=terms("0007")), "CASE direction WHEN 'inbound' THEN from_number ELSE to_number END LIKE '%0007'"),
        (
            Wanted(
                terms=terms("quetz"), since=datetime(2024, 2, 1, tzinfo=UTC), until=datetime(2024, 3, 1, tzinfo=UTC)
            ),
            "customer = 'Quetzal Foods' AND started_at >= '2024-02-01Z' AND started_at < '2024-03-01Z'",
        ),
        (Wanted(terms=terms("nadie dijo esto")), "false"),
    ],
)
@pytest.mark.parametrize(("a_page", "most_met"), [(7, 500), (400, 500), (7, 3)])
def test_pages_meet_without_gap_or_double(
    many: Line, wanted: Wanted, where: str, a_page: int, most_met: int, monkeypatch: Any
) -> None:
    monkeypatch.setattr("voiceline.store.log_search.MOST_MET", most_met)
    with many.reading() as session:
        asked = f"SELECT id FROM calls WHERE {where} ORDER BY started_at DESC, id DESC"
        expected = list(session.scalars(text(asked.replace(":", r"\:"))))
        wanted, _ = log_search.spelled_out(session, wanted)
        got: list[int] = []
        before = None
        while places := log_search.find(session, wanted, before, a_page):
            assert len(places) <= a_page
            got += [place.id for place in places]
            before = places[-1]
            if len(got) > 300 and a_page == 7:
                expected = expected[: len(got)]
                break
    assert got == expected


def test_a_beginning_of_too_many_words_is_looked_for_whole_and_that_is_said(
    night: House, reader: FlaskClient, monkeypatch: Any
) -> None:
    monkeypatch.setattr("voiceline.store.log_search.MOST_BEGINNINGS", 0)
    page = reader.get("/admin/calls?q=factur").text
    assert "Muchas palabras empiezan con «factur»" in page and "Ninguna llamada" in page


# Kept up to date, and filled for what was there before


def test_older_calls_are_entered_a_few_at_a_time_newest_first(many: Line, monkeypatch: Any) -> None:
    monkeypatch.setattr(keep_log, "A_BATCH", 1000)
    with many.transaction() as session:
        session.execute(text("DELETE FROM call_log"))
        session.execute(text("INSERT INTO log_marks (older_than) SELECT max(id) + 1 FROM calls"))
    assert keep_log.keep_log(many)
    with many.reading() as session:
        newest = session.scalar(text("SELECT min(call_id) FROM call_log"))
        assert newest == session.scalar(text("SELECT id FROM calls ORDER BY id DESC OFFSET 999 LIMIT 1"))
        since = call_log.complete_since(session)
        assert since == session.scalar(select(Call.started_at).where(Call.id == newest))
    while keep_log.keep_log(many):
        pass
    with many.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM call_log")) == 3000
        assert call_log.complete_since(session) is None and not call_log.is_behind(session)


def test_the_hours_a_call_came_in_do_not_change_with_the_calendar(night: House, reader: FlaskClient) -> None:
    hers = night.carrier.legs[0].sid
    assert hers in found(reader, "hours=after")
    whole = re.sub(r'(monday|tuesday) = \["[^"]+"\]', r'\1 = ["00:00-24:00"]', BOOK)
    with night.line.transaction() as session:
        directory.load(session, whole, "directory.toml", "hours", NIGHT)
        session.execute(text("INSERT INTO log_marks (call_id) SELECT id FROM calls"))
    assert hers in found(reader, "hours=after")
    with night.line.transaction() as session:
        directory.load(session, BOOK, "directory.toml", "hours", NIGHT)


def test_a_call_that_is_no_more_is_found_no_more(night: House, reader: FlaskClient) -> None:
    with night.line.transaction() as session:
        caller = session.scalars(select(Call).where(Call.outcome == "abandoned")).one()
        values = {c.name: getattr(caller, c.name) for c in Call.__table__.columns if c.name != "id"}
        session.add(Call(**{**values, "sid": "CA" + "f" * 32}))
    assert "CA" + "f" * 32 in found(reader, "outcome=abandoned")
    with night.line.transaction() as session:
        session.execute(delete(Call).where(Call.sid == "CA" + "f" * 32))
    assert "CA" + "f" * 32 not in found(reader, "outcome=abandoned")


def test_whoever_looks_sees_what_has_just_happened_behind_many_marks_of_one_call(night: House) -> None:
    keep_log.bring_up_to_date(night.line)
    with night.line.transaction() as session:
        first, *_, last = session.scalars(select(Call.id).order_by(Call.id))
        session.add_all([LogMark(call_id=first) for _ in range(2 * keep_log.A_BATCH)])
        session.flush()
        session.add(LogMark(call_id=last))
        session.execute(delete(CallLog).where(CallLog.call_id == last))
    keep_log.bring_up_to_date(night.line)
    with night.line.reading() as session:
        assert session.get(CallLog, last) is not None and not call_log.is_behind(session)


def test_a_ring_leaves_one_mark_when_it_begins_and_one_when_it_ends(night: House) -> None:
    keep_log.bring_up_to_date(night.line)
    with night.line.transaction() as session:
        call = session.scalars(select(Call).where(Call.outcome == "abandoned")).one()
        session.execute(text("UPDATE calls SET step = 'x', turn = turn + 1 WHERE id = :id"), {"id": call.id})
        session.add(CallEvent(call_id=call.id, at=NIGHT, kind="heard", detail={}))
        session.flush()
        assert session.scalars(select(LogMark)).all() == []
        session.rollback()
