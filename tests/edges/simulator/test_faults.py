"""What a real network does: nothing, twice, late, or with a spoiled signature."""

from __future__ import annotations

import pytest

from tests.edges.simulator.fixed_line import ANA, BASE, CUSTOMER, LINE, LUIS, MENU, TOKEN, Line
from voiceline.simulator.carrier import RestTimeout
from voiceline.simulator.signature import sign


def test_rest_faults_strike_once() -> None:
    line = Line({})
    ask = [("To", ANA), ("From", LINE), ("Url", BASE + "/page")]
    for kind in ("call-500", "call-429", "call-timeout", "call-500-after"):
        line.carrier.faults.add(kind)
    assert line.rest("POST", "Calls.json", *ask)[0] == 500
    assert line.rest("POST", "Calls.json", *ask)[1]["code"] == 20429
    assert not line.carrier.legs
    with pytest.raises(RestTimeout):
        line.rest("POST", "Calls.json", *ask)
    assert len(line.carrier.legs) == 1
    assert line.rest("POST", "Calls.json", *ask)[0] == 500
    line.carrier.settle()
    assert len(line.carrier.ringing(ANA)) == 2


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("callback-duplicate", ["initiated", "ringing", "ringing"]), ("callback-drop", ["initiated"]),
        ("callback-delay", ["initiated", "ringing"]),
    ],
)  # fmt: skip
def test_status_callbacks_come_twice_never_or_late(fault: str, seen: list[str]) -> None:
    line = Line({})
    line.carrier.faults.add(fault, seconds=10, status="ringing")
    line.page(ANA)
    line.carrier.advance(9)
    early = [form["CallStatus"] for form in line.posts("/leg")]
    line.carrier.advance(1)
    assert [form["CallStatus"] for form in line.posts("/leg")] == seen
    assert (early == seen) == (fault != "callback-delay")


@pytest.mark.parametrize("fault", ["webhook-duplicate", "webhook-retry"])
def test_a_webhook_that_comes_twice_has_one_token(fault: str) -> None:
    answers = ["<Say>primera</Say>", "<Say>segunda</Say>"]
    line = Line({"/in": lambda form: answers.pop(0)})
    line.carrier.faults.add(fault)
    leg = line.carrier.dial(CUSTOMER)
    first, second = line.exchanges("/in")
    assert first.request == second.request
    assert leg.heard == ("primera" if fault == "webhook-duplicate" else "segunda")


@pytest.mark.parametrize("fault", ["bad-signature", "no-signature"])
def test_a_signature_can_be_spoiled(fault: str) -> None:
    line = Line({})
    line.carrier.faults.add(fault)
    line.carrier.dial(CUSTOMER)
    request = line.exchanges("/in")[0].request
    assert request.headers.get("X-Twilio-Signature") != sign(TOKEN, request.url, request.body_form)


def test_an_old_webhook_can_be_replayed() -> None:
    line = Line({"/in": MENU, "/chosen": "<Say>bien</Say>"})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.press(leg, "1")
    line.carrier.advance(3600)
    again = line.carrier.replay(line.exchanges("/chosen")[0])
    assert again is not None and "bien" in again.text and len(line.exchanges("/chosen")) == 2
    assert len([caption for caption in leg.captions if caption.text == "bien"]) == 1


def test_calls_leave_at_the_accounts_rate() -> None:
    line = Line({}, calls_per_second=1.0)
    first, second = line.page(ANA), line.page(LUIS)
    assert (first.status, second.status) == ("ringing", "queued")
    line.carrier.advance(1)
    assert second.status == "ringing"
