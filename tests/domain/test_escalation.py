"""What follows a ring and a step: the phones of one person in order, the steps of a policy for ever."""

from datetime import UTC, datetime, timedelta

import pytest

from voiceline.domain.escalation import CARRIER_RETRY, Ending, Tried, following, next_phone

AT_ONCE = timedelta()
BEGAN = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)
TWO = ("+50255550101", "+50255550102")


def tried(words: str) -> list[Tried]:
    """``"1 busy, 2 no_key"``: the first phone was busy, the second was answered without a key."""
    pairs = (each.split() for each in words.split(",") if each)
    return [Tried(TWO[int(phone) - 1], Ending(ending)) for phone, ending in pairs]


@pytest.mark.parametrize("ending", ["no_key", "voicemail", "no_answer", "busy", "unreachable", "rejected"])
def test_a_phone_that_reached_nobody_leads_to_the_next_at_once(ending: str) -> None:
    assert next_phone(tried(f"1 {ending}"), TWO) == (TWO[1], AT_ONCE)


@pytest.mark.parametrize(
    ("rings", "phone", "after"),
    [
        ("", 1, AT_ONCE),
        ("1 carrier_error", 1, CARRIER_RETRY),
        ("1 carrier_error,1 carrier_error", 2, AT_ONCE),
        ("1 carrier_error,1 busy", 2, AT_ONCE),
        ("1 no_answer,2 no_answer", 1, AT_ONCE),  # once more
        ("1 no_key,2 busy", 2, AT_ONCE),  # the first that was not answered
        ("1 carrier_error,1 busy,2 carrier_error", 2, CARRIER_RETRY),
        ("1 carrier_error,1 busy,2 carrier_error,2 no_answer", 1, AT_ONCE),
    ],
)
def test_the_phone_that_is_rung_next(rings: str, phone: int, after: timedelta) -> None:
    assert next_phone(tried(rings), TWO) == (TWO[phone - 1], after)


@pytest.mark.parametrize(
    "rings",
    [
        "1 passed_on",
        "1 busy,2 acknowledged",
        "1 no_key,2 no_key",
        "1 no_answer,2 no_answer,1 no_answer",
        "1 no_answer,2 no_answer,1 carrier_error",
        "1 carrier_error,1 busy,2 busy,1 busy",
    ],
)
def test_when_nothing_is_left_to_try(rings: str) -> None:
    assert next_phone(tried(rings), TWO) is None


def test_nobody_without_a_phone_is_rung() -> None:
    assert next_phone([], ()) is None


@pytest.mark.parametrize(
    ("step", "seconds", "round_", "next_step", "after"),
    [(1, 0, 1, 2, 0), (2, 200, 2, 1, 200), (2, 3, 2, 1, 15)],  # a round takes at least 15 s
)
def test_the_step_that_follows(step: int, seconds: int, round_: int, next_step: int, after: int) -> None:
    now = BEGAN + timedelta(seconds=seconds)
    assert following(2, step, 1, BEGAN, now) == (round_, next_step, BEGAN + timedelta(seconds=after))
