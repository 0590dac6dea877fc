"""What is asked of the carrier by REST: failures become one error that says whether they may pass."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import requests
import responses
from twilio.base.exceptions import TwilioException

from tests.edges.telephony.carrier import API, SETTINGS
from voiceline.telephony.inspection import Inspection
from voiceline.telephony.phone import CarrierError, LegState
from voiceline.telephony.twilio_phone import TwilioPhone


@pytest.mark.parametrize(
    ("status", "body", "temporary", "unknown", "code"),
    [
        (500, '{"code": 20500, "message": "x", "status": 500}', True, True, "20500"),
        (503, "<html>bad gateway</html>", True, True, "503"),
        (429, '{"code": 20429, "message": "x", "status": 429}', True, False, "20429"),
        (400, '{"code": 21211, "message": "x", "status": 400}', False, False, "21211"),
        (401, '{"code": 20003, "message": "x", "status": 401}', False, False, "20003"),
    ],
)
@responses.activate
def test_a_failure_says_whether_it_may_pass(status: int, body: str, temporary: bool, unknown: bool, code: str) -> None:
    responses.post(f"{API}/Calls.json", body=body, status=status)
    with pytest.raises(CarrierError) as caught:
        TwilioPhone(SETTINGS).call("+50255550101", "https://u", "https://s", 20)
    assert (caught.value.temporary, caught.value.unknown, caught.value.code) == (temporary, unknown, code)
    assert "+502" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "unknown"),
    [(requests.ConnectTimeout(), False), (requests.ReadTimeout(), True), (requests.ConnectionError(), True)],
)
@responses.activate
def test_silence_on_the_wire_is_temporary_and_may_have_worked(error: Exception, unknown: bool) -> None:
    responses.post(f"{API}/Messages.json", body=error)
    with pytest.raises(CarrierError) as caught:
        TwilioPhone(SETTINGS).text("sms", "+50255550101", "x", "https://s", 60, "a-name")
    assert caught.value.temporary and caught.value.unknown is unknown


@responses.activate
def test_a_leg_that_is_over_is_left_alone() -> None:
    over = {"code": 21220, "message": "x", "status": 400}
    responses.post(f"{API}/Calls/CA1.json", json=over, status=400)
    assert TwilioPhone(SETTINGS).redirect("CA1", "https://u") is False
    responses.get(f"{API}/Calls/CA1.json", json={"sid": "CA1", "status": "completed", "duration": "31"})
    assert TwilioPhone(SETTINGS).stop_ringing("CA1") == LegState("CA1", "completed", 31)


@responses.activate
def test_what_the_carrier_answers_to_a_cancel_is_how_the_leg_stands() -> None:
    responses.post(f"{API}/Calls/CA1.json", json={"sid": "CA1", "status": "canceled", "duration": None})
    assert TwilioPhone(SETTINGS).stop_ringing("CA1") == LegState("CA1", "canceled", None)
    responses.post(f"{API}/Calls/CA2.json", json={"code": 20404, "message": "x", "status": 404}, status=404)
    responses.get(f"{API}/Calls/CA2.json", json={"code": 20404, "message": "x", "status": 404}, status=404)
    assert TwilioPhone(SETTINGS).stop_ringing("CA2") is None


@responses.activate
def test_a_call_made_in_vain_is_found_again_by_its_number_and_hour() -> None:
    now = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)

    def leg(sid: str, made: datetime, direction: str = "outbound-api") -> dict[str, str]:
        return {"sid": sid, "direction": direction, "date_created": made.strftime("%a, %d %b %Y %H:%M:%S +0000")}

    legs = [leg("CA3", now, "inbound"), leg("CA2", now + timedelta(seconds=1)), leg("CA1", now - timedelta(hours=1))]
    responses.get(f"{API}/Calls.json", json={"calls": legs, "page": 0, "next_page_uri": None})
    assert TwilioPhone(SETTINGS).find_calls("+50255550101", now) == ["CA2"]


def test_whatsapp_without_a_number_is_a_lasting_error() -> None:
    with pytest.raises(CarrierError) as caught:
        TwilioPhone(SETTINGS).text("whatsapp", "+50255550101", "x", "https://s", 60, "a-name")
    assert caught.value.temporary is False and not isinstance(caught.value, TwilioException)


@responses.activate
@pytest.mark.parametrize(
    ("status", "body", "temporary", "code"),
    [
        (500, {"code": 20500}, True, "20500"),
        (503, "<html>", True, None),
        (429, {"code": 20429}, True, "20429"),
        (401, {"code": 20003}, False, "20003"),
        (400, [], False, None),
    ],
)
def test_a_list_that_fails_says_temporary_from_permanent_too(
    status: int, body: object, temporary: bool, code: str | None
) -> None:
    """The library has another error for lists; whether a page that looks its call up is tried again hangs on it."""
    text = body if isinstance(body, str) else json.dumps(body)
    responses.get(f"{API}/Calls.json", body=text, status=status)
    with pytest.raises(CarrierError) as failed:
        TwilioPhone(SETTINGS).find_calls("+50255550101", datetime.now(UTC))
    assert (failed.value.temporary, failed.value.unknown, failed.value.code) == (temporary, status >= 500, code)


@responses.activate
@pytest.mark.parametrize(
    ("api_url", "voice_url"),
    [
        ("https://api.twilio.com", "https://voice.twilio.com"),
        ("https://api.dublin.ie1.twilio.com", "https://voice.dublin.ie1.twilio.com"),
        ("http://127.0.0.1:8010", "http://127.0.0.1:8010"),
    ],
)
def test_the_voice_product_is_asked_beside_the_api(api_url: str, voice_url: str) -> None:
    country = {"iso_code": "GT", "low_risk_numbers_enabled": True}
    responses.get(f"{voice_url}/v1/DialingPermissions/Countries/GT", json=country)
    inspection = Inspection(replace(SETTINGS, carrier_api_url=api_url), lambda: datetime.now(UTC))
    assert inspection.may_call("GT") is True


@pytest.mark.parametrize(("status", "body"), [(204, ""), (404, '{"code": 20404, "message": "x", "status": 404}')])
@responses.activate
def test_a_recording_is_deleted_and_one_that_is_gone_is_deleted_already(status: int, body: str) -> None:
    responses.delete(f"{API}/Recordings/RE1.json", body=body, status=status)
    TwilioPhone(SETTINGS).delete_recording("RE1")
    assert len(responses.calls) == 1


@responses.activate
def test_a_deletion_that_failed_is_no_deletion() -> None:
    responses.delete(f"{API}/Recordings/RE1.json", body='{"code": 20500, "message": "x", "status": 500}', status=500)
    with pytest.raises(CarrierError) as caught:
        TwilioPhone(SETTINGS).delete_recording("RE1")
    assert caught.value.temporary
