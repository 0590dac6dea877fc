"""REST, to be read only: the account, its balance and numbers, whom it may call, and its TwiML bins."""

from __future__ import annotations

import hmac
import re

from voiceline.simulator import rest_shapes
from voiceline.simulator.account import COUNTRIES, OwnedNumber
from voiceline.simulator.office import Office
from voiceline.simulator.rest_shapes import Json, RestError
from voiceline.simulator.signature import sign
from voiceline.simulator.web import Form

COUNTRY_PATH = re.compile(r"/v1/DialingPermissions/Countries/([A-Z]{2})")


def show(office: Office) -> Json:
    config, account = office.config, office.account
    names: Json = {"sid": config.account_sid, "owner_account_sid": config.account_sid, "friendly_name": "Simulador"}
    return names | {"status": account.status, "type": account.type, "uri": f"{office.config.account_path}.json"}


def must_be_active(office: Office) -> None:
    """A suspended account can still be looked at, and nothing more."""
    if office.account.status != "active":
        raise RestError(403, 20005, "Account not active")


def balance(office: Office, form: Form) -> tuple[int, Json]:
    account = office.account
    found: Json = {"account_sid": office.config.account_sid}
    return 200, found | {"balance": account.balance, "currency": account.currency}


def numbers(office: Office, form: Form) -> tuple[int, Json]:
    wanted = dict(form).get("PhoneNumber")
    found = [_number(office, each) for each in office.account.numbers.values() if wanted in (None, each.number)]
    return 200, rest_shapes.page(office, "incoming_phone_numbers", "IncomingPhoneNumbers", found, form)


def caller_ids(office: Office, form: Form) -> tuple[int, Json]:
    wanted = dict(form).get("PhoneNumber")
    found: list[Json] = [
        {"phone_number": each, "friendly_name": each, "account_sid": office.config.account_sid}
        for each in office.account.verified
        if wanted in (None, each)
    ]
    return 200, rest_shapes.page(office, "outgoing_caller_ids", "OutgoingCallerIds", found, form)


def country(office: Office, iso_code: str) -> Json:
    """Of the voice product, on a host of its own at the real one."""
    if iso_code not in COUNTRIES:
        raise RestError(404, 20404, f"The requested resource /DialingPermissions/Countries/{iso_code} was not found")
    name, code = COUNTRIES[iso_code]
    return {
        "iso_code": iso_code,
        "name": name,
        "continent": "NORTH_AMERICA",
        "country_codes": [code],
        "low_risk_numbers_enabled": iso_code in office.account.dialable,
        "high_risk_special_numbers_enabled": False,
        "high_risk_tollfraud_numbers_enabled": False,
        "url": f"{office.config.api_url}/v1/DialingPermissions/Countries/{iso_code}",
        "links": {},
    }


def kept_twiml(office: Office, sid: str, url: str, form: Form, signature: str | None) -> tuple[int, str]:
    """A bin's document, for whoever signs as the account; (status, body)."""
    expected = sign(office.config.auth_token, url, form)
    if not hmac.compare_digest(expected.encode(), (signature or "").encode()):
        return 401, "Not Authorized"
    twiml = office.account.bins.get(sid)
    return (404, "Not Found") if twiml is None else (200, twiml)


def _number(office: Office, owned: OwnedNumber) -> Json:
    capabilities: Json = {"voice": True, "sms": owned.takes_texts, "mms": False, "fax": False}
    return {
        "sid": owned.sid,
        "account_sid": office.config.account_sid,
        "api_version": "2010-04-01",
        "phone_number": owned.number,
        "friendly_name": owned.number,
        "capabilities": capabilities,
        "voice_url": owned.voice_url,
        "voice_method": owned.voice_method,
        "voice_fallback_url": owned.voice_fallback_url,
        "voice_fallback_method": "POST",
        "voice_application_sid": owned.voice_application_sid,
        "status_callback": owned.status_callback,
        "status_callback_method": owned.status_callback_method,
        "sms_url": owned.sms_url,
        "sms_method": owned.sms_method,
        "sms_fallback_url": "",
        "sms_application_sid": "",
        "trunk_sid": None,
        "status": "in-use",
        "uri": f"{office.config.account_path}/IncomingPhoneNumbers/{owned.sid}.json",
    }
