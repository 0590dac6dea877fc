"""Business time against an oracle that walks minute by minute (``wall_clock``) and knows no trick."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.wall_clock import DAY, FULL_DAYS, GUATEMALA, HALF_DAYS, MINUTE, NOON, Hours, Office
from voiceline.domain.business_time import Calendar, Closing, NeverOpenError, Span
from voiceline.store.directory_calendar import calendar_of

ZONE = "America/Guatemala"
PLAIN: dict[int, Hours] = dict.fromkeys(range(5), ((480, 1020),))
LUNCH: dict[int, Hours] = dict.fromkeys(range(5), ((480, 720), (780, 1020))) | {5: ((480, 720),)}
NIGHTS: dict[int, Hours] = dict.fromkeys(range(7), ((0, 90), (150, 200), (1380, 1440)))  # across every clock change
CLOSURES = {date(2026, 4, 1): NOON, date(2025, 12, 24): 0, date(2028, 2, 29): 600, date(2026, 12, 24): 900}
OPENINGS: dict[date, Hours] = {date(2026, 8, 15): ((480, 720),), date(2027, 12, 25): ((0, 60), (1380, 1440))}
ABROAD = {date(2026, 3, 8): NOON, date(2026, 10, 25): 30, date(2027, 3, 28): 0}

OFFICES = {
    "guatemala": Office(ZONE, PLAIN, GUATEMALA),
    "guatemala, all at once": Office(
        ZONE,
        LUNCH,
        {day: min(GUATEMALA.get(day, 1440), CLOSURES.get(day, 1440)) for day in {*GUATEMALA, *CLOSURES}},
        OPENINGS,
    ),
    "another town": Office(
        ZONE,
        LUNCH,
        {d: since for d, since in GUATEMALA.items() if (d.month, d.day) != (8, 15)}
        | {date(y, 7, 25): 0 for y in range(2024, 2031)},
    ),
    "new york": Office("America/New_York", NIGHTS, ABROAD),
    "madrid": Office("Europe/Madrid", NIGHTS, ABROAD, {date(2026, 3, 29): ((0, 1440),)}),
    "apia, always": Office("Pacific/Apia", dict.fromkeys(range(7), ((0, 1440),))),
}


def spans(hours: Hours) -> tuple[Span, ...]:
    return tuple(Span(*each) for each in hours)


def calendar(name: str) -> Calendar:
    """A new one, as the directory builds it for the offices of Guatemala."""
    office = OFFICES[name]
    week = {day: spans(hours) for day, hours in office.week.items()}
    openings = {day: spans(hours) for day, hours in office.opened.items()}
    if office.zone == ZONE:
        closures = {day: Closing("Cierre", since) for day, since in CLOSURES.items()} if openings else {}
        return calendar_of(ZONE, week, "GT", (7, 25) if name == "another town" else None, closures, openings)
    closed = {day: Closing("Cierre", since) for day, since in office.closed.items()}
    return Calendar(office.zone, week, lambda year: {d: c for d, c in closed.items() if d.year == year}, openings)


CALENDARS = {name: calendar(name) for name in OFFICES}
SPECIAL = [day for day in sorted({*FULL_DAYS, *HALF_DAYS, *CLOSURES, *OPENINGS, *ABROAD}) if day < date(2030, 11, 1)]
CHANGES = [date(2024, 3, 10), date(2024, 11, 3), date(2026, 3, 8), date(2026, 11, 1)]  # New York's, and Madrid's:
CHANGES += [date(2026, 3, 29), date(2026, 10, 25)]
EDGES = sorted({0, 60, 120, 180, NOON, 480, 720, 780, 1020, *(edge for span in NIGHTS[0] for edge in span)})

# A local minute that somebody would get wrong: on, just before and just after each edge, on and around special days.
days = st.one_of(
    st.sampled_from(SPECIAL[1:] + CHANGES).flatmap(lambda day: st.integers(-2, 2).map(lambda n: day + n * DAY)),
    st.dates(date(2024, 1, 3), date(2030, 11, 30)),
)
minutes_of_day = st.one_of(
    st.sampled_from(EDGES).flatmap(lambda edge: st.integers(-1, 1).map(lambda n: edge + n)), st.integers(0, 1439)
)
local_minutes = st.tuples(days, minutes_of_day).map(lambda each: datetime(*each[0].timetuple()[:3]) + each[1] * MINUTE)
everywhere = pytest.mark.parametrize("name", OFFICES)


def moments(name: str) -> st.SearchStrategy[datetime]:
    zone = ZoneInfo(OFFICES[name].zone)
    return st.tuples(local_minutes, st.booleans()).map(lambda each: each[0].replace(tzinfo=zone, fold=each[1]))


def exact(name: str) -> st.SearchStrategy[datetime]:
    """Moments with fractions of a second, as clocks and databases have them; about half of them to the minute."""
    fractions = st.one_of(st.just(timedelta()), st.integers(1, 59_999_999).map(lambda n: timedelta(microseconds=n)))
    return st.tuples(moments(name), fractions).map(lambda each: each[0].astimezone(UTC) + each[1])


durations = st.one_of(
    st.integers(1, 40 * 60).map(lambda n: n * MINUTE),
    st.integers(1, 10**12).map(lambda n: timedelta(microseconds=n)),
)


@everywhere
@settings(max_examples=40)
@given(data=st.data(), length=st.integers(0, 6 * 24 * 60))
def test_between_is_what_a_walk_finds(name: str, data: st.DataObject, length: int) -> None:
    office, start = OFFICES[name], data.draw(moments(name)).astimezone(UTC)
    end = start + length * MINUTE
    assert CALENDARS[name].between(start, end) == office.minutes(start, end) * MINUTE
    assert CALENDARS[name].between(end, start) == -office.minutes(start, end) * MINUTE
    assert CALENDARS[name].is_open(start) == office.is_open(start)


@everywhere
@settings(max_examples=40)
@given(data=st.data(), minutes=st.one_of(st.just(0), st.sampled_from([60, 480, 540]), st.integers(1, 28 * 60)))
def test_add_is_where_a_walk_ends(name: str, data: st.DataObject, minutes: int) -> None:
    """So a target ends at closing, not at the next opening, and nothing added outside hours is the next opening."""
    start = data.draw(moments(name))
    assert CALENDARS[name].add(start, minutes * MINUTE) == OFFICES[name].after(start.astimezone(UTC), minutes)


@everywhere
@settings(max_examples=40)
@given(data=st.data())
def test_between_is_additive_and_monotone(name: str, data: st.DataObject) -> None:
    a, b, c = (data.draw(exact(name)) for _ in range(3))
    between = CALENDARS[name].between
    assert between(a, c) == between(a, b) + between(b, c)
    assert timedelta() <= between(min(a, b), max(a, b)) <= max(a, b) - min(a, b)


@everywhere
@settings(max_examples=40)
@given(data=st.data(), duration=durations)
def test_add_and_between_undo_each_other_to_the_microsecond(
    name: str, data: st.DataObject, duration: timedelta
) -> None:
    start, other = data.draw(exact(name)), data.draw(exact(name))
    calendar = CALENDARS[name]
    end = calendar.add(start, duration)
    assert calendar.between(start, end) == duration
    assert calendar.between(start, end - timedelta(microseconds=1)) == duration - timedelta(microseconds=1)
    elapsed = calendar.between(start, other)
    assert elapsed <= timedelta() or calendar.add(start, elapsed) <= other
    assert calendar.add(start, duration + MINUTE) > end


@settings(max_examples=100)
@given(start=exact("guatemala"))
def test_what_is_left_of_a_day_ends_at_its_closing_whatever_the_fraction_of_a_second(start: datetime) -> None:
    calendar = CALENDARS["guatemala"]
    opening = calendar.next_opening(start)
    day = opening.astimezone(ZoneInfo(ZONE)).date()
    closing = datetime(*day.timetuple()[:3], NOON // 60 if day in HALF_DAYS else 17, tzinfo=ZoneInfo(ZONE))
    assert calendar.add(start, closing - opening) == closing


@settings(max_examples=8)
@given(start=exact("new york"), years=st.permutations([-3, -1, 0, 1, 2]), duration=durations)
def test_answers_do_not_depend_on_what_was_asked_before(start: datetime, years: list[int], duration: timedelta) -> None:
    """A table that grew piece by piece, or was thrown away for a far one, is the table laid out at once."""
    asked = calendar("new york")
    for at in (start + n * 365 * DAY for n in (*years, 900)):
        fresh = calendar("new york")
        assert asked.add(at, duration) == fresh.add(at, duration)
        assert asked.between(at, at + duration) == fresh.between(at, at + duration)
        table = asked._table
        assert table == fresh._lay_out(table.first, table.last)


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Pacific/Apia", "America/Havana", "America/St_Johns", "Australia/Lord_Howe"]
)
@pytest.mark.parametrize("year", [2011, 2026])
def test_always_open_is_all_the_time_there_is_in_any_zone(zone: str, year: int) -> None:
    """Days skipped, midnights that do not exist or come twice, changes of half an hour."""
    always = Calendar(zone, {day: (Span(0, 1440),) for day in range(7)})
    start, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 2, tzinfo=UTC)
    assert always.between(start, end) == end - start


def test_a_clock_that_goes_back_over_midnight_brings_back_the_day_before() -> None:
    """Newfoundland, until 2011: at 00:01 it was 23:01 of the day before again."""
    zone = "America/St_Johns"
    office, twice = Office(zone, NIGHTS), Calendar(zone, {day: spans(hours) for day, hours in NIGHTS.items()})
    start = datetime(2010, 11, 6, 12, tzinfo=UTC)
    for n in range(0, 24 * 60, 7):
        end = start + n * MINUTE
        assert twice.between(start, end) == office.minutes(start, end) * MINUTE
        assert twice.is_open(end) == office.is_open(end)


def local(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-02T08:00", 9, "2026-03-02T17:00"),  # a target that ends at closing is due at closing
        ("2026-03-02T17:00", 1, "2026-03-03T09:00"),  # one that starts at closing counts from the next opening
        ("2026-03-06T19:00", 1, "2026-03-09T09:00"),
        ("2026-12-24T09:00", 3, "2026-12-24T12:00"),  # closing, on half a day
        ("2026-12-24T09:00", 8, "2026-12-28T13:00"),  # and none at all on the 25th
        ("2026-12-30T16:00", 24, "2027-01-06T09:00"),
        ("2026-04-01T10:00", 8, "2026-04-06T09:00"),  # Semana Santa; its Wednesday is custom, not law
        ("2026-06-26T16:00", 2, "2026-06-30T09:00"),  # the Army's day is moved to Monday 29
        ("2026-03-02T02:10", 0, "2026-03-02T08:00"),  # nothing, added outside hours, is the next opening
    ],
)
def test_known_days_of_guatemala(start: str, hours: int, end: str) -> None:
    assert CALENDARS["guatemala"].add(local(start), timedelta(hours=hours)) == local(end)


def test_known_days_of_a_directory() -> None:
    calendar = CALENDARS["guatemala, all at once"]
    assert calendar.add(local("2026-04-01T10:00"), timedelta(hours=8)) == local("2026-04-06T15:00")  # closed from noon
    assert calendar.add(local("2026-08-15T07:00"), timedelta(hours=2)) == local("2026-08-15T10:00")  # a feast, opened


def test_the_days_of_guatemala_are_those_of_the_law_and_each_names_its_source() -> None:
    found = {day: closing for year in range(2024, 2031) for day, closing in CALENDARS["guatemala"].closed_days(year)}
    assert {day: closing.since for day, closing in found.items()} == GUATEMALA
    assert {found[day].source for day in HALF_DAYS} == {"Código de Trabajo, art. 127"}
    assert all(found[day].source.startswith("holidays ") for day in FULL_DAYS)


def test_the_towns_own_feast_takes_the_place_of_the_capitals() -> None:
    days = {day for day, _ in CALENDARS["another town"].closed_days(2025)}
    assert date(2025, 7, 25) in days and date(2025, 8, 15) not in days


def test_15_august_is_the_capitals_feast_in_guatemala_only() -> None:
    spain = calendar_of("Europe/Madrid", {}, "ES", (5, 15), {}, {})
    assert {date(2025, 5, 15), date(2025, 8, 15)} <= {day for day, _ in spain.closed_days(2025)}


ASK: dict[str, Callable[[Calendar, datetime], Any]] = {
    "is_open": Calendar.is_open,
    "next_opening": Calendar.next_opening,
    "add": lambda calendar, at: calendar.add(at, timedelta(hours=1)),
    "between": lambda calendar, at: calendar.between(at, at),
}
every_question = pytest.mark.parametrize("ask", ASK.values(), ids=ASK)


@every_question
def test_a_naive_moment_is_refused(ask: Callable[[Calendar, datetime], Any]) -> None:
    with pytest.raises(ValueError, match="zone"):
        ask(CALENDARS["guatemala"], datetime(2026, 1, 1))


@every_question
@pytest.mark.parametrize("year", [1, 1971, 9998, 9999])
def test_a_year_outside_the_calendar_is_refused(ask: Callable[[Calendar, datetime], Any], year: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        ask(calendar_of(ZONE, {}, "", None, {}, {}), datetime(year, 6, 1, tzinfo=UTC))


@every_question
@pytest.mark.parametrize("year", [1972, 9997])
def test_the_first_year_and_the_last_are_known(ask: Callable[[Calendar, datetime], Any], year: int) -> None:
    open_then = Calendar(ZONE, {day: (Span(0, 1440),) for day in range(7)})
    assert ask(open_then, datetime(year, 6, 1, tzinfo=UTC)) in (
        True,
        timedelta(),
        datetime(year, 6, 1, tzinfo=UTC),
        datetime(year, 6, 1, 1, tzinfo=UTC),
    )


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDARS["guatemala"].add(local("2026-01-01T08:00"), timedelta(microseconds=-1))


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        Calendar("Guatemala/City", {}).is_open(local("2026-01-01T08:00"))


def all_closed(year: int) -> dict[date, Closing]:
    return {date(year, 1, 1) + n * DAY: Closing("Cierre") for n in range(366)}


NEVER = {
    "no hours": Calendar(ZONE, {}),
    "everything is closed": Calendar(ZONE, {0: (Span(480, 1020),)}, all_closed),
    "the hours do not exist": Calendar(ZONE, {0: (Span(480, 480),)}),
    "until too late": Calendar(ZONE, {}, openings={date(2028, 1, 3): (Span(480, 1020),)}),
}


@pytest.mark.parametrize("never", NEVER.values(), ids=NEVER)
def test_a_calendar_that_never_opens_says_so_and_does_not_search_for_ever(never: Calendar) -> None:
    start = local("2026-01-01T08:00")
    for duration in (timedelta(), timedelta(hours=1)):
        with pytest.raises(NeverOpenError):
            never.add(start, duration)
    assert not never.is_open(start) and never.between(start, local("2027-01-01T08:00")) == timedelta()


@pytest.mark.parametrize("order", [(2022, 2025, 2029), (2029, 2025, 2022), (2025, 2029, 2022)])
def test_two_years_without_hours_are_refused_whatever_was_asked_before(order: tuple[int, ...]) -> None:
    """Open on two days five years apart: each can be reached from less than two years away, neither from the other."""
    rare = Calendar(ZONE, {}, openings={date(2024, 6, 3): (Span(480, 540),), date(2029, 6, 4): (Span(480, 540),)})
    expected = {2022: None, 2025: None, 2029: local("2029-06-04T09:00")}
    for year in order:
        start = local(f"{year}-01-03T08:00")
        if expected[year]:
            assert rare.add(start, timedelta(hours=1)) == expected[year]
        else:
            with pytest.raises(NeverOpenError):
                rare.add(start, timedelta(hours=1))
    with pytest.raises(NeverOpenError):
        rare.add(local("2024-06-03T08:30"), timedelta(hours=1))
    assert rare.add(local("2024-06-03T08:00"), timedelta(hours=1)) == local("2024-06-03T09:00")


def test_a_far_year_costs_no_more_than_a_near_one() -> None:
    calendar = calendar_of(ZONE, {day: spans(hours) for day, hours in PLAIN.items()}, "", None, {}, {})
    assert calendar.is_open(local("2026-03-02T10:00")) and calendar.is_open(local("5000-03-03T10:00"))
    assert calendar._table.last - calendar._table.first < 10
