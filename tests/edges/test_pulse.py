"""The pulse: what somebody waits for is late, whether nobody took it or it fails each time it is tried."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tests import servers
from tests.houses import settings_for
from tests.rows import put
from tests.wires import StoryLine
from voiceline.actions import follow_up, sweep
from voiceline.store import follow_ups
from voiceline.store.base import run
from voiceline.store.follow_ups import NotYetError
from voiceline.store.tickets import Ticket
from voiceline.telephony.phone import CarrierError

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
DAY = timedelta(days=1)
A_CASE = {
    "severity": "P3",
    "reported_severity": "P3",
    "status": "open",
    "channel": "voice",
    "language": "es",
    "summary": "",
    "policy": {},
    "directory_version": 1,
}
WAITED_FOR = sorted(follow_ups.URGENT_KINDS - {follow_ups.ESCALATE})  # of an escalation its case is asked


class Moving:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def passes(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
def line(database_url: str, clock: Moving) -> Iterator[StoryLine]:
    servers.empty(database_url)
    built = StoryLine(settings_for(database_url), now=clock)
    yield built
    built.close()


def owed(line: StoryLine, kind: str) -> int:
    """Due in an hour, so its creation tells nothing; its key."""
    with line.transaction() as session:
        follow_ups.owe(session, "it", kind, line.now() + timedelta(hours=1), line.now())
    with line.reading() as session:
        return int(session.scalar(text("SELECT id FROM follow_ups")) or 0)


def is_tried(line: StoryLine, clock: Moving, key: int, seconds: int) -> None:
    """As the clock would, each five seconds; whatever it raises."""
    for _ in range(0, seconds, 5):
        with suppress(Exception):
            follow_up.follow_up(line, key)
        clock.passes(5)


@pytest.mark.parametrize("kind", WAITED_FOR)
@pytest.mark.parametrize("state", ["pending", "claimed"])
def test_what_was_due_for_a_minute_and_is_not_done_stops_it(
    line: StoryLine, clock: Moving, kind: str, state: str
) -> None:
    owed(line, kind)
    with line.transaction() as session:
        run(session, "UPDATE follow_ups SET state = %(state)s", {"state": state})
    clock.passes(3600 + 55)
    assert sweep.has_pulse(line)
    clock.passes(10)
    assert not sweep.has_pulse(line)


@pytest.mark.parametrize("kind", WAITED_FOR)
def test_what_fails_each_time_stops_it_after_a_minute_until_it_is_done(
    line: StoryLine, clock: Moving, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def breaks(*_: object) -> str:
        raise CarrierError("500", temporary=True)

    key = owed(line, kind)
    clock.passes(3600)
    with monkeypatch.context() as broken:
        broken.setitem(follow_up.DEEDS, kind, breaks)
        is_tried(line, clock, key, 55)
        assert sweep.has_pulse(line)
        is_tried(line, clock, key, 20)
        assert not sweep.has_pulse(line)
    monkeypatch.setitem(follow_up.DEEDS, kind, lambda *_: "done")
    is_tried(line, clock, key, 15)
    assert sweep.has_pulse(line)


def test_what_waits_for_its_time_fails_at_nothing(
    line: StoryLine, clock: Moving, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waits(*_: object) -> str:
        raise NotYetError("he is still in a talk about it")

    key = owed(line, "left_behind")
    clock.passes(3600)
    monkeypatch.setitem(follow_up.DEEDS, "left_behind", waits)
    is_tried(line, clock, key, 600)
    assert sweep.has_pulse(line)


def test_what_is_planned_anew_has_not_failed_yet(line: StoryLine, clock: Moving) -> None:
    now = clock()
    with line.transaction() as session:
        case = put(session, Ticket, **{**A_CASE, "opened_at": now, "response_due_at": now, "resolution_due_at": now})
        follow_ups.plan(session, case.number, "clock", {"it": now + timedelta(hours=1)}, now)
        follow_ups.keep_one_each(session, case.number, ["update_customer"], {"update_customer": now + DAY}, now)
        run(session, "UPDATE follow_ups SET failing_since = %(now)s", {"now": now})
    clock.passes(90)
    assert not sweep.has_pulse(line)
    with line.transaction() as session:
        follow_ups.plan(session, case.number, "clock", {"it": now + timedelta(hours=2)}, now)
    assert not sweep.has_pulse(line)
    with line.transaction() as session:
        follow_ups.keep_one_each(session, case.number, ["update_customer"], {"update_customer": now + DAY}, now)
    assert sweep.has_pulse(line)


def test_what_only_fetches_may_be_late(line: StoryLine, clock: Moving) -> None:
    owed(line, "fetch_recording")
    clock.passes(7200)
    assert sweep.has_pulse(line)
