"""A caller who waits, an engineer who is joined to her, numbers that ring at once."""

from __future__ import annotations

import pytest

from tests.edges.simulator.fixed_line import ANA, BASE, CUSTOMER, HOLD, LINE, LUIS, WAIT, Line, Page
from voiceline.simulator.carrier import Leg, WebResponse


def waiting_pair(**pages: Page) -> tuple[Line, Leg, Leg]:
    """A customer on hold and an engineer who has just been joined to her."""
    defaults: dict[str, Page] = {
        "/in": HOLD,
        "/wait": WAIT,
        "/left": "<Say>adiós</Say>",
        "/page": '<Dial action="/dialed"><Queue>cola</Queue></Dial>',
        "/dialed": "<Hangup/>",
    }
    line = Line(defaults | pages)
    caller = line.carrier.dial(CUSTOMER)
    line.carrier.advance(30)
    engineer = line.page(ANA)
    line.carrier.answer(engineer)
    return line, caller, engineer


def test_the_wait_url_is_asked_again_and_again_with_the_place_in_the_queue() -> None:
    line = Line({"/in": HOLD, "/wait": WAIT})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.advance(13)
    forms = line.posts("/wait")
    assert leg.doing == "queue" and len(forms) == 3
    assert (forms[0]["QueuePosition"], forms[0]["CurrentQueueSize"], forms[0]["QueueTime"]) == ("1", "1", "0")
    assert int(forms[2]["QueueTime"]) in (12, 13)


def test_dial_queue_joins_the_two_and_tells_both_how_it_went() -> None:
    line, caller, engineer = waiting_pair()
    assert caller.bridged_with is engineer and engineer.doing == caller.doing == "bridged"
    line.carrier.speak(engineer, "buenas noches")
    assert caller.captions[-1].text == "buenas noches"
    line.carrier.advance(60)
    line.carrier.hang_up(engineer)
    dialed, left = line.posts("/dialed")[0], line.posts("/left")[0]
    assert (dialed["DialCallStatus"], dialed["DialBridged"], dialed["DialCallDuration"]) == ("completed", "true", "60")
    assert (dialed["DialCallSid"], dialed["CallStatus"]) == (caller.sid, "completed")
    assert (left["QueueResult"], left["CallStatus"]) == ("bridged", "in-progress")
    assert "adiós" in caller.heard


def test_when_the_caller_leaves_the_engineers_dial_comes_back() -> None:
    line, caller, engineer = waiting_pair(**{"/dialed": "<Say>colgó</Say>"})
    line.carrier.hang_up(caller)
    assert engineer.heard == "colgó" and engineer.status == "in-progress"
    assert line.posts("/left")[0]["QueueResult"] == "bridged"


def test_dial_queue_waits_for_somebody_and_gives_up_five_seconds_late() -> None:
    line = Line({"/page": '<Dial action="/dialed" timeout="10"><Queue>cola</Queue></Dial>', "/in": HOLD, "/wait": WAIT})
    engineer = line.page(ANA)
    line.carrier.answer(engineer)
    line.carrier.advance(14.9)
    assert engineer.doing == "dial"
    line.carrier.advance(0.1)
    assert line.posts("/dialed")[0]["DialCallStatus"] == "no-answer"
    second = line.page(LUIS)
    line.carrier.answer(second)
    caller = line.carrier.dial(CUSTOMER)
    assert caller.bridged_with is second


@pytest.mark.parametrize(
    ("wait", "act", "result"),
    [
        (WAIT, "hang up", "hangup"),
        ("<Leave/>", "", "leave"),
        ("<Hangup/>", "", "hangup"),
        (WAIT, "redirect", "redirected"),
        (WebResponse(500, b""), "", "error"),
    ],
)
def test_how_a_caller_leaves_the_queue(wait: Page, act: str, result: str) -> None:
    line = Line({"/in": HOLD, "/wait": wait, "/elsewhere": "<Say>otra cosa</Say>"})
    leg = line.carrier.dial(CUSTOMER)
    if act == "hang up":
        line.carrier.hang_up(leg)
    elif act == "redirect":
        line.rest("POST", f"Calls/{leg.sid}.json", ("Url", BASE + "/elsewhere"))
        line.carrier.settle()
        assert leg.heard.endswith("otra cosa")
    assert line.posts("/left")[0]["QueueResult"] == result
    assert not line.carrier.queue("cola").members


def test_the_queue_url_is_heard_by_the_caller_before_they_are_joined() -> None:
    dial = '<Dial><Queue url="/announce">cola</Queue></Dial>'
    line, caller, engineer = waiting_pair(**{"/page": dial, "/announce": '<Say language="es-MX">Le comunico.</Say>'})
    assert caller.captions[-1].text == "Le comunico." and caller.bridged_with is None
    assert line.posts("/announce")[0]["DequeingCallSid"] == engineer.sid
    line.carrier.advance(2)
    assert caller.bridged_with is engineer


