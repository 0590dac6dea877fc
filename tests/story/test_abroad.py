"""A phone in another country, or one the carrier calls for nobody: the next rings at once, and it is said aloud."""

import pytest
from sqlalchemy import select

from tests.phones import House
from tests.story.conftest import DIRECTORY
from voiceline.actions.look_for_gaps import out_of_reach
from voiceline.actions.sweep import is_in_time
from voiceline.domain.escalation import OF_THE_NUMBER
from voiceline.store import accounts, directory
from voiceline.store.notifications import Notification

FIRST, SECOND, ABROAD = "+50255550101", "+50255550102", "+50370001234"
TRAVELS = DIRECTORY.replace(f'phones = ["{FIRST}", "{SECOND}"]', f'phones = ["{ABROAD}", "{SECOND}"]')
ONLY_ABROAD = DIRECTORY.replace(f'phones = ["{FIRST}", "{SECOND}"]', f'phones = ["{ABROAD}"]')


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def told(house: House, address: str) -> list[str]:
    house.time_passes(seconds=3)
    with house.line.reading() as session:
        asked = select(Notification).where(Notification.kind == "engineer_refused", Notification.address == address)
        return [f"{row.values['number']} {row.values['code']}" for row in session.scalars(asked)]


def test_a_country_the_account_may_not_call_leads_to_his_next_phone_in_the_same_second(house: House) -> None:
    house.loads(TRAVELS)
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings(on=2, within=1).presses("1").hears("es suyo")


def test_with_no_other_phone_the_next_engineer_is_rung_at_once(house: House) -> None:
    house.loads(ONLY_ABROAD)
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Lee").rings(within=1).presses("1").hears("es suyo")


def test_who_is_called_by_nobody_is_told_to_the_desk_the_admins_and_himself_once_a_day(house: House) -> None:
    with house.line.transaction() as session:
        accounts.make_account(session, "rosa@example.com", "admin", house.line.now())
    house.loads(ONLY_ABROAD)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=10)
    for address in ("+50255550301", "+50255550401", ABROAD, "rosa@example.com"):
        assert told(house, address) == [f"{ABROAD} 21215"]
    house.engineer("Ana").gets_text(f"el operador no llama al {ABROAD} de Dana Cruz (codigo 21215)")


def test_he_counts_as_out_of_reach_until_he_is_rung(house: House) -> None:
    house.loads(ONLY_ABROAD)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    with house.line.reading() as session:
        assert out_of_reach(session, directory.current(session)[1]) == ["dana"]
    house.carrier.account.dialable.add("SV")
    house.time_passes(minutes=5)
    with house.line.reading() as session:
        assert out_of_reach(session, directory.current(session)[1]) == []


@pytest.mark.parametrize("code", sorted(OF_THE_NUMBER))
def test_each_code_of_a_number_leads_to_the_next_phone_at_once(house: House, code: str) -> None:
    house.carrier.refused[FIRST] = int(code)
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").is_rung(on=2)
    assert told(house, "+50255550301") == [f"{FIRST} {code}"]


@pytest.mark.parametrize("code", [20003, 21210, 21212, 13214, 20005, 21220])
def test_what_is_said_of_the_account_is_tried_again_and_blames_no_number(house: House, code: int) -> None:
    house.carrier.refused[FIRST] = code
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").is_not_rung().will_be_rung(on=2, within=3)
    assert told(house, "+50255550301") == []


def test_where_no_number_is_called_at_all_the_pulse_stops(house: House) -> None:
    house.carrier.account.dialable.clear()
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=50)
    assert not is_in_time(house.line)


def test_a_text_still_tells_who_is_abroad(house: House) -> None:
    """What rings nobody may be written to: a country's permission for calls is another than that for texts."""
    both = TRAVELS.replace('by = ["call"], wait = "2m"', 'by = ["call", "sms"], wait = "2m"', 1)
    house.loads(both)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=3)
    assert any("Caso 101 P1" in message.body for message in house.texts_to(ABROAD))
