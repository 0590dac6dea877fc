"""Noon of the 24th and 31st of December, Holy Week, Friday at five: who is rung, what is promised, to the minute."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests import servers
from tests.phones import ORTIZ, House, make_house
from tests.story.conftest import DIRECTORY
from voiceline.app import create_app
from voiceline.settings import Settings
from voiceline.store import directory

FEASTS = f"""{DIRECTORY}
[updates]
P1 = "30m"
P2 = "2h"

[[closures]]
date = 2027-03-24
from = "12:00"
name = "Miércoles Santo"
"""
ANA, DANA, LEE = "+50255550301", "+50255550101", "+50255550201"
BeginsAt = Callable[[str], House]


def local(at: str) -> datetime:
    return datetime.fromisoformat(f"{at}-06:00").astimezone(UTC)


def clock(at: datetime) -> str:
    return f"{at - timedelta(hours=6):%m-%d %H:%M}"


@pytest.fixture
def begins_at(settings: Settings) -> Iterator[BeginsAt]:
    """A house whose story begins at that moment in Guatemala."""
    built: list[House] = []

    def begin(at: str) -> House:
        servers.empty(settings.database_url)
        house = make_house(create_app, settings, start=local(at))
        built.append(house)
        house.rest()
        with house.line.transaction() as session:
            directory.load(session, FEASTS, "directory.toml", "a story", house.line.now())
        return house

    yield begin
    for each in built:
        each.line.close()


# When she calls, her key, who is rung first, the response and the resolution that she is promised.
CALLED = [
    ("2026-12-24T11:58", "1", ANA, "12-24 12:13", "12-24 15:58", "antes de las doce y trece del día"),
    ("2026-12-24T11:58", "2", ANA, "12-24 12:28", "12-28 15:58", "antes de las doce y veintiocho del día"),
    ("2026-12-24T12:00", "1", DANA, "12-24 12:15", "12-24 16:00", "antes de las doce y quince del día"),
    ("2026-12-24T12:00", "2", DANA, "12-24 12:30", "12-28 16:00", "antes de las doce y media del día"),
    ("2026-12-24T23:50", "2", DANA, "12-25 00:20", "12-28 16:00", "antes de las doce y veinte de la madrugada"),
    ("2026-12-25T10:00", "1", DANA, "12-25 10:15", "12-25 14:00", "antes de las diez y quince de la mañana"),
    ("2026-12-31T11:55", "2", ANA, "12-31 12:25", "01-04 15:55", "antes de las doce y veinticinco del día"),
    ("2026-12-31T23:50", "1", DANA, "01-01 00:05", "01-01 03:50", "antes de las doce y cinco de la madrugada"),
    ("2027-03-24T11:58", "2", ANA, "03-24 12:28", "03-29 15:58", "antes de las doce y veintiocho del día"),
    ("2027-03-25T10:00", "2", DANA, "03-25 10:30", "03-29 16:00", "antes de las diez y media de la mañana"),
    ("2026-11-27T16:55", "2", ANA, "11-27 17:25", "11-30 15:55", "antes de las cinco y veinticinco de la tarde"),
    # Four hours to closing and four until noon of the half-day: due as the office closes.
    ("2026-12-23T13:00", "2", ANA, "12-23 13:30", "12-24 12:00", "antes de la una y media de la tarde"),
]


@pytest.mark.parametrize(("at", "key", "first", "response", "resolution", "said"), CALLED)
def test_who_is_rung_and_what_is_promised(
    begins_at: BeginsAt, at: str, key: str, first: str, response: str, resolution: str, said: str
) -> None:
    house = begins_at(at)
    ortiz = house.caller().dials().presses(key)
    assert first in [leg.to for leg in house.carrier.legs if leg.direction == "outbound-api"]
    ortiz.says_and_ends("se cayó").waits(20).hears(said)
    ticket = house.ticket()
    assert (clock(ticket.response_due_at), clock(ticket.resolution_due_at)) == (response, resolution)
    day = f" del vie {int(response[3:5])}/{int(response[:2])}" if response[:5] != at[5:10] else ""
    house.caller().gets_text(f"Le respondemos antes de las {response[6:]}{day}")


def test_of_a_high_case_of_christmas_eve_she_hears_next_on_monday(begins_at: BeginsAt) -> None:
    house = begins_at("2026-12-24T11:58")
    house.caller().dials().presses("2").hangs_up()
    house.engineer("Ana").rings().presses("1").hangs_up()
    house.caller().gets_text("Le atiende Ana Lopez, caso 101, desde las 11:58. Proximo aviso 09:58 del lun 28/12")
    house.does(lambda desk, ticket: ticket.record("reached", desk.now, "ana"))
    before = len(house.texts_to(ORTIZ))
    house.sleeps_until(local("2026-12-28T09:57:50"))
    assert len(house.texts_to(ORTIZ)) == before
    house.sleeps_until(local("2026-12-28T09:59"))
    house.caller().gets_text("sin novedad. Le atiende Ana Lopez")


def test_a_case_nobody_has_as_the_office_closes_goes_on_by_the_policy_of_the_night(begins_at: BeginsAt) -> None:
    """Whoever is on call tonight may not be on the desk's policy at all."""
    house = begins_at("2026-12-24T11:59")
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Ana").is_rung()
    house.engineer("Lee").is_not_rung().will_be_rung(within=240)
    assert house.line.now() < local("2026-12-24T12:04")
    assert house.ticket().policy["hours"] == "extraordinary"
    assert house.events().count("hours_turned") == 1
    house.engineer("Lee").rings().presses("1").hears("es suyo")


def test_a_case_nobody_has_as_the_office_opens_is_the_desks(begins_at: BeginsAt) -> None:
    house = begins_at("2026-12-28T07:58")
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").is_rung()
    house.engineer("Ana").is_not_rung().will_be_rung(within=240)
    assert house.ticket().policy["hours"] == "ordinary"


def test_a_question_after_noon_of_christmas_eve_is_for_monday(begins_at: BeginsAt) -> None:
    house = begins_at("2026-12-24T12:30")
    house.caller().dials().presses("3").hears("Atendemos en horario hábil, el lunes a las ocho de la mañana")


def test_the_clock_of_a_high_case_stands_still_over_christmas_and_warns_nobody(begins_at: BeginsAt) -> None:
    house = begins_at("2026-12-24T11:58")
    house.caller().dials().presses("2").hangs_up()
    house.engineer("Ana").rings().presses("1").hangs_up()
    house.caller().gets_text("Le atiende Ana Lopez")
    house.does(lambda desk, ticket: ticket.record("reached", desk.now, "ana"))
    house.sleeps_until(local("2026-12-28T11:57:50"))
    assert house.thresholds("warned") == []
    house.sleeps_until(local("2026-12-28T15:58:05"))
    assert house.thresholds("warned") == ["resolution 50", "resolution 75", "resolution 90"]
    assert house.thresholds("breached") == ["resolution breached"]
