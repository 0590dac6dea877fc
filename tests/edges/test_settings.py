"""A setting out of its sensible range stops the start by its own name; nothing is rounded, cut or taken for another."""

import pytest

from voiceline import settings as reasons
from voiceline.doctor.environment import REASONS, secrets_of, settings_check
from voiceline.settings import Settings, SettingsError

WHOLE = {
    "DATABASE_URL": "postgresql://me:a-password@db/line",
    "REDIS_URL": "redis://localhost/0",
    "PUBLIC_URL": "https://line.example.com",
    "LINE_NUMBER": "+50256305476",
    "TWILIO_ACCOUNT_SID": "AC0",
    "TWILIO_AUTH_TOKEN": "a-token",
    "SECRET_KEY": "a-secret-of-tests",
}
SMTP = {"SMTP_URL": "smtp://mail.example.com"}
NO_NUMBERS = ("0", "-1", "-0.5", "nan", "inf", "-inf", "1e9", "9" * 400, "P1", "20s", "1,5", "0x10")


@pytest.mark.parametrize("value", [*NO_NUMBERS, "0.009", "100001"])
def test_a_call_rate_that_is_none_is_refused(value: str) -> None:
    refused("CALLS_PER_SECOND", value)


@pytest.mark.parametrize("value", [*NO_NUMBERS, "0.5", "20.5", "20.0", "1e2", "4", "601", "²0", "٢٠"])
def test_a_phone_rings_a_whole_number_of_seconds(value: str) -> None:
    refused("RING_SECONDS", value)


@pytest.mark.parametrize("value", [*NO_NUMBERS, "0d", "0.5d", "-1d", "36501d", "1w", "infd"])
def test_a_recording_is_kept_whole_days(value: str) -> None:
    refused("RECORDINGS_KEPT", value)


@pytest.mark.parametrize("name", ["LINE_NUMBER", "CALLER_NUMBER", "SMS_NUMBER", "WHATSAPP_NUMBER"])
@pytest.mark.parametrize("value", ["56305476", "+0050256305476", "+5025630547²", "+1", "+1234567890123456"])
def test_a_number_is_e164(name: str, value: str) -> None:
    refused(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "https://line.example.com:70000"),
        ("PUBLIC_URL", "https://line.example.com:0"),
        ("TWILIO_API_URL", "https://api.example.com:x"),
        ("PULSE_URL", "https://pulse.example.com:-1"),
        ("DATABASE_URL", "postgresql://db:x/line"),
        ("REDIS_URL", "redis://localhost:x/0"),
        ("REDIS_URL", "redis://["),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://mail.example.com:x"),
        ("RECORDINGS", "s3://["),
        ("RECORDINGS", "s3://bucket/prefix?endpoint=http://["),
        ("SIM_GATEWAY_URL", "https://me:word@phone.example.com:x"),
        ("WHATSAPP_TEMPLATES", "[" * 100_000),
        ("WHATSAPP_TEMPLATES", "NaN"),
        ("TRANSCRIPTION", "P1"),
        ("SMS_BY", "P1"),
    ],
)
def test_what_can_be_no_address_or_name_is_refused(name: str, value: str) -> None:
    refused(name, value)


@pytest.mark.parametrize("behind", ["/line", "/line/", "/?x=1", "?x=1", "?", "/#x", "#", "/;x"])
@pytest.mark.parametrize("host", ["https://line.example.com", "http://127.0.0.1:8000"])
def test_nothing_stands_behind_the_host_of_the_public_url(host: str, behind: str) -> None:
    refused("PUBLIC_URL", host + behind)
    for bare in (host, f"{host}/"):
        assert Settings.from_environment({**WHOLE, "PUBLIC_URL": bare}).public_url == host


@pytest.mark.parametrize("value", ["xx", "AC", "AC 1", "ac" + "0" * 32, "AC" + "0" * 31 + "/"])
def test_an_account_is_named_by_its_sid(value: str) -> None:
    refused("TWILIO_ACCOUNT_SID", value)


@pytest.mark.parametrize("value", ["a", "secret", "1234567"])
def test_a_secret_that_is_guessed_is_none_where_others_reach_us(value: str) -> None:
    refused("SECRET_KEY", value)
    Settings.from_environment({**WHOLE, "SECRET_KEY": value, "PUBLIC_URL": "http://127.0.0.1:8000"})


@pytest.mark.parametrize("value", ["", "@", "line@", "Line <line@example.com>", "two@words here.com"])
def test_mail_comes_from_one_plain_address(value: str) -> None:
    with pytest.raises(SettingsError, match=r"^MAIL_FROM [^;]*$"):
        Settings.from_environment({**WHOLE, **SMTP, "MAIL_FROM": value})


def test_what_is_blank_is_as_though_it_were_not_there() -> None:
    blank = ("CALLS_PER_SECOND", "RING_SECONDS", "RECORDINGS_KEPT", "CALLER_NUMBER", "SMTP_URL", "RECORDINGS", "SMS_BY")
    assert Settings.from_environment({**WHOLE, **dict.fromkeys(blank, " ")}) == Settings.from_environment(WHOLE)


@pytest.mark.parametrize(
    ("name", "values"), [("CALLS_PER_SECOND", ("0.01", "0.5", "30", "100000")), ("RING_SECONDS", ("5", "20", "600"))]
)
def test_what_is_within_its_range_is_taken_as_it_stands(name: str, values: tuple[str, ...]) -> None:
    for value in values:
        assert getattr(Settings.from_environment({**WHOLE, name: value}), name.lower()) == float(value)


def test_the_doctor_has_words_for_all_that_can_be_wrong() -> None:
    named = {value for name, value in vars(reasons).items() if name.startswith(("MISSING", "NOT_", "NO_"))}
    assert named == REASONS.keys()


def test_the_doctor_speaks_of_an_environment_in_which_nothing_is_right() -> None:
    found = Settings.as_found(
        dict.fromkeys([*WHOLE, "PULSE_URL", "SMTP_URL", "RECORDINGS", "RING_SECONDS"], "https://[")
    )
    assert settings_check(found).state == "bad"
    assert "https://[" in secrets_of(found)


def refused(name: str, value: str) -> None:
    """By a line that names this variable and no other."""
    with pytest.raises(SettingsError, match=f"^{name} [^;]*$"):
        Settings.from_environment({**WHOLE, "MAIL_FROM": "line@example.com", name: value})
