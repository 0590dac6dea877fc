"""What a request leaves to be done after it, and a web process's bells, which no request waits for."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from tests import servers
from tests.houses import settings_for
from voiceline.aside import Aside
from voiceline.line import Line
from voiceline.store.bells import MESSAGES, URGENT, Bell, ring_after_commit, ring_to_deliver


def test_what_comes_in_while_it_acts_is_taken_together_and_in_order() -> None:
    begun, goes_on = threading.Event(), threading.Event()
    taken: list[list[int]] = []

    def act(things: list[int]) -> None:
        taken.append(things)
        begun.set()
        assert goes_on.wait(5)

    aside = Aside(act, 0.01)
    aside.hand([1])
    assert begun.wait(5)
    for thing in (2, 3, 4):
        aside.hand([thing])
    goes_on.set()
    aside.close()
    assert taken == [[1], [2, 3, 4]]


def test_what_comes_alone_is_done_at_once_and_the_next_within_a_breath_together() -> None:
    alone = threading.Event()
    taken: list[list[int]] = []

    def act(things: list[int]) -> None:
        taken.append(things)
        alone.set()

    aside = Aside(act, breath=3600)
    aside.hand([1, 2])
    assert alone.wait(5)
    for thing in (3, 4):
        aside.hand([thing])
    aside.close()  # which waits for no breath
    assert taken == [[1, 2], [3, 4]]


def test_what_fails_does_not_stop_what_comes_after(caplog: pytest.LogCaptureFixture) -> None:
    failed, done = threading.Event(), threading.Event()

    def act(things: list[str]) -> None:
        if things == ["bad"]:
            failed.set()
            raise ValueError("bad")
        done.set()

    aside = Aside(act, 0.01)
    aside.hand(["bad"])
    assert failed.wait(5)
    aside.hand(["good"])
    assert done.wait(5)
    aside.close()
    assert "was not" in caplog.text


def test_a_process_that_is_handed_nothing_has_no_thread() -> None:
    before = threading.active_count()
    aside: Aside[int] = Aside(lambda _: None, 0.01)
    aside.hand([])
    assert threading.active_count() == before
    aside.close()


@pytest.fixture
def line(postgres: Any, redis_url: str) -> Iterator[Line]:
    settings = replace(settings_for(servers.migrated(postgres, "aside")), redis_url=redis_url)
    made = Line(settings).rings_aside()
    yield made
    made.close()


def test_bells_of_a_web_process_are_rung_after_the_commit_once_for_what_is_done_together(line: Line) -> None:
    Redis.from_url(line.settings.redis_url).flushdb()
    with line.transaction() as session:
        ring_after_commit(session, "deliver", 1, together="calls")
        ring_after_commit(session, "deliver", 2, together="calls")
        ring_after_commit(session, "deliver_message", 3, queue=MESSAGES, together="messages")
        ring_after_commit(session, "follow_up", 4)
        ring_after_commit(session, "follow_up", 5)
    line.close()
    rung = {name: jobs_of(line, name) for name in (URGENT, MESSAGES)}
    assert rung == {URGENT: [("deliver", 1), ("follow_up", 4), ("follow_up", 5)], MESSAGES: [("deliver_message", 3)]}


def test_a_page_waits_for_no_bell_of_a_message(line: Line) -> None:
    Redis.from_url(line.settings.redis_url).flushdb()
    hangs, goes_on = threading.Event(), threading.Event()
    ring = line.ring_all

    def slowly(bells: Sequence[Bell]) -> bool:
        if bells[0].queue == MESSAGES:
            hangs.set()
            assert goes_on.wait(5)
        elif bells[0].queue == URGENT:
            rung.set()
        return ring(bells)

    line.ring_all, rung = slowly, threading.Event()  # type: ignore[method-assign]
    line.rings_aside()
    with line.transaction() as session:
        ring_to_deliver(session, "sms")
    assert hangs.wait(5)
    with line.transaction() as session:
        ring_to_deliver(session, "call")
    assert rung.wait(5)
    goes_on.set()


def jobs_of(line: Line, name: str) -> list[tuple[str, int]]:
    queue = Queue(name, connection=Redis.from_url(line.settings.redis_url), serializer=JSONSerializer)
    return [(job.func_name.rpartition(".")[2], job.args[0]) for job in queue.jobs]  # as they stand in line
