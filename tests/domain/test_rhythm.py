"""The rhythm of updates: when a customer hears next, and when the engineer is asked before."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceline.domain.business_time import Calendar, Span
from voiceline.domain.rhythm import beat_after
from voiceline.domain.severity import Severity

OFFICE = Calendar("America/Guatemala", {day: (Span(8 * 60, 17 * 60),) for day in range(5)})
ALWAYS = Calendar("America/Guatemala", {day: (Span(0, 24 * 60),) for day in range(7)})


def at(day: int, clock: str) -> datetime:
    """A moment of November 2026 in Guatemala; the 27th is a Friday."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour + 6, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("severity", "every", "told_at", "asked_at", "due_at"),
    [
        ("P1", 30, at(24, "02:10"), at(24, "02:30"), at(24, "02:40")),  # real time, whatever the hour
        ("P1", 20, at(24, "02:10"), at(24, "02:20"), at(24, "02:30")),
        ("P1", 15, at(24, "02:10"), at(24, "02:10") + timedelta(minutes=7.5), at(24, "02:25")),  # half of a short one
        ("P1", 30, at(28, "12:00"), at(28, "12:20"), at(28, "12:30")),  # a Saturday
        ("P2", 120, at(24, "09:00"), at(24, "10:50"), at(24, "11:00")),
        ("P2", 120, at(24, "15:00"), at(24, "16:50"), at(24, "17:00")),  # at closing is at closing
        ("P2", 120, at(24, "15:05"), at(24, "16:55"), at(25, "08:05")),  # asked before the night, in hours
        ("P2", 120, at(24, "02:10"), at(24, "09:50"), at(24, "10:00")),  # from the opening on
        ("P2", 120, at(27, "16:30"), at(30, "09:20"), at(30, "09:30")),  # over the weekend
        ("P3", 540, at(27, "16:30"), at(30, "16:20"), at(30, "16:30")),
    ],
)
def test_when_she_hears_next_and_when_he_is_asked(
    severity: str, every: int, told_at: datetime, asked_at: datetime, due_at: datetime
) -> None:
    beat = beat_after(told_at, timedelta(minutes=every), Severity(severity), OFFICE)
    assert (beat.ask_at, beat.due_at) == (asked_at, due_at)


@given(
    st.sampled_from(list(Severity)),
    st.integers(1, 3 * 24 * 3600),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
)
def test_he_is_asked_between_the_last_time_and_the_next(severity: Severity, seconds: int, told_at: datetime) -> None:
    every = timedelta(seconds=seconds)
    for calendar in (OFFICE, ALWAYS):
        beat = beat_after(told_at, every, severity, calendar)
        assert told_at < beat.ask_at < beat.due_at
        assert beat.due_at - told_at >= every
        if severity != Severity.P1:
            between = calendar.between(beat.ask_at, beat.due_at)
            assert between <= timedelta(minutes=10) and calendar.between(told_at, beat.due_at) == every
    assert beat.due_at == told_at + every  # where it is always open, all time is the same
