"""Business time against an oracle that walks minute by minute and knows no trick."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
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


# Against a second oracle that shares nothing with the calendar, and at every boundary.

FREE = set(holidays.country_holidays("GT", years=range(2023, 2032)))


def open_minutes(day: date) -> range:
    """Guatemala's ordinary minutes of a day, told plainly: the law, the library's dates, this file's two exceptions."""
    if day in OPENINGS:
        return range(8 * 60, 12 * 60)
    if day in FREE or day.weekday() > 4:
        return range(0)
    noon = day == date(2026, 4, 1) or (day.month == 12 and day.day in (24, 31))
    return range(8 * 60, 12 * 60 if noon else 17 * 60)


def plainly_open(minute: datetime) -> bool:
    local = minute.astimezone(ZoneInfo(GUATEMALA))
    return local.hour * 60 + local.minute in open_minutes(local.date())


days = st.dates(date(2024, 1, 1), date(2030, 12, 20))
special = st.sampled_from(
    [date(2026, 4, 1), date(2026, 8, 15), date(2026, 12, 24), date(2027, 12, 31), date(2026, 6, 29)]
)
clocks = st.sampled_from(
    [(0, 0), (7, 59), (8, 0), (8, 1), (11, 59), (12, 0), (12, 1), (16, 59), (17, 0), (17, 1), (23, 59)]
)
edges = st.builds(
    lambda day, clock: datetime(day.year, day.month, day.day, *clock, tzinfo=ZoneInfo(GUATEMALA)),
    days | special,
    clocks,
)
SECOND = timedelta(seconds=1)


@settings(max_examples=80)
@given(start=edges, minutes=st.integers(0, 3 * 24 * 60))
def test_at_every_boundary_it_is_what_the_plain_words_say(start: datetime, minutes: int) -> None:
    calendar = CALENDARS["guatemala"]
    walk = [start.astimezone(UTC) + timedelta(minutes=each) for each in range(minutes)]
    assert calendar.between(start, start + timedelta(minutes=minutes)) == timedelta(
        minutes=sum(map(plainly_open, walk))
    )
    assert calendar.is_open(start) == plainly_open(start)


@settings(max_examples=200)
@given(start=edges, end=edges)
def test_add_takes_back_what_between_found(start: datetime, end: datetime) -> None:
    calendar = CALENDARS["guatemala"]
    start, end = sorted((start, end))
    passed = calendar.between(start, end)
    back = calendar.add(start, passed)
    assert calendar.between(start, back) == passed
    assert back <= end if passed else back == calendar.next_opening(start)


@settings(max_examples=150)
@given(a=edges, b=edges, more=st.integers(0, 10_000_000))
def test_later_never_means_less(a: datetime, b: datetime, more: int) -> None:
    calendar = CALENDARS["guatemala"]
    later = (b.astimezone(UTC) + more * SECOND).astimezone(ZoneInfo(GUATEMALA))
    assert calendar.between(a, later) >= calendar.between(a, b)
    assert calendar.add(a, more * SECOND + SECOND) > calendar.add(a, timedelta(seconds=more // 2 + 1)) - SECOND


@settings(max_examples=40)
@given(asked=st.lists(edges, min_size=2, max_size=6))
def test_what_was_asked_before_changes_no_answer(asked: list[datetime]) -> None:
    """A table that grew with the questions answers as one that was built for the last of them."""
    grown = calendar_of(GUATEMALA, WEEK, "GT", None, CLOSURES, OPENINGS)
    for first, second in pairwise(asked):
        fresh = calendar_of(GUATEMALA, WEEK, "GT", None, CLOSURES, OPENINGS)
        assert grown.between(first, second) == fresh.between(first, second)
        assert grown.add(first, timedelta(hours=8)) == fresh.add(first, timedelta(hours=8))


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Madrid", "Australia/Lord_Howe"])
@settings(max_examples=25)
@given(start=moments, hours=st.integers(1, 400))
def test_a_day_of_23_or_25_hours_counts_as_it_is(zone: str, start: datetime, hours: int) -> None:
    """Open around the clock, business time is real time, whatever the clocks do."""
    calendar = Calendar(zone, {day: (Span(0, 24 * 60),) for day in range(7)})
    assert calendar.between(start, start + timedelta(hours=hours)) == timedelta(hours=hours)
    assert calendar.add(start, timedelta(hours=hours)) == start + timedelta(hours=hours)
