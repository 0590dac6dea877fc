"""Settings that are missing, bad or off, and the way in from outside."""

import pytest

from tests.edges.doctor.patient import LINE, NOWHERE, House
from voiceline.settings import REQUIRED


@pytest.mark.parametrize("missing", REQUIRED)
def test_a_missing_variable_is_a_finding_and_everything_else_is_still_looked_at(house: House, missing: str) -> None:
    house.monkeypatch.delenv(missing)
    found = house.examined()
    assert found.code == 1 and found.state("settings") == "bad" and f"{missing}: falta" in found.says("settings")
    hangs_on = {
        "DATABASE_URL": {
            "database",
            "schema",
            "directory",
            "texts_to_engineers",
            "clock",
            "clock_database",
            "fallback",
        },
        "REDIS_URL": {"redis", "redis_memory", "workers"},
        "PUBLIC_URL": {"public_url", "line_number", "webhooks", "fallback"},
        "LINE_NUMBER": {"line_number", "caller_number", "sms_number", "webhooks", "fallback"},
        "SECRET_KEY": set(),
    }
    at_carrier = {"account", "balance", "geo_permission", "clock_carrier"} | hangs_on["LINE_NUMBER"]
    assert found.bad | found.doubtful == {"settings"} | hangs_on.get(missing, at_carrier), found.words


def test_every_bad_variable_is_named_in_spanish(house: House) -> None:
    house.set(
        DATABASE_URL="mysql://x", REDIS_URL="x", PUBLIC_URL="http://example.com", LINE_NUMBER="5630",
        TWILIO_AUTH_TOKEN=",", CALLS_PER_SECOND="0",
    )  # fmt: skip
    said = house.examined().checks["settings"]["found"]
    for part in (
        "DATABASE_URL: no es una dirección postgresql",
        "REDIS_URL: no es una dirección redis",
        "PUBLIC_URL: no es una dirección https",
        "LINE_NUMBER: no es un número",
        "TWILIO_AUTH_TOKEN: no contiene",
        "CALLS_PER_SECOND: no es un número de llamadas por segundo",
    ):
        assert part in said


def test_optional_channels_that_are_off_are_said_to_be(house: House) -> None:
    house.monkeypatch.delenv("PULSE_URL")
    found = house.examined()
    assert found.code == 0 and found.doubtful == {"pulse"} and "apagado" in found.says("whatsapp")
    house.set(WHATSAPP_NUMBER=LINE)
    assert "encendido" in house.examined().says("whatsapp")


def test_nobody_at_the_public_url(house: House) -> None:
    house.set(PUBLIC_URL=f"http://{NOWHERE}")
    found = house.examined()
    assert found.state("public_url") == "bad" and "no hay conexión" in found.says("public_url")


def test_somebody_else_at_the_public_url(house: House) -> None:
    house.set(PUBLIC_URL=house.environment["TWILIO_API_URL"])  # a web server, but not ours
    found = house.examined()
    assert found.state("public_url") == "bad" and "no es esta aplicación" in found.says("public_url")


def test_a_real_carrier_cannot_reach_this_machine(house: House) -> None:
    """With the real carrier's address (which nothing here asks: its credentials are missing)."""
    house.set(TWILIO_API_URL="https://api.example.com")
    house.monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    assert "solo desde esta máquina" in house.examined().says("public_url")
