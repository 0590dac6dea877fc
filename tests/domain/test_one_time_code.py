"""One-time codes are RFC 6238's, within a step either way, and each counts once."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from voiceline.domain.one_time_code import address_of, code_of, matching_step, new_secret, step_at

RFC = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 11, 24, 8, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert code_of(RFC, step_at(at)) == code
    assert matching_step(RFC, f" {code[:3]} {code[3:]} ", at, None) == seconds // 30


@pytest.mark.parametrize(("off", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_one_step_off(off: int, is_right: bool) -> None:
    step = step_at(NOW) + off
    assert (matching_step(RFC, code_of(RFC, step), NOW, None) == step) is is_right


def test_a_code_counts_once_and_so_do_those_before_it() -> None:
    here = step_at(NOW)
    assert matching_step(RFC, code_of(RFC, here), NOW, after=here) is None
    assert matching_step(RFC, code_of(RFC, here - 1), NOW, after=here) is None
    assert matching_step(RFC, code_of(RFC, here), NOW, after=here - 1) == here
    later = NOW + timedelta(seconds=30)
    assert matching_step(RFC, code_of(RFC, here + 1), later, after=here) == here + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "٤٤٤٤٤٤", "-12345"])
def test_what_is_no_code_is_wrong(typed: str) -> None:
    assert matching_step(RFC, typed, NOW, None) is None


def test_secrets_are_long_and_the_address_says_whose() -> None:
    assert len({new_secret() for _ in range(20)}) == 20 and len(new_secret()) == 32
    assert address_of(RFC, "ana+1@example.com", "Línea") == (
        f"otpauth://totp/L%C3%ADnea%3Aana%2B1@example.com?secret={RFC}&issuer=L%C3%ADnea"
    )
