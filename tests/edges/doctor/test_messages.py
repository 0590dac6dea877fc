"""What messages go by: WhatsApp's templates, the phone with our SIM."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.edges.doctor.patient import House
from tests.sim_phone import PASSWORD, sim_phone
from voiceline.telephony.sim_inbound import EVENTS

# WhatsApp's templates


TEMPLATE = "HX" + "a" * 32


@pytest.mark.parametrize(
    "value",
    [
        "opened.es",
        "[]",
        '{"opened.es": "HX1"}',
        '{"opened.es": []}',
        json.dumps({"opened": [TEMPLATE]}),
        '{"opened.es": ["HX1", "case_number"]}',
        json.dumps({"opened.es": [TEMPLATE, 1]}),
    ],
)
def test_templates_that_make_no_sense(house: House, value: str) -> None:
    house.set(WHATSAPP_NUMBER="+50256305476", WHATSAPP_TEMPLATES=value)
    found = house.examined()
    assert found.bad == {"settings"} and "WHATSAPP_TEMPLATES: no es JSON" in found.says("settings")


def test_templates_need_the_number_they_are_sent_from(house: House) -> None:
    house.set(WHATSAPP_TEMPLATES=json.dumps({"opened.es": [TEMPLATE, "case_number"]}))
    found = house.examined()
    assert found.bad == {"settings"} and "WHATSAPP_NUMBER: falta" in found.says("settings")


@pytest.mark.parametrize(
    ("news", "name", "is_odd"),
    [
        ("opened.es", "case_number", False),
        ("opened.es", "at_clock", True),
        ("opened.fr", "case_number", True),
        ("nothing.es", "case_number", True),
    ],
)
def test_a_template_asks_only_for_what_its_news_says(house: House, news: str, name: str, is_odd: bool) -> None:
    house.set(WHATSAPP_NUMBER="+50256305476", WHATSAPP_TEMPLATES=json.dumps({news: [TEMPLATE, name]}))
    found = house.examined()
    assert ("whatsapp" in found.doubtful) is is_odd and (news in found.says("whatsapp")) is is_odd


# The phone with our SIM


def test_a_phone_with_our_sim_is_asked_and_what_is_wrong_with_it_is_said(house: House) -> None:
    base = house.environment["PUBLIC_URL"]
    with sim_phone() as phone:
        house.set(SMS_BY="sim", SIM_GATEWAY_URL=phone.url, SIM_GATEWAY_SECRET="signing-key-of-the-phone")
        phone.devices = [{"id": "phone-1", "name": "x", "lastSeen": datetime.now(UTC).isoformat()}]
        phone.webhooks = [{"event": event, "url": f"{base}/sim/event"} for event in EVENTS]
        for newer in (True, False):
            phone.knows_devices = newer
            found = house.examined()
            assert found.code == 0 and found.bad | found.doubtful == set(), found.words
        assert "salen por el SIM" in found.says("sms_number")
        phone.devices[0]["lastSeen"] = (datetime.now(UTC) - timedelta(hours=4)).isoformat().replace("+00:00", "Z")
        phone.webhooks.pop(0)
        found = house.examined()
        assert found.bad == {"sim_gateway", "sim_webhooks"} and "240 min" in found.says("sim_gateway")
        house.set(SIM_GATEWAY_URL=phone.url.replace(PASSWORD, "another-password"))
        found = house.examined()
        assert found.bad == {"sim_gateway"} and "rechaza las claves" in found.says("sim_gateway")
        assert "another-password" not in found.words and "signing-key-of-the-phone" not in found.words
    found = house.examined()
    assert found.bad == {"sim_gateway"} and found.doubtful == {"sim_webhooks"}
    assert "no hay conexión" in found.says("sim_gateway")


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("SMS_BY", "pigeon", "no es ni twilio ni sim"),
        ("SIM_GATEWAY_URL", "https://sms.example.com", "usuario:clave"),
        ("SIM_GATEWAY_URL", "http://me:pass-word@sms.example.com", "usuario:clave"),
        ("SIM_GATEWAY_URL", "ftp://me:pass-word@sms.example.com", "usuario:clave"),
        ("SIM_GATEWAY_URL", "https://me:pass-word@sms.example.com:port", "usuario:clave"),
        ("SIM_GATEWAY_URL", "https://me:pass-word@sms.example.com?sim=4", "usuario:clave"),
    ],
)
def test_a_setting_of_the_sim_that_makes_no_sense(house: House, variable: str, value: str, words: str) -> None:
    house.set(**{variable: value})
    found = house.examined()
    assert "settings" in found.bad and words in found.says("settings"), found.words
    assert "pass-word" not in found.words


def test_sms_by_a_sim_need_its_phone_and_its_key(house: House) -> None:
    house.set(SMS_BY="sim")
    found = house.examined()
    said = found.says("settings")
    assert "SIM_GATEWAY_URL: falta" in said and "SIM_GATEWAY_SECRET: falta" in said
    assert found.bad == {"settings"} and found.doubtful == {"sim_gateway", "sim_webhooks"}
