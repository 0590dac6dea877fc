"""Before each hand-off whoever comes on is rung with a test, if the directory says so; by day, once, and only he."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.phones import House
from tests.story.conftest import DIRECTORY
from voiceline.actions import rehearse
from voiceline.store import accounts, directory
from voiceline.store.follow_ups import FollowUp
from voiceline.store.notifications import Notification
from workers.clock import TIMETABLE

ZONE = ZoneInfo("America/Guatemala")
PRIMARY = 'id = "primary"\nmembers = ["dana"]\nstarts = 2026-01-05T08:00:00\nevery = "1 week"\n'


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def hands_off(house: House, starts: str, every: str = "1 day", members: str = '"lee", "ana"', more: str = "") -> None:
    assert PRIMARY in DIRECTORY
    rotation = f'id = "primary"\nmembers = [{members}]\nstarts = {starts}\nevery = "{every}"\nrehearse = true\n{more}'
    house.loads(DIRECTORY.replace(PRIMARY, rotation))


def until(house: House, local: str) -> None:
    """The clock runs until then; it looks at the hand-offs to come each half hour here, each minute in earnest."""
    moment = datetime.fromisoformat(local).replace(tzinfo=ZONE)
    while house.line.now() < moment:
        rehearse.arm_hand_offs(house.line)
        house.sleeps_until(min(moment, house.line.now() + timedelta(minutes=30)))


def rung(house: House) -> list[tuple[str, str]]:
    """(who, when) of each test's first ring."""
    with house.line.reading() as session:
        rows = [row for row in reversed(rehearse.last_tests(session, 500)) if row.attempt == 1]
        return [(row.person or "", f"{row.created_at.astimezone(ZONE):%m-%dT%H:%M}") for row in rows]


def test_before_a_morning_hand_off_who_comes_on_is_rung_half_an_hour_earlier(house: House) -> None:
    hands_off(house, "2026-01-05T08:00:00", members='"ana", "lee"')
    until(house, "2026-11-24T07:30")
    lee = (
        house.engineer("Lee")
        .rings()
        .hears("Esto es una prueba")
        .hears("No hay ningún caso")
        .presses("1")
        .hears("Gracias")
    )
    house.time_passes(seconds=5)
    assert house.call(lee.leg).outcome == "acknowledged"
    until(house, "2026-11-26T12:00")
    assert rung(house) == [("lee", "11-24T07:30"), ("ana", "11-25T07:30"), ("lee", "11-26T07:30")]
    assert house.tickets() == []


def test_before_an_evening_hand_off_too_though_the_office_is_closed(house: House) -> None:
    hands_off(house, "2026-01-05T18:00:00")
    until(house, "2026-11-25T20:00")
    assert [when for _, when in rung(house)] == ["11-24T17:30", "11-25T17:30"]


def test_before_a_late_hand_off_he_is_rung_in_the_last_ordinary_hours(house: House) -> None:
    hands_off(house, "2026-01-05T22:00:00")
    until(house, "2026-11-26T00:00")
    assert [when for _, when in rung(house)] == ["11-24T16:30", "11-25T16:30"]


def test_before_midnight_he_is_rung_the_afternoon_before_and_nobody_is_woken(house: House) -> None:
    hands_off(house, "2026-01-05T00:00:00")
    until(house, "2026-11-25T12:00")
    (who, when), *rest = rung(house)
    assert when == "11-24T16:30" and rest == []
    until(house, "2026-11-26T12:00")
    assert rung(house) == [(who, "11-24T16:30"), ({"lee": "ana", "ana": "lee"}[who], "11-25T16:30")]


def test_of_a_weekend_each_who_comes_on_is_rung_on_friday(house: House) -> None:
    hands_off(house, "2026-01-05T00:00:00", members='"lee", "ana", "luis"')
    until(house, "2026-11-27T12:00")
    before = len(rung(house))
    until(house, "2026-11-30T12:00")
    friday = rung(house)[before:]
    assert {who for who, _ in friday} == {"lee", "ana", "luis"} and {when for _, when in friday} == {"11-27T16:30"}


def test_for_the_monday_after_a_holiday_he_is_rung_on_the_last_working_day(house: House) -> None:
    house.carrier.advance(timedelta(days=29).total_seconds())  # Wednesday 23 December, 02:10
    hands_off(house, "2026-01-05T00:00:00", every="1 week")
    until(house, "2026-12-28T12:00")
    assert [when for _, when in rung(house)] == ["12-24T11:30"]  # the office closes at noon; the 25th is a Friday


