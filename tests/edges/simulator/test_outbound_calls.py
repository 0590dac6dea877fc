"""Calls the line asks for: how a telephone is answered or not, what each step tells, what REST refuses."""

from __future__ import annotations

import pytest

from tests.edges.simulator.fixed_line import ACCOUNT, ANA, BASE, BASIC, LINE, MENU, Line
from voiceline.simulator.carrier import Behaviour

# Outbound calls


def statuses(line: Line) -> list[tuple[str, str]]:
    return [(form["SequenceNumber"], form["CallStatus"]) for form in line.posts("/leg")]


def test_a_page_rings_is_answered_and_tells_each_step() -> None:
    line = Line({"/page": MENU})
    leg = line.page(ANA)
    assert line.carrier.ringing(ANA) == [leg]
    line.carrier.advance(7)
    line.carrier.answer(leg)
    assert (leg.doing, line.posts("/page")[0]["Direction"]) == ("gather", "outbound-api")
    line.carrier.advance(3)
    line.carrier.hang_up(leg)
    assert statuses(line) == [("0", "initiated"), ("1", "ringing"), ("2", "in-progress"), ("3", "completed")]
    assert line.posts("/leg")[-1]["CallDuration"] == "3"


def test_nothing_happens_before_the_rest_answer_has_left() -> None:
    line = Line({})
    line.rest(
        "POST", "Calls.json", ("To", ANA), ("From", LINE), ("Url", BASE + "/page"), ("StatusCallback", BASE + "/leg")
    )
    assert not line.carrier.log and not line.carrier.ringing(ANA)


@pytest.mark.parametrize(
    ("behaviour", "seconds", "ending", "sip"),
    [
        ("busy", 0, "busy", "486"), ("unreachable", 0, "failed", "404"), ("off", 20, "no-answer", "487"),
        ("rings", 20, "no-answer", "487"), (Behaviour("voicemail", after=5, hang_up_after=8), 13, "completed", "200"),
    ],
)  # fmt: skip
def test_how_a_telephone_that_nobody_answers_ends(behaviour: object, seconds: float, ending: str, sip: str) -> None:
    line = Line({"/page": MENU})
    line.carrier.phones[ANA] = behaviour  # type: ignore[assignment]
    leg = line.page(ANA, ("Timeout", "20"))
    line.carrier.advance(seconds)
    assert leg.status == ending
    last = line.posts("/leg")[-1]
    assert (last["CallStatus"], last["SipResponseCode"]) == (ending, sip)
    assert not line.posts("/chosen")  # a machine presses nothing


def test_a_rejected_call_is_busy() -> None:
    line = Line({})
    leg = line.page(ANA)
    line.carrier.reject(leg)
    assert leg.status == "busy"


# REST refusals


@pytest.mark.parametrize("authorization", [None, "Basic bm8=", BASIC + "x"])
def test_rest_checks_who_asks(authorization: str | None) -> None:
    status, error, _ = Line({}).carrier.rest("GET", f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json", [], authorization)
    assert status == 401 and isinstance(error, dict) and error["code"] == 20003


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"From": LINE, "Url": BASE}, 21201), ({"To": "12", "From": LINE, "Url": BASE}, 21211),
        ({"To": ANA, "From": "+15005550006", "Url": BASE}, 21210), ({"To": ANA, "From": LINE}, 21205),
        ({"To": ANA, "From": LINE, "Url": "page"}, 21205),
    ],
)  # fmt: skip
def test_a_call_that_is_refused(form: dict[str, str], code: int) -> None:
    status, error = Line({}).rest("POST", "Calls.json", *form.items())
    assert (status, error["code"]) == (400, code)
