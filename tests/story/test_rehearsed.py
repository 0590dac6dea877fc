"""A test by day: who answers, who does not, and that nobody is woken for it."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.phones import House
from tests.story.conftest import DIRECTORY
from voiceline.actions import rehearse
from voiceline.store import accounts, directory

MORNING = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # 09:00 that Tuesday


@pytest.fixture
def day(house: House) -> House:
    house.rest(texts=True)
    house.carrier.advance((MORNING - house.line.now()).total_seconds())
    return house


def rung_for_a_test(house: House, *engineers: str) -> list[str]:
    with house.line.transaction() as session:
        _, book = directory.current(session)
        rung = rehearse.rehearse(session, book, engineers, house.line.now())
    house.work()
    return rung


def outcomes(house: House) -> list[tuple[str, str | None]]:
    with house.line.reading() as session:
        return [(row.address, row.outcome) for row in reversed(rehearse.last_tests(session))]


def test_a_key_says_that_this_phone_finds_him(day: House) -> None:
    assert rung_for_a_test(day, "lee") == ["lee"]
    lee = (
        day.engineer("Lee")
        .rings()
        .hears("Esto es una prueba")
        .hears("No hay ningún caso")
        .presses("1")
        .hears("Gracias")
    )
    day.time_passes(seconds=3)
    assert day.call(lee.leg).outcome == "acknowledged"
    assert outcomes(day) == [("+50255550201", "acknowledged")] and day.tickets() == []
    assert rung_for_a_test(day, "lee") == []  # once a day


def test_without_a_key_the_next_phone_and_then_the_desk_and_the_admins_are_told(day: House) -> None:
    with day.line.transaction() as session:
        accounts.set_account(session, "rosa@example.com", "admin", "una noche larga", MORNING)
    day.rest()
    rung_for_a_test(day, "dana")
    dana = day.engineer("Dana").is_rung(on=1)
    dana.will_be_rung(on=2, within=30)
    day.time_passes(seconds=30)
    assert outcomes(day) == [("+50255550101", "no_answer"), ("+50255550102", "no_answer")]
    day.told("+50255550301", "Dana Cruz no contesto la prueba de hoy (teléfonos: 2)")
    with day.line.reading() as session:
        from sqlalchemy import select

        from voiceline.store.notifications import Notification

        mails = session.scalars(select(Notification.address).where(Notification.channel == "email")).all()
    assert "rosa@example.com" in mails


def test_a_real_page_goes_before_a_test(day: House) -> None:
    day.rest()
    day.carrier.phones["+50255550301"] = "unreachable"
    rung_for_a_test(day, "luis")
    day.caller().dials().presses("1").hangs_up()
    luis = day.engineer("Luis").rings().hears("Esto es una prueba")  # it rang first
    luis.hangs_up()
    day.engineer("Luis").will_be_rung(within=5).rings().hears("Caso 1, 0, 1").presses("1").hears("es suyo")


@pytest.mark.parametrize(
    ("at", "who", "may"),
    [
        ("2026-11-24T15:00", "dana", True),  # 09:00, ordinary hours
        ("2026-11-24T03:30", "dana", False),  # 21:30
        ("2026-11-24T12:30", "dana", False),  # 06:30
        ("2026-11-28T18:00", "dana", False),  # Saturday noon: not ordinary, and he is on call already
    ],
)
def test_nobody_is_woken_for_a_test(house: House, at: str, who: str, may: bool) -> None:
    with house.line.reading() as session:
        _, book = directory.current(session)
    assert rehearse.may_ring(book, who, datetime.fromisoformat(at).replace(tzinfo=UTC)) is may


def test_within_the_hour_before_his_shift_he_may_be_tested(house: House) -> None:
    turns = DIRECTORY.replace('members = ["dana"]', 'members = ["dana", "ana"]').replace(
        'every = "1 week"', 'every = "12 hours"', 1
    )
    house.loads(turns)
    with house.line.reading() as session:
        _, book = directory.current(session)
    before = datetime(2026, 11, 28, 13, 30, tzinfo=UTC)  # Saturday 07:30; the shift turns at 08:00
    coming = next(each for each in ("dana", "ana") if rehearse._comes_on_call(book, each, before))
    assert rehearse.may_ring(book, coming, before) and not rehearse.may_ring(book, "lee", before)
    assert not rehearse.may_ring(book, coming, before - timedelta(hours=1))


def test_once_a_week_it_tests_everyone_by_itself(house: House) -> None:
    house.rest()
    for _ in range(3):
        rehearse.arm_weekly(house.line)
    house.sleeps_until(datetime(2026, 11, 24, 15, 0, 30, tzinfo=UTC))  # an hour after the second opening of the week
    assert {address for address, _ in outcomes(house)} >= {"+50255550101", "+50255550201", "+50255550301"}
