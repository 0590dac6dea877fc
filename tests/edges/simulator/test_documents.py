"""Documents that cannot be had, circles, the fallback, words the vendor does not know."""

from __future__ import annotations

import pytest

from tests.edges.simulator.fixed_line import BASE, CUSTOMER, Line
from voiceline.simulator.carrier import Unreachable, WebResponse
from voiceline.simulator.twiml import BadTwiml


def test_relative_urls_resolve_against_the_document_just_fetched() -> None:
    line = Line({"/in": "<Redirect>/a/b/one</Redirect>", "/a/b/one": "<Redirect>../two</Redirect>"})
    line.carrier.dial(CUSTOMER)
    assert line.posts("/a/two")


def test_redirects_in_a_circle_are_stopped() -> None:
    line = Line({"/in": "<Redirect>/in</Redirect>"}, strict=False)
    leg = line.carrier.dial(CUSTOMER)
    assert leg.captions[-1].kind == "error" and "11215" in line.carrier.warnings[-1]
    assert len(line.posts("/in")) == 11


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (WebResponse(500, b"oops", "text/html"), "11200"), (WebResponse(200, b"<Response>", "text/xml"), "12100"),
        (WebResponse(200, b"{}", "application/json"), "12300"), (Unreachable("refused"), "11205"),
    ],
)  # fmt: skip
def test_the_fallback_is_asked_when_a_document_cannot_be_had(page: WebResponse | Exception, code: str) -> None:
    line = Line({"/in": page, "/fallback": "<Say>use el otro número</Say>"})
    leg = line.carrier.dial(CUSTOMER)
    form = line.posts("/fallback")[0]
    assert (form["ErrorCode"], form["ErrorUrl"]) == (code, BASE + "/in")
    assert leg.heard == "use el otro número"


def test_an_error_is_spoken_and_the_call_ends_when_the_fallback_fails_too() -> None:
    line = Line({"/in": WebResponse(500, b""), "/fallback": WebResponse(502, b"")})
    leg = line.carrier.dial(CUSTOMER)
    assert leg.captions[-1].kind == "error"
    line.carrier.advance(5)
    assert leg.status == "completed"


def test_who_cannot_be_reached_is_tried_again_with_the_same_idempotency_token() -> None:
    answers: list[str | Exception] = [Unreachable("refused"), "<Say>hola</Say>"]
    line = Line({"/in": lambda form: answers.pop(0)})
    leg = line.carrier.dial(CUSTOMER)
    first, second = line.exchanges("/in")
    assert first.request.headers == second.request.headers and leg.heard == "hola"


def test_plain_text_is_read_aloud() -> None:
    line = Line({"/in": WebResponse(200, "Perdón".encode(), "text/plain; charset=utf-8")})
    assert line.carrier.dial(CUSTOMER).heard == "Perdón"


@pytest.mark.parametrize(
    "twiml",
    ["<say>x</say>", '<Say tone="low">x</Say>', "<Gather><Dial/></Gather>", '<Dial><Number nope="1">1</Number></Dial>'],
)
def test_unknown_words_fail_loudly_when_strict_and_are_warned_of_otherwise(twiml: str) -> None:
    with pytest.raises(BadTwiml, match="12200"):
        Line({"/in": twiml}).carrier.dial(CUSTOMER)
    lenient = Line({"/in": twiml}, strict=False)
    lenient.carrier.dial(CUSTOMER)
    assert "12200" in lenient.carrier.warnings[0]
