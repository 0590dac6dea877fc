"""Hands and turns: what a process does at once, and for how long one job goes on."""

import threading

import pytest

from voiceline import hands
from voiceline.hands import Hands, Turn


def test_one_hand_does_one_thing_after_the_other_in_order() -> None:
    done: list[int] = []
    groups = list(Hands(1).map(lambda n: done.append(n) or n * 2, [3, 1, 2]))  # type: ignore[func-returns-value]
    assert groups == [[(3, 6)], [(1, 2)], [(2, 4)]] and done == [3, 1, 2]


def test_many_hands_wait_at_the_same_time() -> None:
    all_here = threading.Barrier(3, timeout=5)  # passes only when three are in it
    ours = Hands(3)
    answers = [answer for group in ours.map(lambda _: all_here.wait() < 3, "abc") for _, answer in group]
    ours.close()
    assert answers == [True, True, True]


@pytest.mark.parametrize("number", [1, 2])
def test_what_one_raises_is_its_own_answer(number: int) -> None:
    ours = Hands(number)
    answers = dict(pair for group in ours.map(lambda n: 6 // n, [0, 3]) for pair in group)
    ours.close()
    assert answers[3] == 2 and isinstance(answers[0], ZeroDivisionError)


def test_a_turn_ends_where_there_is_no_more() -> None:
    rung: list[int] = []
    turn = Turn(lambda: rung.append(1))
    turn.took(3, most=8)
    assert not turn.goes_on and rung == []


def test_whoever_finds_more_than_it_can_take_calls_for_help_once() -> None:
    rung: list[int] = []
    turn = Turn(lambda: rung.append(1))
    for _ in range(3):
        turn.took(8, most=8)
    assert turn.goes_on and rung == [1]


def test_a_turn_that_has_lasted_leaves_the_rest_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    moment = [0.0]
    monkeypatch.setattr(hands, "monotonic", lambda: moment[0])
    turn = Turn(lambda: rung.append(1))
    turn.took(8, most=8)
    moment[0] = hands.A_TURN
    turn.took(8, most=8)
    assert not turn.goes_on and rung == [1, 1]  # the second asks for somebody to go on
