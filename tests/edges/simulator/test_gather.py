"""Keys and words while a Gather listens."""

from __future__ import annotations

import pytest

from tests.edges.simulator.fixed_line import CUSTOMER, MENU, Line


def test_a_key_works_while_the_prompt_speaks() -> None:
    line = Line({"/in": MENU, "/chosen": "<Say>bien</Say>"})
    leg = line.carrier.dial(CUSTOMER)
    assert line.carrier.press(leg, "1")
    form = line.posts("/chosen")[0]
    assert (form["Digits"], form["FinishedOnKey"], form["CallStatus"]) == ("1", "", "in-progress")
    assert [caption.text for caption in leg.captions][-1] == "bien"


@pytest.mark.parametrize(
    ("attributes", "keys", "seconds", "digits", "finished"),
    [
        ('numDigits="1" finishOnKey=""', "#", 0, "#", ""),
        ('numDigits="8"', "5555#", 0, "5555", "#"),
        ('numDigits="8"', "5555", 5, "5555", ""),
        ("", "12*", 5, "12*", ""),
        ('finishOnKey="*"', "12*", 0, "12", "*"),
    ],
)
def test_what_a_gather_posts(attributes: str, keys: str, seconds: float, digits: str, finished: str) -> None:
    line = Line({"/in": f'<Gather action="/chosen" {attributes}/>'})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.press(leg, keys)
    line.carrier.advance(seconds)
    form = line.posts("/chosen")[0]
    assert (form["Digits"], form["FinishedOnKey"]) == (digits, finished)


@pytest.mark.parametrize("keys", ["", "#"])
def test_a_gather_without_digits_falls_through(keys: str) -> None:
    line = Line({"/in": '<Gather action="/chosen" timeout="5"/><Say>sigo</Say>'})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.press(leg, keys)
    line.carrier.advance(5)
    assert not line.posts("/chosen")
    assert leg.captions[-1].text == "sigo"


def test_a_gathers_patience_begins_after_its_prompt_and_an_empty_result_can_be_posted() -> None:
    line = Line(
        {"/in": '<Gather action="/chosen" timeout="3" actionOnEmptyResult="true"><Pause length="10"/></Gather>'}
    )
    line.carrier.dial(CUSTOMER)
    line.carrier.advance(12.9)
    assert not line.posts("/chosen")
    line.carrier.advance(0.1)
    assert line.posts("/chosen")[0]["Digits"] == ""


def test_a_gather_hears_speech_when_it_listens_for_it() -> None:
    line = Line({"/in": '<Gather input="dtmf speech" action="/chosen"/>'})
    leg = line.carrier.dial(CUSTOMER)
    assert line.carrier.speak(leg, "Se cayó el servidor.")
    form = line.posts("/chosen")[0]
    assert form["SpeechResult"] == "Se cayó el servidor." and "Confidence" in form and "Digits" not in form


def test_a_gather_without_action_asks_its_own_document_again() -> None:
    line = Line({"/in": lambda form: '<Gather numDigits="1"/>' if "Digits" not in form else "<Say>dos</Say>"})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.press(leg, "2")
    assert leg.captions[-1].text == "dos"


def test_a_key_nobody_listens_to_is_lost() -> None:
    line = Line({"/in": '<Say>uno dos tres cuatro cinco seis</Say><Gather numDigits="1" action="/chosen"/>'})
    leg = line.carrier.dial(CUSTOMER)
    assert not line.carrier.press(leg, "1")
    line.carrier.advance(3)
    assert leg.doing == "gather" and not line.posts("/chosen")
