"""The calendar's days are the rule minute for minute: who is on, whom it replaces, open hours, loads and holes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.domain.test_rotation import GUATEMALA, NEW_YORK, at, every, overrides, people
from voiceline.domain.business_time import Calendar, Closing, Span
from voiceline.domain.directory import Directory, Engineer, Every, Override, Policy, Rotation, Step
from voiceline.domain.escalation import who
from voiceline.domain.roster_days import days, midnight
from voiceline.domain.roster_load import Load, loads
from voiceline.domain.roster_moves import coming_on, going_off, moves
from voiceline.domain.rotation import on_call
from voiceline.domain.severity import Severity
from voiceline.domain.special_days import special_days
from voiceline.domain.unreached import rotation_to_fill, unreached

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OFFICE = {day: (Span(8 * 60, 17 * 60),) for day in range(5)}
WEEKS = Rotation("primary", ("ana", "luis"), datetime(2026, 1, 5, 8), Every(1, "weeks"))
starts = st.datetimes(datetime(2026, 2, 1), datetime(2026, 12, 1)).map(lambda d: d.replace(second=0, microsecond=0))
rotations = st.builds(Rotation, st.just("primary"), people, starts, every)


def replaced_at(rotation: Rotation, changes: list[Override], moment: datetime, zone: str) -> str | None:
    """Take the override that rules out, and ask again: slow and obvious."""
    for place in range(len(changes) - 1, -1, -1):
        change = changes[place]
        start, until = (each.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for each in (change.start, change.until))
        if start <= moment < until:
            below = on_call(rotation, changes[:place], moment, zone)
            return below if below != on_call(rotation, changes, moment, zone) else None
    return None


@given(
    rotations,
    st.lists(overrides(), max_size=3),
    st.dates(date(2026, 2, 1), date(2026, 12, 1)),
    st.integers(1, 9),
    st.sampled_from([GUATEMALA, NEW_YORK]),
)
@example(WEEKS, [], date(2026, 3, 7), 3, NEW_YORK)
@example(WEEKS, [], date(2026, 10, 31), 3, NEW_YORK)
@settings(max_examples=60)
def test_each_minute_of_the_calendar_is_what_the_rule_answers(
    rotation: Rotation, changes: list[Override], first: date, count: int, zone: str
) -> None:
    laid = days(rotation, changes, first, count, zone)
    assert [each.date for each in laid] == [first + n * DAY for n in range(count)]
    moment = laid[0].start
    for day in laid:
        assert day.start == moment == midnight(day.date, zone) and day.start.astimezone(ZoneInfo(zone)).hour == 0
        for piece in day.pieces:
            assert piece.start == moment < piece.until
            inside = range(0, int((piece.until - piece.start) / MINUTE), 7)
            for there in [*(piece.start + n * MINUTE for n in inside), piece.until - MINUTE]:
                assert on_call(rotation, changes, there, zone) == piece.engineer
                assert replaced_at(rotation, changes, there, zone) == piece.instead_of
            moment = piece.until
        assert day.until == moment
        assert all(a[2:] != b[2:] for a, b in zip(day.pieces, day.pieces[1:], strict=False))


def test_a_day_on_which_the_clock_changes_has_its_own_length() -> None:
    lengths = [(day.until - day.start) / timedelta(hours=1) for day in days(WEEKS, [], date(2026, 3, 7), 3, NEW_YORK)]
    assert lengths == [24, 23, 24]
    assert days(WEEKS, [], date(2026, 3, 7), 0, NEW_YORK) == []


def test_an_override_says_whom_it_replaces_through_a_hand_off_and_over_another() -> None:
    feast = Override("primary", ("eva",), datetime(2026, 1, 11, 20), datetime(2026, 1, 12, 12))
    swap = Override("primary", ("dana",), datetime(2026, 1, 12, 10), datetime(2026, 1, 12, 12), change="x")
    laid = days(WEEKS, [feast, swap], date(2026, 1, 11), 2, GUATEMALA)
    said = [
        (f"{p.start.astimezone(ZoneInfo(GUATEMALA)):%d %H}", p.engineer, p.instead_of) for d in laid for p in d.pieces
    ]
    assert said == [
        ("11 00", "ana", None),
        ("11 20", "eva", "ana"),
        ("12 00", "eva", "ana"),
        ("12 08", "eva", "luis"),
        ("12 10", "dana", "eva"),
        ("12 12", "luis", None),
    ]


@given(
    st.sampled_from([GUATEMALA, NEW_YORK]),
    st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda s: s[0] < s[1]), max_size=1),
    st.sampled_from([date(2026, 3, 7), date(2026, 10, 31), date(2026, 6, 1)]),
)
def test_the_open_hours_are_the_minutes_that_are_open(zone: str, spans: list[tuple[int, int]], first: date) -> None:
    calendar = Calendar(zone, dict.fromkeys(range(7), tuple(Span(*each) for each in spans)))
    since, until = midnight(first, zone), midnight(first + 3 * DAY, zone)
    found = calendar.open_between(since, until)
    moment = since
    while moment < until:
        assert calendar.is_open(moment) == any(opens <= moment < closes for opens, closes in found)
        moment += 11 * MINUTE


@given(rotations, st.lists(overrides(), max_size=2), overrides(), st.integers(1, 800))
@settings(max_examples=60)
def test_what_moves_is_each_minute_whose_answer_is_another(
    rotation: Rotation, changes: list[Override], new: Override, hours: int
) -> None:
    before = Directory("a line", NEW_YORK, Calendar(NEW_YORK, OFFICE), rotations={"primary": rotation})
    before = replace(before, overrides=tuple(changes))
    after = replace(before, overrides=(*changes, new))
    since = new.start.replace(tzinfo=ZoneInfo(NEW_YORK)).astimezone(UTC) - timedelta(hours=30)
    until = since + timedelta(hours=hours)
    found = moves(before, after, since, until)
    moment = since
    while moment < until:
        was, comes = (on_call(rotation, book.overrides, moment, NEW_YORK) for book in (before, after))
        move = next((each for each in found if each.start <= moment < each.until), None)
        assert (move and (move.before, move.after)) == (None if was == comes else (was, comes))
        moment += 37 * MINUTE
    assert sum(map(len, coming_on(found).values())) == sum(move.after is not None for move in found)
    assert sum(map(len, going_off(found).values())) == sum(move.before is not None for move in found)


def test_the_load_counts_nights_weekends_holidays_and_the_hours_outside_the_ordinary() -> None:
    feast = {date(2026, 1, 7): Closing("Feria")}
    calendar = Calendar(GUATEMALA, OFFICE, lambda year: feast)
    laid = days(WEEKS, [], date(2026, 1, 5), 14, GUATEMALA)
    luis, ana = sorted(loads(laid, calendar), key=lambda load: load.engineer, reverse=True)
    assert ana == Load("ana", 7, 2, 1, timedelta(days=7), timedelta(days=7) - timedelta(hours=4 * 9))
    assert luis.nights == 7 and luis.weekend_days == 2 and luis.holidays == 0
    assert luis.hours == timedelta(days=6, hours=16)


def test_a_half_night_is_counted_to_both() -> None:
    late = Override("primary", ("luis",), datetime(2026, 1, 6, 23), datetime(2026, 1, 7, 3))
    found = {each.engineer: each.nights for each in loads(
        days(WEEKS, [late], date(2026, 1, 6), 2, GUATEMALA), Calendar(GUATEMALA, OFFICE))}  # fmt: skip
    assert found == {"ana": 2, "luis": 1}


def test_an_evening_is_not_a_night_yet() -> None:
    evening = Override("primary", ("luis",), datetime(2026, 1, 6, 17), datetime(2026, 1, 6, 22))
    laid = days(WEEKS, [evening], date(2026, 1, 6), 1, GUATEMALA)
    assert {each.engineer: each.nights for each in loads(laid, Calendar(GUATEMALA, OFFICE))} == {"ana": 1, "luis": 0}


@pytest.mark.parametrize("zone", [GUATEMALA, NEW_YORK])
def test_who_would_be_reached_by_nobody_is_found_to_the_minute(zone: str) -> None:
    """By day the desk is there; by night only a rotation that begins on the 9th, and Luis until the 3rd at 21:15."""
    late = Rotation("late", ("ana",), datetime(2026, 3, 9, 3, 30), Every(1, "weeks"))
    cover = Override("late", ("luis",), datetime(2026, 3, 2), datetime(2026, 3, 3, 21, 15))
    steps = {"ordinary": (Step(("ana",), ("call",), 60),), "extraordinary": (Step(("late",), ("call",), 60),)}
    book = Directory(
        "a line",
        zone,
        Calendar(zone, OFFICE),
        engineers={each: Engineer(each, each, ("+50255550101",)) for each in ("ana", "luis")},
        rotations={"late": late},
        overrides=(cover,),
        policies=tuple(Policy(Severity.P1, during, each) for during, each in steps.items()),
    )
    since, until = midnight(date(2026, 3, 2), zone), midnight(date(2026, 3, 11), zone)
    found = unreached(book, since, until)
    assert {rotation_to_fill(book, each) for each in found} == {"late"}
    assert found[0].start == at("2026-03-03T21:15", zone) and found[-1].until == at("2026-03-09T03:30", zone)
    moment = since
    while moment < until:
        lost = not who(book, Severity.P1, moment).steps
        assert lost == any(each.start <= moment < each.until for each in found)
        moment += 5 * MINUTE


def test_special_days_name_what_is_closed_half_closed_and_opened() -> None:
    closings = {date(2026, 12, 24): Closing("Nochebuena", 12 * 60, "ley"), date(2026, 12, 25): Closing("Navidad", 0)}
    openings = {date(2026, 12, 26): (Span(480, 720),), date(2027, 1, 2): (Span(480, 720),)}
    calendar = Calendar(GUATEMALA, OFFICE, lambda year: closings if year == 2026 else {}, openings)
    found = special_days(calendar, date(2026, 12, 24), date(2026, 12, 31))
    assert [(d.date.day, d.since, d.is_opened, d.open) for d in found] == [
        (24, 720, False, (Span(480, 720),)),
        (25, 0, False, ()),
        (26, 0, True, (Span(480, 720),)),
    ]
