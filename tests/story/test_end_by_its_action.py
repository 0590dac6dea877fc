"""Whichever request learns first that a call is over writes so: an action's form, or a status before the first ring."""

import pytest

from tests.phones import ORTIZ, STRANGER, CustomerPhone, House
from voiceline.actions.receive import OVERTAKEN
from voiceline.simulator import forms
from voiceline.simulator.asking import tell
from voiceline.simulator.twiml import Goto
from voiceline.store import follow_ups
from voiceline.store.follow_up_kinds import END_TOLD

Params = list[tuple[str, str]]
SPOKEN: Params = [("RecordingSid", "RE" + "1" * 32), ("RecordingDuration", "9")]


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def tells_nobody(house: House) -> None:
    """The status callback of the next call that ends never comes."""
    house.carrier.faults.add("callback-drop", status="completed")


def ends(phone: CustomerPhone) -> tuple[str, str | None, bool, bool]:
    call = phone.record
    return call.status, call.outcome, call.ended_at is not None, call.duration_seconds is not None


def test_who_hangs_up_while_she_is_recorded_has_hung_up(house: House) -> None:
    ortiz = house.caller().dials().presses("1")
    assert ortiz.waits_until("record")
    tells_nobody(house)
    ortiz.hangs_up()
    assert ends(ortiz) == ("completed", "case_opened", True, True)


def test_who_leaves_the_queue_by_hanging_up_is_not_rung_for_as_if_she_waited(house: House) -> None:
    ortiz = house.caller().dials().presses("1")
    assert ortiz.waits_until("record")
    ortiz.presses("#").waits_until("queue")
    tells_nobody(house)
    ortiz.hangs_up()
    assert ends(ortiz) == ("completed", "case_opened", True, True)
    house.engineer("Dana").rings().presses("1").hears("El cliente no está en la línea")


@pytest.mark.parametrize("said", [[("Digits", "hangup"), *SPOKEN], [("QueueResult", "hangup"), ("QueueTime", "9")]])
def test_the_word_that_she_hung_up_is_enough(house: House, said: Params) -> None:
    ortiz = house.caller().dials().presses("1")
    assert ortiz.waits_until("record")
    if said[0][0] == "QueueResult":
        ortiz.presses("#").waits_until("queue")
    tell(house.carrier, ortiz.leg, Goto(f"{house.line.settings.public_url}/voice/turn/{ortiz.record.turn}"), said)
    house.work()
    assert ends(ortiz) == ("completed", "case_opened", True, True)
    ended = ortiz.record
    house.time_passes(seconds=3)
    ortiz.hangs_up()
    assert (ortiz.record.ended_at, ortiz.record.outcome) == (ended.ended_at, "case_opened")
    assert ortiz.record.duration_seconds == ortiz.leg.duration  # the carrier's own count, told after all


def test_an_engineers_hang_up_is_told_by_his_action_too(house: House) -> None:
    ortiz = house.caller().dials().presses("1")
    assert ortiz.waits_until("record")
    ortiz.presses("#").waits_until("queue")
    dana = house.engineer("Dana").rings()
    dana.presses("1")
    house.time_passes(seconds=30)
    ortiz.is_talking_to(dana)
    house.carrier.faults.add("callback-drop", times=2, status="completed")
    dana.hangs_up()
    assert dana.record.ended_at and dana.record.outcome == "acknowledged"


def dials_backwards(house: House, number: str, and_rings: bool = True) -> CustomerPhone:
    """She rang and hung up at once, and the end of her call is told before its first ring."""
    carrier, caller = house.carrier, house.caller(number)
    caller.leg = carrier.new_leg(number, carrier.config.line_number, "inbound", "ringing")
    form = [*forms.of_leg(caller.leg, carrier.config.account_sid, "completed"), ("CallDuration", "2")]
    carrier.webhooks.post("call-status", caller.leg.sid, str(carrier.config.voice_status_url), form)
    house.work()
    if and_rings:
        house.time_passes(seconds=20)
        tell(carrier, caller.leg, Goto(carrier.config.voice_url), [])
        house.work()
    return caller


@pytest.mark.parametrize("number", [ORTIZ, STRANGER])
def test_an_end_that_overtakes_the_first_ring_is_its_end(house: House, number: str) -> None:
    caller = dials_backwards(house, number)
    assert ends(caller) == ("completed", "abandoned", True, True) and caller.record.duration_seconds == 2
    house.time_passes(seconds=40)
    assert len(house.texts_to(number)) == (number == ORTIZ)  # followed like any other that was hung up


def test_the_end_of_a_call_that_never_came_makes_none(house: House) -> None:
    caller = dials_backwards(house, ORTIZ, and_rings=False)
    house.time_passes(seconds=60)
    assert caller.record is None and house.texts_to(ORTIZ) == []


def test_neither_request_saw_the_other(house: House) -> None:
    caller = house.caller().dials()
    values = {"call": caller.leg.sid, "status": "completed", "seconds": 2}
    with house.line.transaction() as session:
        now = house.line.now()
        follow_ups.owe(session, f"{END_TOLD}-{caller.leg.sid}", END_TOLD, now + OVERTAKEN, now, values=values)
    house.time_passes(seconds=6)
    assert ends(caller) == ("completed", "abandoned", True, True)


def test_a_first_ring_that_says_that_it_is_over_is_written_so(house: House) -> None:
    caller = house.caller()
    caller.leg = house.carrier.dial(ORTIZ)
    caller.leg.status = "completed"
    tell(house.carrier, caller.leg, Goto(house.carrier.config.voice_url), [])
    house.work()
    assert ends(caller)[:3] == ("completed", "abandoned", True)
