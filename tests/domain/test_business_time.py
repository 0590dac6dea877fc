"""Business time against an oracle that walks minute by minute and knows no trick."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceline.domain.business_time import Calendar, Closing, Span
from voiceline.store.directory_calendar import calendar_of

GUATEMALA = "America/Guatemala"
WEEK = {day: (Span(8 * 60, 17 * 60),) for day in range(5)}
LUNCH = {day: (Span(8 * 60, 12 * 60), Span(13 * 60, 17 * 60)) for day in range(6)}
CLOSURES = {date(2026, 4, 1): Closing("Miércoles Santo", 12 * 60, "[[closures]]")}
OPENINGS = {date(2026, 8, 15): (Span(8 * 60, 12 * 60),)}

CALENDARS = {
    "guatemala": calendar_of(GUATEMALA, WEEK, "GT", None, CLOSURES, OPENINGS),
    "new york, across its clock changes": Calendar("America/New_York", {d: (Span(0, 180),) for d in range(7)}),
    "lunch": calendar_of(GUATEMALA, LUNCH, "GT", (7, 25), {}, {}),
}


def is_open(calendar: Calendar, minute: datetime) -> bool:
    """The oracle: is this local minute open?"""
    local = minute.astimezone(ZoneInfo(calendar.zone))
    return any(s.start <= local.hour * 60 + local.minute < s.end for s in calendar.spans_of(local.date()))


def walked(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    minute, total = start, timedelta()
    while minute < end:
        total += timedelta(minutes=1) * is_open(calendar, minute)
        minute += timedelta(minutes=1)
    return total


moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 1)).map(
    lambda t: t.replace(second=0, microsecond=0, tzinfo=UTC)
)


@pytest.mark.parametrize("calendar", CALENDARS.values(), ids=CALENDARS)
@settings(max_examples=25)
@given(start=moments, minutes=st.integers(0, 4 * 24 * 60))
def test_between_is_what_a_walk_finds(calendar: Calendar, start: datetime, minutes: int) -> None:
    end = start + timedelta(minutes=minutes)
    assert calendar.between(start, end) == walked(calendar, start, end)
    assert calendar.between(end, start) == -calendar.between(start, end)
    assert calendar.is_open(start) == is_open(calendar, start)


@pytest.mark.parametrize("calendar", CALENDARS.values(), ids=CALENDARS)
@settings(max_examples=60)
@given(start=moments, minutes=st.integers(1, 60 * 60))
def test_add_is_the_first_moment_by_which_so_much_has_passed(calendar: Calendar, start: datetime, minutes: int) -> None:
    end = calendar.add(start, timedelta(minutes=minutes))
    assert calendar.between(start, end) == timedelta(minutes=minutes)
    assert calendar.between(start, end - timedelta(minutes=1)) < timedelta(minutes=minutes)


@settings(max_examples=60)
@given(a=moments, b=moments, c=moments)
def test_between_is_additive_and_monotone(a: datetime, b: datetime, c: datetime) -> None:
    calendar = CALENDARS["guatemala"]
    assert calendar.between(a, c) == calendar.between(a, b) + calendar.between(b, c)
    assert (calendar.between(a, b) >= timedelta()) or b < a


def local(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(GUATEMALA))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-02T08:00", 9, "2026-03-02T17:00"),  # a target that ends at closing is due at closing
        ("2026-03-02T17:00", 1, "2026-03-03T09:00"),  # one that starts at closing counts from the next opening
        ("2026-03-06T19:00", 1, "2026-03-09T09:00"),
        ("2026-12-24T09:00", 8, "2026-12-28T13:00"),  # half a day on the 24th, none on the 25th
        ("2026-12-30T16:00", 24, "2027-01-06T09:00"),
        ("2026-04-01T10:00", 8, "2026-04-06T14:00"),  # a closure from noon, then Semana Santa
        ("2026-06-26T16:00", 2, "2026-06-30T09:00"),  # the Army's day is moved to Monday 29
        ("2026-08-15T07:00", 2, "2026-08-15T10:00"),  # a Saturday and a feast, opened by the directory
        ("2026-03-02T02:10", 0, "2026-03-02T08:00"),  # nothing, added outside hours, is the next opening
    ],
)
def test_known_days_of_guatemala(start: str, hours: int, end: str) -> None:
    assert CALENDARS["guatemala"].add(local(start), timedelta(hours=hours)) == local(end)


def test_the_towns_own_feast_takes_the_place_of_the_capitals() -> None:
    days = {day for day, _ in CALENDARS["lunch"].closed_days(2025)}
    assert date(2025, 7, 25) in days and date(2025, 8, 15) not in days


def test_every_half_day_is_named_with_its_law() -> None:
    halves = [(day.day, closing.source) for day, closing in CALENDARS["guatemala"].closed_days(2027) if closing.since]
    assert halves == [(24, "Código de Trabajo, art. 127"), (31, "Código de Trabajo, art. 127")]


def test_a_naive_moment_is_refused() -> None:
    for ask in ("is_open", "next_opening"):
        with pytest.raises(ValueError, match="zone"):
            getattr(CALENDARS["guatemala"], ask)(datetime(2026, 1, 1))


def test_a_calendar_that_never_opens_says_so_and_does_not_search_for_ever() -> None:
    never = Calendar(GUATEMALA, {})
    with pytest.raises(ValueError, match="two years"):
        never.add(local("2026-01-01T08:00"), timedelta(hours=1))
    with pytest.raises(ValueError, match="two years"):
        never.next_opening(local("2026-01-01T08:00"))
    assert never.between(local("2026-01-01T08:00"), local("2027-01-01T08:00")) == timedelta()


@pytest.mark.parametrize("year", [1, 1971, 9998, 9999])
def test_a_year_outside_the_calendar_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        CALENDARS["guatemala"].add(datetime(year, 6, 1, tzinfo=UTC), timedelta(hours=1))


def test_a_far_year_costs_no_more_than_a_near_one() -> None:
    calendar = calendar_of(GUATEMALA, WEEK, "", None, {}, {})
    assert calendar.is_open(local("2026-03-02T10:00")) and calendar.is_open(local("5000-03-03T10:00"))
    table = calendar._table
    assert table is not None and table.last - table.first < 10
