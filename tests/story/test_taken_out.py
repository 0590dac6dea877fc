"""An engineer is taken out of the directory while his phone rings, or while he has a case: somebody else comes."""

import pytest

from tests.phones import House
from tests.story.conftest import DIRECTORY
from voiceline.actions import converse

DANA = """[[engineers]]
id = "dana"
name = "Dana Cruz"
phones = ["+50255550101", "+50255550102"]

"""
WITHOUT_HER = DIRECTORY.replace(DANA, "").replace('members = ["dana"]', 'members = ["lee"]')


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def test_a_key_of_hers_takes_nothing_and_the_next_is_rung_at_once(house: House) -> None:
    house.caller().dials().presses("1")
    dana = house.engineer("Dana").is_rung()
    house.loads(WITHOUT_HER)
    house.carrier.answer(dana.leg)
    house.work()
    dana.presses("1").hears("seguimos llamando").does_not_hear("es suyo")
    house.engineer("Lee").is_rung()
    assert house.ticket().status == "open"


def test_a_case_of_hers_goes_on_to_somebody_when_its_customer_calls_again(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(seconds=2)
    house.loads(WITHOUT_HER)
    ortiz = house.caller().dials().presses("1").presses("1")
    house.engineer("Lee").is_rung()
    ortiz.waits(20).hears("Quédese en la línea").does_not_hear("Estamos llamando a ,")


def test_what_fails_inside_a_turn_is_said_and_logged_and_never_taken_for_a_call_we_do_not_know(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ortiz = house.caller().dials()

    def fails(turn: object) -> None:
        raise KeyError("a mistake of ours")

    monkeypatch.setitem(converse.DEEDS, "open_ticket", fails)  # type: ignore[arg-type]
    ortiz.presses("1").hears("Un momento")
    assert "a turn failed" in caplog.text
    monkeypatch.undo()
    ortiz.waits(5).hears("Su caso es 1, 0, 1")
