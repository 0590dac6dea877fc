"""Every request of the carrier is signed as the vendor signs."""

from __future__ import annotations

import pytest

from tests.edges.simulator.fixed_line import BASE, CUSTOMER, MENU, TOKEN, Line
from voiceline.simulator.signature import sign


def test_signature_of_the_published_vector() -> None:
    form = [
        ("CallSid", "CA1234567890ABCDE"), ("Caller", "+14158675310"), ("Digits", "1234"),
        ("From", "+14158675310"), ("To", "+18005551212"),
    ]  # fmt: skip
    assert sign("12345", "https://example.com/myapp.php?foo=1&bar=2", form) == "L/OH5YylLD5NRKLltdqwSvS0BnU="


@pytest.mark.parametrize("form", [[], [("Body", "¿Ñandú? + é\r\n😀")], [("A", "2"), ("A", "1"), ("A", "2"), ("b", "")]])
def test_every_signature_satisfies_the_vendors_validator(form: list[tuple[str, str]]) -> None:
    from twilio.request_validator import RequestValidator
    from werkzeug.datastructures import MultiDict

    url = BASE + "/in?a=1&b=%C3%A9"
    assert RequestValidator(TOKEN).validate(url, MultiDict(form), sign(TOKEN, url, form))


def test_webhooks_carry_the_headers_and_are_signed() -> None:
    line = Line({"/in": MENU})
    line.carrier.dial(CUSTOMER)
    request = line.carrier.log[0].request
    assert request.headers["User-Agent"] == "TwilioProxy/1.1"
    assert request.headers["I-Twilio-Idempotency-Token"]
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded; charset=UTF-8"
    assert request.headers["X-Twilio-Signature"] == sign(TOKEN, BASE + "/in", request.body_form)
