"""The end of a call is told before its last answer, as the carrier does when somebody presses and hangs up at once."""

from urllib.parse import urlsplit

import pytest

from tests.phones import CustomerPhone, EngineerPhone, House
from voiceline.simulator.asking import tell
from voiceline.simulator.twiml import Goto

Params = list[tuple[str, str]]
SPOKEN: Params = [("RecordingSid", "RE" + "1" * 32), ("RecordingDuration", "9"), ("Digits", "hangup")]


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def answers_late(house: House, phone: CustomerPhone, path: str, params: Params) -> None:
    tell(house.carrier, phone.leg, Goto(f"{house.line.settings.public_url}{path}"), params)
    house.work()


@pytest.mark.parametrize(
    ("keys", "last", "outcome", "severity"),
    [
        ("", [("Digits", "1")], "case_opened", "P1"),
        ("777", SPOKEN, "case_opened", "P1"),
        ("32", SPOKEN, "message", "P3"),
    ],
)
def test_it_counts_all_the_same_and_the_log_says_so(
    house: House, keys: str, last: Params, outcome: str, severity: str
) -> None:
    ortiz = house.caller().dials()
    for key in keys:
        ortiz.presses(key)
    turn = ortiz.record.turn
    ortiz.hangs_up()
    before = ortiz.record
    answers_late(house, ortiz, f"/voice/turn/{turn}", last)
    call = ortiz.record
    assert (call.outcome, call.ticket_number) == (outcome, house.ticket().number)
    assert house.ticket().severity == severity and call.ended_at == before.ended_at
    house.time_passes(seconds=60)
    assert len(house.tickets()) == 1


def picks_up_and_is_gone(house: House) -> tuple[EngineerPhone, str]:
    dana = house.engineer("Dana").rings()
    return dana.hangs_up(), urlsplit(dana.leg.first_step.url).path  # type: ignore[return-value, union-attr]


def test_whoever_took_it_and_was_cut_off_is_rung_again_for_who_waits(house: House) -> None:
    ortiz = house.caller().dials().presses("1")
    assert ortiz.waits_until("record")
    dana, page = picks_up_and_is_gone(house)
    answers_late(house, dana, f"{page}/turn/0", [("Digits", "1")])
    assert dana.record.outcome == "acknowledged" and house.ticket().assignee == "dana"
    dana.will_be_rung(within=5).rings().hears("Se cortó la llamada y el cliente sigue en la línea")


def test_whoever_took_it_and_forgets_it_is_rung_in_time(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    dana, page = picks_up_and_is_gone(house)
    answers_late(house, dana, f"{page}/turn/0", [("Digits", "1")])
    dana.will_be_rung(within=660).rings().hears("el cliente aún no sabe de usted")
