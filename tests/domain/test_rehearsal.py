"""When a test may ring, and who comes on: tables for the hours people live by, and a property for all others."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceline.domain.business_time import Calendar, Closing, Span
from voiceline.domain.directory import Every, Override, Rotation
from voiceline.domain.rehearsal import LEAD, is_waking, may_ring_before, moment_before
from voiceline.domain.rotation import hand_offs, on_call

ZONE = "America/Guatemala"
OFFICE = {day: (Span(480, 1020),) for day in range(5)}
CHRISTMAS = {date(2026, 12, 24): Closing("Nochebuena", 720), date(2026, 12, 25): Closing("Navidad")}
PLAIN = Calendar(ZONE, OFFICE, lambda year: CHRISTMAS if year == 2026 else {})
CALENDARS = {
    "office": PLAIN,
    "always": Calendar(ZONE, {day: (Span(0, 1440),) for day in range(7)}),
    "by night": Calendar(ZONE, {day: (Span(0, 360), Span(1320, 1440)) for day in range(7)}),
    "with a siesta": Calendar(ZONE, {day: (Span(480, 720), Span(780, 810)) for day in range(5)}),
    "a quarter of an hour": Calendar(ZONE, {2: (Span(1200, 1275),)}),
    "early": Calendar(ZONE, {day: (Span(360, 435),) for day in range(5)}),
}


def local(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("hand_off", "rung"),
    [
        ("2026-11-24T08:00", "2026-11-24T07:30"),  # Tuesday morning
        ("2026-11-24T18:00", "2026-11-24T17:30"),  # the evening, after hours
        ("2026-11-28T12:00", "2026-11-28T11:30"),  # a Saturday
        ("2026-11-24T07:30", "2026-11-24T07:00"),
        ("2026-11-24T07:29", "2026-11-23T16:30"),  # half an hour before is night: the ordinary hours of the day before
        ("2026-11-24T21:29", "2026-11-24T20:59"),
        ("2026-11-24T21:30", "2026-11-24T16:30"),
        ("2026-11-24T00:00", "2026-11-23T16:30"),  # midnight, from Monday to Tuesday
        ("2026-11-23T00:00", "2026-11-20T16:30"),  # from Sunday to Monday: Friday
        ("2026-12-28T00:00", "2026-12-24T11:30"),  # the Monday after Christmas: before noon of the 24th
        ("2026-12-28T08:00", "2026-12-28T07:30"),
    ],
)
def test_the_moment_before_a_hand_off(hand_off: str, rung: str) -> None:
    assert moment_before(local(hand_off), PLAIN) == local(rung)


def test_without_ordinary_hours_by_day_nobody_is_rung_at_night() -> None:
    assert moment_before(local("2026-11-24T03:00"), CALENDARS["by night"]) is None
    assert moment_before(local("2026-11-24T08:00"), CALENDARS["by night"]) == local("2026-11-24T07:30")


@given(
    name=st.sampled_from(sorted(CALENDARS)),
    hand_off=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(ZoneInfo(ZONE))),
)
def test_it_is_always_a_moment_at_which_he_may_be_rung_and_the_last_such_half_hour(
    name: str, hand_off: datetime
) -> None:
    """Beside a slow oracle that walks back minute by minute."""
    calendar = CALENDARS[name]
    moment = moment_before(hand_off, calendar)
    if moment is None:
        assert not may_ring_within(hand_off, calendar, timedelta(days=14))
        return
    assert may_ring_before(hand_off, calendar, moment) and is_waking(moment, ZONE)
    if moment == hand_off - LEAD:
        return
    last = hand_off - LEAD
    while not (calendar.is_open(last) and is_waking(last, ZONE)):
        last -= timedelta(minutes=1)
    assert moment <= last + timedelta(minutes=1) and last.date() == moment.astimezone(ZoneInfo(ZONE)).date()
    assert calendar.between(moment, last) <= LEAD


def may_ring_within(hand_off: datetime, calendar: Calendar, before: timedelta) -> bool:
    minutes = range(30, int(before / timedelta(minutes=1)), 15)
    return any(
        calendar.is_open(at) and is_waking(at, ZONE) for at in (hand_off - timedelta(minutes=each) for each in minutes)
    )


@pytest.mark.parametrize(
    ("now", "may"),
    [
        ("2026-11-27T12:00", True),  # ordinary hours, days before
        ("2026-11-29T22:30", False),  # Sunday night
        ("2026-11-29T17:00", False),  # Sunday by day, long before
        ("2026-11-30T06:59", False),
        ("2026-11-30T07:00", True),  # within the hour before
        ("2026-11-30T07:59", True),
        ("2026-11-30T08:00", False),  # he is on
    ],
)
def test_when_who_comes_on_may_be_rung(now: str, may: bool) -> None:
    assert may_ring_before(local("2026-11-30T08:00"), PLAIN, local(now)) is may


WEEKLY = Rotation("primary", ("dana", "lee"), datetime(2026, 1, 5, 8), Every(1, "weeks"))
ALONE = Rotation("alone", ("dana",), datetime(2026, 1, 5, 8), Every(1, "days"))


def coming(rotation: Rotation, overrides: list[Override], since: str, until: str) -> list[tuple[str, str]]:
    found = hand_offs(rotation, overrides, local(since), local(until), ZONE)
    return [(f"{at.astimezone(ZoneInfo(ZONE)):%m-%dT%H:%M}", who) for at, who in found]


def test_each_hand_off_names_who_comes_on() -> None:
    assert coming(WEEKLY, [], "2026-11-16T08:00", "2026-11-30T08:00") == [
        ("11-16T08:00", "lee"),
        ("11-23T08:00", "dana"),
        ("11-30T08:00", "lee"),
    ]
    assert coming(WEEKLY, [], "2026-11-16T08:01", "2026-11-23T07:59") == []


def test_who_is_on_and_stays_on_does_not_come_on() -> None:
    assert coming(ALONE, [], "2026-11-16T00:00", "2026-11-30T00:00") == []
    stays = Override("primary", ("dana",), datetime(2026, 11, 28), datetime(2026, 12, 2))
    assert coming(WEEKLY, [stays], "2026-11-24T00:00", "2026-12-03T00:00") == [("12-02T00:00", "lee")]


def test_an_override_brings_its_engineer_on_and_its_end_the_other_back() -> None:
    night = Override("alone", ("lee",), datetime(2026, 11, 24, 18), datetime(2026, 11, 25, 8))
    other = Override("primary", ("ana",), datetime(2026, 11, 24, 18), datetime(2026, 11, 25, 8))
    assert coming(ALONE, [night, other], "2026-11-24T00:00", "2026-11-26T00:00") == [
        ("11-24T18:00", "lee"),
        ("11-25T08:00", "dana"),
    ]


def test_the_first_of_a_rotation_comes_on_when_it_begins() -> None:
    assert coming(WEEKLY, [], "2025-12-01T00:00", "2026-01-06T00:00") == [("01-05T08:00", "dana")]
    empty = Rotation("empty", (), datetime(2026, 1, 5, 8), Every(1, "days"))
    assert coming(empty, [], "2026-01-01T00:00", "2026-02-01T00:00") == []


ENGINEERS = st.sampled_from(["dana", "lee", "ana"])
STARTS = st.datetimes(datetime(2026, 11, 1), datetime(2026, 11, 20)).map(lambda at: at.replace(second=0, microsecond=0))


@given(
    members=st.lists(ENGINEERS, max_size=4),
    starts=STARTS,
    every=st.tuples(st.integers(1, 30), st.just("hours")),
    overrides=st.lists(st.tuples(ENGINEERS, STARTS, st.integers(1, 5000)), max_size=3),
)
def test_hand_offs_are_where_a_minute_walker_sees_somebody_come_on(
    members: list[str],
    starts: datetime,
    every: tuple[int, str],
    overrides: list[tuple[str, datetime, int]],
) -> None:
    rotation = Rotation("r", tuple(members), starts, Every(*every))
    over = [Override("r", who, start, start + timedelta(minutes=length)) for who, start, length in overrides]
    since, until = local("2026-11-08T00:00"), local("2026-11-10T00:00")
    seen = []
    before = on_call(rotation, over, since - timedelta(minutes=1), ZONE)
    for minute in range(int((until - since) / timedelta(minutes=1)) + 1):
        at = since + timedelta(minutes=minute)
        now = on_call(rotation, over, at, ZONE)
        if now and now != before:
            seen.append((at, now))
        before = now
    assert hand_offs(rotation, over, since, until, ZONE) == seen
