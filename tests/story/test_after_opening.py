"""What the opening of a case leaves to be done after the request: her message and the time limits."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.phones import ORTIZ, House
from tests.story.merging.two import COMPANY, MARCO, merges
from voiceline.actions import sweep
from voiceline.actions.follow_up import follow_ups_of
from voiceline.store import tickets
from voiceline.store.base import run
from voiceline.store.follow_up_kinds import retry_delay
from voiceline.store.tickets import Ticket

DOWN = "El sistema está caído, es crítico"
CLOCKS = "SELECT count(*) FROM follow_ups WHERE kind = 'clock' AND state = 'pending'"
LEFT = "SELECT state, reason FROM follow_ups WHERE kind = 'after_opening' ORDER BY id"


def rows(house: House, query: str) -> list[tuple[object, ...]]:
    with house.line.reading() as session:
        return run(session, query).fetchall()


def test_neither_reply_nor_pages_wait_for_it_and_one_bell_asks_for_it(house: House) -> None:
    house.line.redis_is_down = True
    house.caller().texts(DOWN)
    assert house.events() == ["opened", "paged", "described"]
    assert [message.body[:14] for message in house.texts_to(ORTIZ)] == ["Su caso es 101"]
    assert rows(house, LEFT) == [("pending", None)] and rows(house, CLOCKS) == [(0,)]
    house.line.redis_is_down = False
    house.line.ring("follow_ups_of", "after_opening")
    house.work()
    house.rest()
    house.told(ORTIZ, "Caso 101 (critico) abierto")
    assert rows(house, CLOCKS) == [(8,)]


def test_with_every_bell_lost_she_is_told_all_the_same_and_the_time_limits_run(house: House) -> None:
    house.line.redis_is_down = True
    house.caller().texts(DOWN)
    house.time_passes(seconds=2)
    house.told(ORTIZ, "Caso 101 (critico) abierto")
    assert rows(house, LEFT) == [("done", "told")] and rows(house, CLOCKS) == [(8,)]
    house.rest()
    house.time_passes(minutes=8)
    assert house.thresholds("warned") == ["response 50"]


@pytest.mark.parametrize(
    ("moves", "reason", "clocks"),
    [
        (lambda ticket, at: ticket.close(at, "lee", "out_of_scope", "misuse"), "not_wanted", 0),
        (lambda ticket, at: ticket.acknowledge("lee", at), "true_no_more", 8),
    ],
    ids=["over", "taken"],
)
def test_she_is_told_that_it_is_open_only_while_it_is(
    house: House, moves: Callable[[Ticket, datetime], None], reason: str, clocks: int
) -> None:
    house.line.redis_is_down = True
    house.caller().texts(DOWN)
    with house.line.transaction() as session:
        ticket = tickets.lock(session, 101)
        assert ticket is not None
        moves(ticket, house.line.now())
    before = len(house.texts_to(ORTIZ))
    house.rest()
    house.time_passes(seconds=5)
    assert rows(house, LEFT) == [("done", reason)] and rows(house, CLOCKS) == [(clocks,)]
    assert len(house.texts_to(ORTIZ)) == before


def test_whoever_has_been_brought_here_by_a_merge_has_opened_another(house: House) -> None:
    house.rest()
    house.loads(COMPANY)
    house.caller().texts(DOWN)
    house.line.redis_is_down = True
    house.caller(MARCO).texts(DOWN).texts("2")
    merges(house, 101, 102)
    house.line.redis_is_down = False
    assert follow_ups_of(house.line, "after_opening") == 1
    house.told(MARCO, "Caso 102 (critico) abierto")
    assert not [message for message in house.texts_to(ORTIZ) if "102 (critico) abierto" in message.body]


def test_whatever_keeps_us_from_telling_her_the_time_limits_run_and_the_pulse_stops(house: House) -> None:
    house.rest()
    house.line.redis_is_down = True
    house.caller().texts(DOWN)
    with house.line.transaction() as session:
        run(session, "UPDATE follow_ups SET values = '{}' WHERE once = 'after_opening-101'")
    house.line.redis_is_down = False
    assert follow_ups_of(house.line, "after_opening") == 1
    assert rows(house, CLOCKS) == [(8,)] and sweep.is_in_time(house.line)
    assert retry_delay(9, "after_opening") == timedelta(seconds=15)  # however often it fails
    with house.line.transaction() as session:
        run(session, "UPDATE follow_ups SET due_at = due_at - interval '5 min' WHERE kind = 'after_opening'")
    assert not sweep.is_in_time(house.line)
    with house.line.transaction() as session:
        run(session, "UPDATE follow_ups SET state = 'failed' WHERE kind = 'after_opening'")
    house.time_passes(minutes=12)
    assert house.thresholds("warned") == ["response 50", "response 75"]


def test_a_crowd_is_done_in_one_go_and_one_that_fails_stops_no_other(house: House) -> None:
    house.rest()
    house.line.redis_is_down = True
    for number in range(12):
        house.caller(f"+502444401{number:02}").texts(DOWN)
    with house.line.transaction() as session:
        run(session, "UPDATE follow_ups SET values = '{}' WHERE once = 'after_opening-103'")
    house.line.redis_is_down = False
    assert [follow_ups_of(house.line, "after_opening") for _ in range(3)] == [5, 5, 2]  # five at once
    assert house.line.bells.count(("follow_ups_of", "after_opening")) == 2  # the rest has its turn after others
    assert [state for state, _ in rows(house, LEFT)] == ["done"] * 2 + ["pending"] + ["done"] * 9
    with house.line.transaction() as session:
        run(session, "UPDATE follow_ups SET values = '{\"news\": \"opened\"}' WHERE once = 'after_opening-103'")
    house.time_passes(seconds=20)
    assert {state for state, _ in rows(house, LEFT)} == {"done"}
