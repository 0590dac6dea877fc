"""What the doctor makes of what was found: facts in, a verdict out, at each limit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import requests

from voiceline.doctor.account import account_check, balance_check, geo_permission_check
from voiceline.doctor.check import Check, Unknown
from voiceline.doctor.database import DatabaseFacts, clock_difference_check, database_check, schema_check
from voiceline.doctor.environment import PublicAnswer, public_url_check, secrets_of
from voiceline.doctor.fallback import says_the_same
from voiceline.doctor.numbers import shown
from voiceline.doctor.processes import clock_check, redis_check, workers_check
from voiceline.doctor.sim_gateway import SimFacts, sim_gateway_check, sim_webhooks_check
from voiceline.line import BellFacts
from voiceline.settings import Settings
from voiceline.telephony.inspection import AccountState, Balance
from voiceline.telephony.phone import CarrierError
from voiceline.telephony.sim_gateway import Device
from voiceline.telephony.sim_inbound import EVENTS

SETTINGS = Settings.from_environment(
    {
        "DATABASE_URL": "postgresql://me:in-the-database@db.example.com/line",
        "REDIS_URL": "redis://:abc@redis.example.com/0",
        "PUBLIC_URL": "https://line.example.com",
        "LINE_NUMBER": "+50256305476",
        "TWILIO_ACCOUNT_SID": "AC0",
        "TWILIO_AUTH_TOKEN": "first-token,second-token",
        "SECRET_KEY": "very-secret",
    }
)


def facts(server: int = 17, revision: str | None = "0002", clock_age: float | None = 1.0) -> DatabaseFacts:
    return DatabaseFacts(server, 0.0, revision, "0002", None, None, "", clock_age)


def bell(seconds: float = 0.001, urgent: int = 2, calm: int = 1) -> BellFacts:
    return BellFacts("8.1", 0, "noeviction", seconds, {"urgent": urgent, "messages": 1, "calm": calm})


NOW = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)
BY_SIM = replace(
    SETTINGS,
    sms_by="sim",
    sim_gateway_url="https://sms:of-the-phone@sms.example.com/3rdparty/v1",
    sim_gateway_secrets=("signing-key",),
)
EVENT_PLACE = "https://line.example.com/sim/event"


def sim(*minutes: float | None, webhooks: Sequence[tuple[str, str]] = ()) -> SimFacts:
    """A phone for each, seen so many minutes ago."""
    seen = [None if ago is None else NOW - timedelta(minutes=ago) for ago in minutes]
    return SimFacts([Device(f"phone-{n}", "x", at) for n, at in enumerate(seen, 1)], list(webhooks))


def told(*, of: Sequence[str] = EVENTS, to: str = EVENT_PLACE, settings: Settings = BY_SIM) -> Check:
    return sim_webhooks_check(settings, sim(1, webhooks=[(event, to) for event in of]))


VERDICTS: list[tuple[Check, str, str]] = [
    (clock_difference_check("c", "la otra", 5.0), "ok", "menos de 5 s de diferencia"),
    (clock_difference_check("c", "la otra", -5.1), "warning", "5.1 s atrás"),
    (clock_difference_check("c", "la otra", 60.0), "warning", "60.0 s adelante"),
    (clock_difference_check("c", "la otra", 60.1), "bad", "NTP"),
    (clock_difference_check("c", "la otra", None), "warning", "no dijo la hora"),
    (database_check(facts(server=15)), "ok", "PostgreSQL 15"),
    (database_check(facts(server=14)), "warning", "PostgreSQL 15 o más nuevo"),
    (schema_check(facts()), "ok", "0002"),
    (schema_check(facts(revision="0001")), "bad", "está en 0001; este programa necesita 0002"),
    (schema_check(facts(revision=None)), "bad", "no existe"),
    (clock_check(facts(clock_age=9.9)), "ok", "latió"),
    (clock_check(facts(clock_age=10.0)), "bad", "no late desde hace 10 s"),
    (clock_check(facts(clock_age=None)), "bad", "nunca"),
    (redis_check(bell(seconds=0.25)), "ok", "250.0 ms"),
    (redis_check(bell(seconds=0.26)), "warning", "Acerque"),
    (workers_check(bell(urgent=1)), "ok", "1 en «urgent»"),
    (workers_check(bell(calm=0)), "bad", "0 en «calm»"),
    (workers_check(bell(urgent=0, calm=0)), "bad", "nadie hace sonar"),
    (balance_check(Balance(Decimal("20.00"), "USD")), "ok", "20.00 USD"),
    (balance_check(Balance(Decimal("19.99"), "USD")), "warning", "queda poco"),
    (balance_check(Balance(Decimal("5.00"), "USD")), "warning", "queda poco"),
    (balance_check(Balance(Decimal("4.99"), "USD")), "bad", "se acaba"),
    (balance_check(Balance(Decimal("-1"), "EUR")), "bad", "-1.00 EUR"),
    (geo_permission_check(Unknown("x")), "warning", "Primero la cuenta"),
    (account_check(AccountState("closed", False, 0.0)), "bad", "cerrada"),
    (account_check(Unknown("x", CarrierError("x", temporary=False, code="20005"))), "bad", "no está activa"),
    (account_check(Unknown("x", CarrierError("x", temporary=False, code="20003"))), "bad", "rechaza las claves"),
    (account_check(Unknown("x", CarrierError("x", temporary=False, code="20404"))), "bad", "TWILIO_API_URL"),
    (account_check(Unknown("x", CarrierError("x", temporary=True))), "bad", "no contesta"),
    (sim_gateway_check(SETTINGS, None, NOW), "ok", "apagado"),
    (sim_gateway_check(BY_SIM, sim(29), NOW), "ok", "en línea"),
    (sim_gateway_check(BY_SIM, sim(31), NOW), "warning", "desde hace 31 min"),
    (sim_gateway_check(BY_SIM, sim(181), NOW), "bad", "desde hace 181 min"),
    (sim_gateway_check(replace(BY_SIM, sms_by="twilio"), sim(181), NOW), "warning", "181 min"),
    (sim_gateway_check(BY_SIM, sim(None), NOW), "warning", "no dice cuándo"),
    (sim_gateway_check(BY_SIM, sim(), NOW), "bad", "no conoce"),
    (sim_gateway_check(BY_SIM, sim(1, 1), NOW), "bad", "?device="),
    (sim_gateway_check(BY_SIM, Unknown("x", CarrierError("x", temporary=True)), NOW), "bad", "no contesta"),
    (sim_gateway_check(BY_SIM, Unknown("x", CarrierError("x", temporary=False, code="401")), NOW), "bad", "claves"),
    (sim_webhooks_check(SETTINGS, None), "ok", "apagado"),
    (sim_webhooks_check(BY_SIM, Unknown("x")), "warning", "Primero el teléfono"),
    (told(), "ok", "llega a esta línea"),
    (told(of=EVENTS[1:]), "bad", "faltan sms:received"),
    (told(to="https://user:secret@other.example.com/x"), "bad", "(van a https://other.example.com/x)"),
    (told(of=(*EVENTS, "sms:sent")), "warning", "sms:sent avisa más de una vez"),
    (told(settings=replace(BY_SIM, sms_by="twilio", sim_gateway_secrets=())), "warning", "SIM_GATEWAY_SECRET"),
    (public_url_check(SETTINGS, PublicAnswer(200, "ok", "")), "ok", "somos nosotros"),
    (public_url_check(SETTINGS, PublicAnswer(200, "<html>", "")), "bad", "no es esta aplicación"),
    (public_url_check(SETTINGS, PublicAnswer(502, "ok", "")), "bad", "502"),
    (public_url_check(SETTINGS, PublicAnswer(301, "", "https://www.example.com/healthz")), "bad", "desvía"),
    (public_url_check(SETTINGS, Unknown("x", requests.exceptions.SSLError())), "bad", "certificado"),
    (public_url_check(SETTINGS, Unknown("no contestó a tiempo")), "bad", "no contestó a tiempo"),
]


@pytest.mark.parametrize(("check", "state", "words"), VERDICTS)
def test_a_verdict(check: Check, state: str, words: str) -> None:
    assert check.state == state and words in f"{check.found} {check.do}"
    assert bool(check.do) == (state != "ok")


@pytest.mark.parametrize(
    ("found", "same"),
    [
        ('<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hola</Say></Response>', True),
        ("<Response>\n  <Say>\n Hola </Say>\n</Response>\n", True),
        ("<Response><Say>Adiós</Say></Response>", False),
        ("<Response><Say>Hola</Say><Hangup/></Response>", False),
        ("Hola", False),
        ("", False),
        ('<!DOCTYPE r [<!ENTITY h "Hola">]><Response><Say>&h;</Say></Response>', False),
    ],
)
def test_whether_a_document_says_the_same(found: str, same: bool) -> None:
    assert says_the_same(found, "<Response><Say>Hola</Say></Response>") is same


def test_what_may_be_secret_in_an_address_is_not_shown() -> None:
    assert shown("https://me:secret@a.example.com:8443/voice?key=1#rc=2") == "https://a.example.com:8443/voice"
    assert shown("nonsense") == "://nonsense"


def test_secrets_are_the_tokens_the_key_and_the_passwords_long_enough_to_be_ones() -> None:
    assert {"of-the-phone", "signing-key"} <= set(secrets_of(BY_SIM))
    assert set(secrets_of(SETTINGS)) == {"first-token", "second-token", "very-secret", "in-the-database"}