def test_a_rest_update_breaks_into_a_bridge_and_ends_a_call() -> None:
    line, caller, engineer = waiting_pair(**{"/else": "<Say>un momento</Say>"})
    line.rest("POST", f"Calls/{caller.sid}.json", ("Url", BASE + "/else"))
    line.carrier.settle()
    assert caller.heard.endswith("un momento") and caller.bridged_with is engineer.bridged_with is None
    assert line.posts("/left")[0]["QueueResult"] == "redirected-from-bridged" and line.posts("/dialed")
    line.rest("POST", f"Calls/{caller.sid}.json", ("Status", "completed"))
    line.carrier.settle()
    assert caller.status == "completed"
    status, error = line.rest("POST", f"Calls/{caller.sid}.json", ("Twiml", "<Response/>"))
    assert (status, error["code"]) == (400, 21220)


NUMBERS = f'<Dial action="/dialed" callerId="{LINE}" timeout="20"><Number statusCallback="/child" '
NUMBERS += f'statusCallbackEvent="initiated ringing answered completed">{ANA}</Number><Number>{LUIS}</Number></Dial>'


def test_the_first_to_answer_cancels_the_others() -> None:
    line = Line({"/in": NUMBERS})
    caller = line.carrier.dial(CUSTOMER)
    (ana,), (luis,) = line.carrier.ringing(ANA), line.carrier.ringing(LUIS)
    line.carrier.answer(ana)
    assert luis.status == "canceled" and caller.bridged_with is ana
    assert (ana.from_, ana.direction, line.posts("/child")[0]["ParentCallSid"]) == (LINE, "outbound-dial", caller.sid)
    line.carrier.advance(9)
    line.carrier.hang_up(ana)
    form = line.posts("/dialed")[0]
    assert (form["DialCallStatus"], form["DialBridged"], form["DialCallDuration"]) == ("completed", "true", "9")
    assert [form["CallStatus"] for form in line.posts("/child")] == ["initiated", "ringing", "in-progress", "completed"]


@pytest.mark.parametrize(
    ("ana", "luis", "result"),
    [("busy", "busy", "busy"), ("off", "off", "no-answer"), ("unreachable", "unreachable", "failed")],
)
def test_how_a_dial_that_reaches_nobody_ends(ana: str, luis: str, result: str) -> None:
    line = Line({"/in": NUMBERS})
    line.carrier.phones.update({ANA: ana, LUIS: luis})  # type: ignore[dict-item]
    line.carrier.dial(CUSTOMER)
    line.carrier.advance(25)
    form = line.posts("/dialed")[0]
    assert (form["DialCallStatus"], form["DialBridged"]) == (result, "false")


def test_a_caller_who_hangs_up_cancels_the_ringing() -> None:
    line = Line({"/in": NUMBERS})
    caller = line.carrier.dial(CUSTOMER)
    line.carrier.hang_up(caller)
    assert not line.carrier.ringing(ANA)
    form = line.posts("/dialed")[0]
    assert (form["DialCallStatus"], form["CallStatus"]) == ("canceled", "completed")


def test_a_dialled_leg_can_be_taken_elsewhere_by_rest() -> None:
    line = Line({"/in": NUMBERS, "/else": "<Say>otra cosa</Say><Pause length='9'/>"})
    caller = line.carrier.dial(CUSTOMER)
    (ana,) = line.carrier.ringing(ANA)
    line.carrier.answer(ana)
    line.rest("POST", f"Calls/{ana.sid}.json", ("Url", BASE + "/else"))
    line.carrier.advance(2)
    assert ana.heard == "otra cosa" and ana.status == "in-progress"
    assert line.posts("/dialed")[0]["DialCallStatus"] == "completed" and caller.over


def test_a_declined_whisper_is_completed_but_not_bridged() -> None:
    dial = f'<Dial action="/dialed"><Number url="/whisper">{ANA}</Number></Dial>'
    whisper = '<Gather numDigits="1" action="/accept" timeout="3"/><Hangup/>'
    for keys, bridged in (("", "false"), ("1", "true")):
        line = Line({"/in": dial, "/whisper": whisper})
        line.carrier.dial(CUSTOMER)
        (ana,) = line.carrier.ringing(ANA)
        line.carrier.answer(ana)
        line.carrier.press(ana, keys)
        line.carrier.advance(4)
        line.carrier.hang_up(ana)
        form = line.posts("/dialed")[0]
        assert (form["DialCallStatus"], form["DialBridged"]) == ("completed", bridged)
