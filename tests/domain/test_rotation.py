"""Rotations: the shifts are what ``on_call`` answers, whatever the clocks do, and no moment is without somebody."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceline.domain.directory import Every, Override, Rotation
from voiceline.domain.rotation import gaps, hand_offs, on_call, shifts

GUATEMALA, NEW_YORK = "America/Guatemala", "America/New_York"
NIGHTS = Rotation("nights", ("ana", "luis"), datetime(2026, 1, 5, 2, 30), Every(1, "days"))


def at(words: str, zone: str = GUATEMALA, fold: int = 0) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def local(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%m-%d %H:%M}"


def test_a_hand_off_in_the_hour_that_is_left_out_is_at_its_end() -> None:
    """New York, 8 March 2026: 02:00 becomes 03:00, and there is no 02:30."""
    found = hand_offs(NIGHTS, (), at("2026-03-07T12:00", NEW_YORK), at("2026-03-09T12:00", NEW_YORK), NEW_YORK)
    assert [local(each, NEW_YORK) for each, _ in found] == ["03-08 03:30", "03-09 02:30"]


def test_a_hand_off_in_the_hour_that_comes_twice_is_in_its_first_and_only_there() -> None:
    """New York, 1 November 2026: 01:30 comes twice."""
    late = Rotation("late", ("ana", "luis"), datetime(2026, 1, 5, 1, 30), Every(1, "days"))
    since, until = at("2026-10-31T12:00", NEW_YORK), at("2026-11-01T12:00", NEW_YORK)
    found = hand_offs(late, (), since, until, NEW_YORK)
    assert [each for each, _ in found] == [at("2026-11-01T01:30", NEW_YORK, fold=0)]
    before, after = (on_call(late, (), at(f"2026-11-01T{t}", NEW_YORK, fold=1), NEW_YORK) for t in ("01:10", "01:50"))
    assert before == after == found[0][1]


def test_a_temporary_schedule_takes_turns_of_its_own() -> None:
    weeks = Rotation("primary", ("ana",), datetime(2026, 1, 5, 8), Every(1, "weeks"))
    feast = Override(
        "primary", ("luis", "eva"), datetime(2026, 12, 24, 8), datetime(2026, 12, 26, 8), Every(12, "hours")
    )
    found = shifts(weeks, (feast,), at("2026-12-23T08:00"), at("2026-12-27T08:00"), GUATEMALA)
    assert [(local(s.start, GUATEMALA), s.engineer, s.is_override) for s in found] == [
        ("12-23 08:00", "ana", False),
        ("12-24 08:00", "luis", True),
        ("12-24 20:00", "eva", True),
        ("12-25 08:00", "luis", True),
        ("12-25 20:00", "eva", True),
        ("12-26 08:00", "ana", False),
    ]


def test_one_engineer_s_turns_are_shifts_of_their_own_and_no_hand_offs() -> None:
    alone = Rotation("alone", ("ana",), datetime(2026, 1, 5, 8), Every(1, "weeks"))
    since, until = at("2026-01-05T08:00"), at("2026-01-26T08:00")
    assert len(shifts(alone, (), since, until, GUATEMALA)) == 3
    assert hand_offs(alone, (), since + timedelta(hours=1), until, GUATEMALA) == []


def test_before_it_starts_there_is_a_gap() -> None:
    found = gaps(NIGHTS, (), at("2026-01-01T00:00"), at("2026-02-01T00:00"), GUATEMALA)
    assert [(local(g.start, GUATEMALA), local(g.until, GUATEMALA)) for g in found] == [("01-01 00:00", "01-05 02:30")]


def test_an_empty_rotation_is_one_gap_and_an_override_closes_a_part_of_it() -> None:
    nobody = Rotation("empty", (), datetime(2026, 1, 5), Every(1, "days"))
    there = Override("empty", ("ana",), datetime(2026, 1, 10), datetime(2026, 1, 11))
    found = gaps(nobody, (there,), at("2026-01-06T00:00"), at("2026-01-20T00:00"), GUATEMALA)
    assert [(local(g.start, GUATEMALA), local(g.until, GUATEMALA)) for g in found] == [
        ("01-06 00:00", "01-10 00:00"),
        ("01-11 00:00", "01-20 00:00"),
    ]


naive = st.datetimes(datetime(2026, 2, 1), datetime(2026, 12, 1)).map(lambda d: d.replace(second=0, microsecond=0))
every = st.builds(Every, st.integers(1, 60), st.sampled_from(["hours", "days", "weeks"]))
people = st.lists(st.sampled_from(["ana", "luis", "eva", "dana"]), min_size=0, max_size=4).map(tuple)


@st.composite
def overrides(draw: st.DrawFn) -> Override:
    start, length = draw(naive), draw(st.integers(1, 600))
    members = draw(people.filter(bool))
    turns = draw(st.one_of(st.none(), every))
    return Override("primary", members, start, start + timedelta(hours=length), turns)


@given(
    st.builds(Rotation, st.just("primary"), people, naive, every),
    st.lists(overrides(), max_size=3),
    naive,
    st.integers(1, 1500),
    st.sampled_from([GUATEMALA, NEW_YORK]),
    st.data(),
)
def test_shifts_tile_the_time_exactly_as_on_call_answers(
    rotation: Rotation, changes: list[Override], since: datetime, hours: int, zone: str, data: st.DataObject
) -> None:
    start = since.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    until = start + timedelta(hours=hours)
    found = shifts(rotation, changes, start, until, zone)
    assert found[0].start == start and found[-1].until == until
    assert all(a.until == b.start for a, b in pairwise(found))
    minutes = data.draw(st.lists(st.integers(0, hours * 60 - 1), min_size=1, max_size=40))
    for moment in [start + timedelta(minutes=m) for m in minutes] + [s.start for s in found]:
        shift = next(s for s in found if s.start <= moment < s.until)
        assert on_call(rotation, changes, moment, zone) == shift.engineer


@pytest.mark.parametrize("zone", [GUATEMALA, NEW_YORK])
def test_with_members_no_moment_of_a_year_is_without_somebody(zone: str) -> None:
    assert gaps(NIGHTS, (), at("2026-01-06T00:00", zone), at("2027-01-06T00:00", zone), zone) == []
