"""Calls to the line: the first webhook, the first verb, the end."""

from __future__ import annotations

import pytest

from tests.edges.simulator.fixed_line import CUSTOMER, LINE, MENU, Line


@pytest.mark.parametrize(("from_", "country"), [(CUSTOMER, "GT"), ("anonymous", ""), ("", ""), ("+266696687", "")])
def test_the_first_webhook_comes_at_ringing(from_: str, country: str) -> None:
    line = Line({"/in": MENU})
    leg = line.carrier.dial(from_)
    form = line.posts("/in")[0]
    assert (form["CallStatus"], form["Direction"], form["From"], form["To"]) == ("ringing", "inbound", from_, LINE)
    assert (form["FromCountry"], form["FromCity"], form["Caller"]) == (country, "", from_)
    assert leg.status == "in-progress"


@pytest.mark.parametrize(
    ("twiml", "status", "after"),
    [
        ("", "completed", 0), ("<Hangup/>", "completed", 0), ("<Reject/>", "no-answer", 0),
        ('<Reject reason="busy"/>', "busy", 0), ('<Pause length="3"/><Reject reason="busy"/>', "busy", 3),
    ],
)  # fmt: skip
def test_how_a_first_verb_ends_a_call(twiml: str, status: str, after: float) -> None:
    line = Line({"/in": twiml})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.advance(after)
    assert leg.status == status
    assert (leg.answered_at is None) == ("Reject" in twiml)


def test_a_leading_pause_delays_the_answer() -> None:
    line = Line({"/in": '<Pause length="4"/>' + MENU})
    leg = line.carrier.dial(CUSTOMER)
    assert leg.status == "ringing"
    line.carrier.advance(4)
    assert (leg.status, leg.doing) == ("in-progress", "gather")


def test_the_end_of_an_inbound_call_is_told_once() -> None:
    line = Line({"/in": MENU})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.advance(2)
    line.carrier.hang_up(leg)
    (form,) = line.posts("/status")
    assert {
        "CallStatus": "completed",
        "CallDuration": "2",
        "Duration": "1",
        "SequenceNumber": "0",
    }.items() <= form.items()
    assert form["Timestamp"] == "Tue, 24 Nov 2026 08:10:02 +0000"
    assert (form["CallbackSource"], form["SipResponseCode"]) == ("call-progress-events", "200")
    assert len(line.carrier.log) == 2  # a hang-up in a Gather tells nobody else