def test_an_override_is_rung_before_it_begins_and_the_other_before_he_is_back(house: House) -> None:
    more = (
        '\n[[overrides]]\nrotation = "primary"\nengineer = "ana"\n'
        "from = 2026-11-24T18:00:00\nuntil = 2026-11-25T08:00:00\n"
    )
    hands_off(house, "2026-01-05T08:00:00", members='"lee"', more=more)
    until(house, "2026-11-27T12:00")
    assert rung(house) == [("ana", "11-24T17:30"), ("lee", "11-25T07:30")]  # and no other day: he stays on


def test_who_is_put_in_at_the_last_moment_is_rung_instead(house: House) -> None:
    hands_off(house, "2026-01-05T08:00:00", members='"ana", "lee"')
    until(house, "2026-11-24T07:00")
    more = (
        '\n[[overrides]]\nrotation = "primary"\nengineer = "luis"\n'
        "from = 2026-11-24T08:00:00\nuntil = 2026-11-25T08:00:00\n"
    )
    hands_off(house, "2026-01-05T08:00:00", members='"ana", "lee"', more=more)
    until(house, "2026-11-24T12:00")
    assert rung(house) == [("luis", "11-24T07:30")]


def test_who_stays_on_by_an_override_is_left_alone(house: House) -> None:
    hands_off(house, "2026-01-05T08:00:00", members='"ana", "lee"')
    until(house, "2026-11-24T07:00")
    more = (
        '\n[[overrides]]\nrotation = "primary"\nengineer = "ana"\n'
        "from = 2026-11-24T08:00:00\nuntil = 2026-11-24T16:00:00\n"
    )
    hands_off(house, "2026-01-05T08:00:00", members='"ana", "lee"', more=more)
    until(house, "2026-11-24T12:00")
    assert rung(house) == []


def test_the_clock_looks_at_the_hand_offs_every_minute() -> None:
    assert (60, rehearse.arm_hand_offs) in TIMETABLE


def test_without_the_directorys_word_nobody_is_rung(house: House) -> None:
    house.loads(DIRECTORY.replace(PRIMARY, PRIMARY.replace('["dana"]', '["dana", "lee"]').replace("1 week", "1 day")))
    until(house, "2026-11-26T12:00")
    assert rung(house) == []


def test_who_does_not_answer_is_tried_on_his_next_phone_and_then_others_are_told(house: House) -> None:
    with house.line.transaction() as session:
        accounts.set_account(session, "rosa@example.com", "admin", "una noche larga", house.line.now())
    hands_off(house, "2026-01-05T08:00:00", members='"lee", "dana"')
    until(house, "2026-11-24T07:30")
    dana = house.engineer("Dana").is_rung(on=1)
    dana.will_be_rung(on=2, within=30)
    house.time_passes(seconds=30)
    with house.line.reading() as session:
        tests = [(row.address, row.outcome) for row in reversed(rehearse.last_tests(session))]
        mails = session.scalars(select(Notification.address).where(Notification.channel == "email"))
        assert "rosa@example.com" in list(mails)
    assert tests == [(number, "no_answer") for number in dana.numbers]
    house.told("+50255550301", "Dana Cruz no contesto la prueba de hoy (teléfonos: 2)")


def test_a_clock_that_comes_back_too_late_wakes_nobody(house: House) -> None:
    hands_off(house, "2026-01-05T00:00:00")
    until(house, "2026-11-24T16:00")
    house.carrier.advance(timedelta(hours=6).total_seconds())  # no clock ran until 22:00
    until(house, "2026-11-24T23:30")
    assert rung(house) == []
    with house.line.reading() as session:
        rows = session.scalars(select(FollowUp).where(FollowUp.kind == "rehearse_hand_off").order_by(FollowUp.id))
        assert next((row.state, row.reason) for row in rows) == ("done", "too_late")


def test_a_test_that_was_owed_by_day_does_not_ring_at_night(house: House) -> None:
    house.carrier.advance(timedelta(hours=14).total_seconds())  # 16:10; from now on no worker works until 22:10
    with house.line.transaction() as session:
        _, book = directory.current(session)
        assert rehearse.rehearse(session, book, ["lee"], house.line.now()) == ["lee"]
    house.carrier.advance(timedelta(hours=6).total_seconds())
    house.time_passes(seconds=5)
    house.engineer("Lee").is_not_rung()
    with house.line.reading() as session:
        assert [(row.state, row.reason) for row in rehearse.last_tests(session)] == [("cancelled", "too_late")]
