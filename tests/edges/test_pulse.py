"""The pulse: nothing that somebody waits for is late, be it untaken or failing each time, and workers hear the bell."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from redis import Redis
from sqlalchemy import text

from tests import servers
from tests.houses import settings_for
from tests.listeners import listen
from tests.rows import put
from tests.wires import StoryLine
from voiceline.actions import follow_up, sweep
from voiceline.line import QUEUES
from voiceline.store import follow_ups, notifications
from voiceline.store.base import run
from voiceline.store.bells import CALM, MESSAGES, URGENT
from voiceline.store.follow_up_kinds import ESCALATE, URGENT_KINDS
from voiceline.store.follow_ups import NotYetError
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket
from voiceline.telephony.phone import CarrierError
from workers import clock as clock_process

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
WAITED_FOR = sorted(URGENT_KINDS - {ESCALATE})  # of an escalation its case is asked


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
    assert sweep.is_in_time(line)
    clock.passes(10)
    assert not sweep.is_in_time(line)


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
        assert sweep.is_in_time(line)
        is_tried(line, clock, key, 20)
        assert not sweep.is_in_time(line)
    monkeypatch.setitem(follow_up.DEEDS, kind, lambda *_: "done")
    is_tried(line, clock, key, 15)
    assert sweep.is_in_time(line)


def test_what_waits_for_its_time_fails_at_nothing(
    line: StoryLine, clock: Moving, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waits(*_: object) -> str:
        raise NotYetError("he is still in a talk about it")

    key = owed(line, "left_behind")
    clock.passes(3600)
    monkeypatch.setitem(follow_up.DEEDS, "left_behind", waits)
    is_tried(line, clock, key, 600)
    assert sweep.is_in_time(line)


def test_what_is_planned_anew_has_not_failed_yet(line: StoryLine, clock: Moving) -> None:
    now = clock()
    with line.transaction() as session:
        case = put(session, Ticket, **{**A_CASE, "opened_at": now, "response_due_at": now, "resolution_due_at": now})
        follow_ups.plan(session, case.number, "clock", {"it": now + timedelta(hours=1)}, now)
        follow_ups.keep_one_each(session, case.number, ["update_customer"], {"update_customer": now + DAY}, now)
        run(session, "UPDATE follow_ups SET failing_since = %(now)s", {"now": now})
    clock.passes(90)
    assert not sweep.is_in_time(line)
    with line.transaction() as session:
        follow_ups.plan(session, case.number, "clock", {"it": now + timedelta(hours=2)}, now)
    assert not sweep.is_in_time(line)
    with line.transaction() as session:
        follow_ups.keep_one_each(session, case.number, ["update_customer"], {"update_customer": now + DAY}, now)
    assert sweep.is_in_time(line)


def test_what_only_fetches_may_be_late(line: StoryLine, clock: Moving) -> None:
    owed(line, "fetch_recording")
    clock.passes(7200)
    assert sweep.is_in_time(line)


def news(line: StoryLine, **more: object) -> None:
    now = line.now()
    with line.transaction() as session:
        told = {"kind": "taken", "channel": "sms", "audience": "customer", "address": "+50244440001", "once": "it"}
        notifications.owe(session, {**told, "created_at": now, "due_at": now, **more})


@pytest.mark.parametrize("state", ["pending", "claimed"])
def test_what_a_customer_is_told_may_wait_for_minutes_and_no_longer(line: StoryLine, clock: Moving, state: str) -> None:
    news(line, state=state)
    clock.passes(290)
    assert sweep.is_in_time(line)
    clock.passes(20)
    assert not sweep.is_in_time(line)


@pytest.mark.parametrize("state", ["pending", "claimed"])
def test_a_page_may_wait_for_one(line: StoryLine, clock: Moving, state: str) -> None:
    news(line, kind="page", audience="engineer", channel="call", state=state)
    clock.passes(55)
    assert sweep.is_in_time(line)
    clock.passes(10)
    assert not sweep.is_in_time(line)


def test_what_the_carrier_refused_and_takes_again_later_is_not_late(line: StoryLine, clock: Moving) -> None:
    news(line)
    clock.passes(3600)
    with line.transaction() as session:
        row = session.query(Notification).one()
        row.try_again(line.now() + timedelta(minutes=5), "500")
    assert sweep.is_in_time(line)
    clock.passes(280)
    with line.transaction() as session:
        session.query(Notification).one().end("undelivered", line.now())
    clock.passes(3600)
    assert sweep.is_in_time(line)


def test_what_support_is_told_waits_for_nobody_else(line: StoryLine, clock: Moving) -> None:
    news(line, audience="engineer", kind="digest")
    clock.passes(7200)
    assert sweep.is_in_time(line)


@pytest.fixture
def ticking(database_url: str, redis_url: str) -> Iterator[StoryLine]:
    """With a Redis that answers, and a clock that beats."""
    servers.empty(database_url)
    settings = replace(settings_for(database_url), redis_url=redis_url)
    with Redis.from_url(redis_url) as redis:
        redis.flushdb()
    built = StoryLine(settings)
    clock_process.beat(built)
    yield built
    built.close()


def test_without_workers_nobody_hears_the_bell_and_a_quiet_night_shows_nothing_else(
    ticking: StoryLine, caplog: pytest.LogCaptureFixture
) -> None:
    assert not clock_process.pulse(ticking) and "no pulse: workers" in caplog.text
    listen(ticking.settings.redis_url)
    assert clock_process.pulse(ticking)


@pytest.mark.parametrize(("queue", "has_pulse"), [(URGENT, False), (MESSAGES, False), (CALM, True)])
def test_what_rings_and_what_tells_has_somebody_who_listens(ticking: StoryLine, queue: str, has_pulse: bool) -> None:
    """Whoever only fetches may be at one thing for a minute, and beats no heart meanwhile."""
    listen(ticking.settings.redis_url, *(each for each in QUEUES if each != queue))
    assert clock_process.pulse(ticking) is has_pulse


def test_without_redis_the_clock_does_the_work_and_the_pulse_goes_on(ticking: StoryLine) -> None:
    ticking.settings = replace(ticking.settings, redis_url="redis://127.0.0.1:1/0")
    assert clock_process.pulse(ticking)


def test_a_redis_that_says_nothing_does_not_hold_the_clock(ticking: StoryLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        ticking.settings = replace(ticking.settings, redis_url=f"redis://127.0.0.1:{mute.getsockname()[1]}/0")
        began = monotonic()
        assert clock_process.pulse(ticking)
    assert monotonic() - began < 3


def test_a_clock_that_does_not_beat_has_none(ticking: StoryLine) -> None:
    listen(ticking.settings.redis_url)
    with ticking.transaction() as session:
        run(session, "DELETE FROM heartbeats")
    assert not clock_process.pulse(ticking)


def test_what_is_late_stops_it_by_its_name(ticking: StoryLine, caplog: pytest.LogCaptureFixture) -> None:
    listen(ticking.settings.redis_url)
    news(ticking)
    with ticking.transaction() as session:
        run(session, "UPDATE notifications SET due_at = due_at - interval '6 min'")
    assert not clock_process.pulse(ticking) and "no pulse: overdue" in caplog.text
