"""What follows how a ring ended, as one table; and that nothing in it ever stops before somebody has the case."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceline.domain.escalation import (
    CARRIER_RETRY,
    MOVES,
    ROUND_AT_LEAST,
    Ending,
    Move,
    Tried,
    following,
    next_phone,
)

NOW = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)
AT_ONCE = timedelta()
A, B, C = "+50255550101", "+50255550102", "+50255550103"
NEXT_PHONE = [ending for ending, move in MOVES.items() if move is Move.NEXT_PHONE]


def test_the_first_phone_rings_first() -> None:
    assert next_phone([], [A, B]) == (A, AT_ONCE)
    assert next_phone([], []) is None


@pytest.mark.parametrize("ending", NEXT_PHONE)
def test_that_persons_next_phone_rings_at_once(ending: Ending) -> None:
    assert next_phone([Tried(A, ending)], [A, B]) == (B, AT_ONCE)


@pytest.mark.parametrize("ending", [Ending.PASSED_ON, Ending.ACKNOWLEDGED])
def test_who_has_pressed_a_key_is_left_alone(ending: Ending) -> None:
    assert next_phone([Tried(A, ending)], [A, B]) is None


def test_after_the_last_the_first_not_answered_rings_once_more_and_no_more() -> None:
    tried = [Tried(A, Ending.BUSY), Tried(B, Ending.NO_ANSWER), Tried(C, Ending.NO_ANSWER)]
    assert next_phone(tried, [A, B, C]) == (B, AT_ONCE)
    assert next_phone([*tried, Tried(B, Ending.NO_ANSWER)], [A, B, C]) is None


@pytest.mark.parametrize("ending", [Ending.VOICEMAIL, Ending.BUSY, Ending.UNREACHABLE, Ending.REJECTED, Ending.NO_KEY])
def test_a_phone_that_ended_otherwise_is_not_rung_again(ending: Ending) -> None:
    assert next_phone([Tried(A, ending)], [A]) is None


def test_after_a_carrier_error_the_same_phone_a_second_later_then_the_next() -> None:
    assert next_phone([Tried(A, Ending.CARRIER_ERROR)], [A, B]) == (A, CARRIER_RETRY)
    assert next_phone([Tried(A, Ending.CARRIER_ERROR)] * 2, [A, B]) == (B, AT_ONCE)
    assert next_phone([Tried(A, Ending.CARRIER_ERROR)] * 2, [A]) is None


def test_a_phone_taken_out_of_the_directory_meanwhile_is_rung_no_more() -> None:
    assert next_phone([Tried(C, Ending.CARRIER_ERROR)], [A, B]) == (A, AT_ONCE)
    assert next_phone([Tried(C, Ending.NO_ANSWER), Tried(A, Ending.BUSY)], [A]) is None


@given(st.lists(st.sampled_from(sorted({A, B, C})), min_size=1, max_size=3, unique=True), st.data())
def test_every_phone_is_tried_and_the_end_always_comes(phones: list[str], data: st.DataObject) -> None:
    tried: list[Tried] = []
    while (found := next_phone(tried, phones)) is not None:
        tried.append(Tried(found[0], data.draw(st.sampled_from([*NEXT_PHONE, Ending.CARRIER_ERROR]))))
        assert len(tried) <= 2 * len(phones) + 1
    assert {each.phone for each in tried} == {*phones}


def test_a_step_leads_to_the_next_at_once_and_the_last_to_the_first() -> None:
    assert following(3, 1, 1, NOW, NOW) == (1, 2, NOW)
    assert following(3, 3, 1, NOW - timedelta(minutes=3), NOW) == (2, 1, NOW)


def test_a_round_in_which_every_phone_is_off_does_not_spin() -> None:
    assert following(1, 1, 4, NOW, NOW) == (5, 1, NOW + ROUND_AT_LEAST)


def test_every_ending_has_its_move() -> None:
    assert set(MOVES) == set(Ending)
