"""What the phone with our SIM tells, before anything is done with it: its signature, and whose message it is."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from voiceline.telephony.inbound import InboundText
from voiceline.telephony.sim_inbound import MessageReceipt, SimSignatureCheck, told_by_sim
from voiceline.telephony.sim_place import Place

BODY, STAMP = b'{"event":"sms:received"}', "1764000000"
NOW = datetime.fromtimestamp(int(STAMP), UTC)
# openssl dgst -sha256 -hmac the-key, over the body and the stamp
SIGNED = "39e018b9ea7fa603996aa8a967aedb6345ea4c82556a87d42719fdef86b6fa73"
ANYWHERE = Place(None, None)


def test_a_signature_made_by_another_tool() -> None:
    check = SimSignatureCheck(("other", "the-key"))
    assert check.accepts(BODY, STAMP, SIGNED, NOW) and check.accepts(BODY, STAMP, SIGNED.upper(), NOW)
    assert not check.accepts(BODY + b" ", STAMP, SIGNED, NOW)
    assert not check.accepts(BODY, "1764000001", SIGNED, NOW)
    assert not SimSignatureCheck(("other",)).accepts(BODY, STAMP, SIGNED, NOW)
    assert not SimSignatureCheck(()).accepts(BODY, STAMP, SIGNED, NOW)


@pytest.mark.parametrize("signature", [None, "", "x", "ñ", "\x00", "a" * 5000])
@pytest.mark.parametrize("stamp", [STAMP, None, "", "-1", "١", "1e9", "9" * 400])
def test_an_odd_signature_or_stamp_is_a_no_and_never_an_error(stamp: str | None, signature: str | None) -> None:
    assert not SimSignatureCheck(("the-key",)).accepts(BODY, stamp, signature, NOW)
    assert stamp == STAMP or not SimSignatureCheck(("the-key",)).accepts(BODY, stamp, SIGNED, NOW)


def told(place: Place = ANYWHERE, event: dict[str, Any] | None = None, **payload: Any) -> Any:
    said = {"messageId": "m1", "message": " 1 ", "sender": "44440001", "receivedAt": "2026-11-24T02:10:00-06:00"}
    whole = {"event": "sms:received", "id": "e1", "deviceId": "d1", "payload": {**said, **payload}, **(event or {})}
    return told_by_sim(json.dumps(whole).encode(), place)


def test_a_text_is_hers_whatever_form_her_number_comes_in() -> None:
    found = told()
    assert isinstance(found, InboundText)
    assert (found.channel, found.sender, found.body) == ("sms", "+50244440001", "1")
    assert told(sender="+502 4444 0001").sid == found.sid


@pytest.mark.parametrize(
    ("event", "payload", "same"),
    [
        ({"id": "e2"}, {}, True),  # told again, by another registration
        ({}, {"messageId": "m2"}, True),
        ({}, {"receivedAt": "2026-11-24T02:10:01-06:00"}, False),
        ({}, {"message": "2"}, False),
        ({}, {"sender": "44440002"}, False),
    ],
)
def test_a_message_has_one_name_and_another_message_another(
    event: dict[str, Any], payload: dict[str, Any], same: bool
) -> None:
    assert (told(event=event, **payload).sid == told().sid) is same


def test_without_a_moment_the_events_own_name_tells_messages_apart() -> None:
    first, again, other = (told(receivedAt=None, event={"id": each}).sid for each in ("e1", "e1", "e2"))
    assert first == again != other


@pytest.mark.parametrize(
    ("place", "payload", "ours"),
    [
        (Place(1, None), {"simNumber": 1}, True),
        (Place(1, None), {"simNumber": 2}, False),
        (Place(1, None), {"simNumber": None}, True),
        (Place(None, "d1"), {}, True),
        (Place(None, "d2"), {}, False),
    ],
)
def test_only_what_is_known_to_be_elsewhere_is_left(place: Place, payload: dict[str, Any], ours: bool) -> None:
    assert (told(place, **payload) is not None) is ours


@pytest.mark.parametrize(
    ("event", "reason", "receipt"),
    [
        ("sms:sent", None, MessageReceipt("m1", "sent", None)),
        ("sms:delivered", None, MessageReceipt("m1", "delivered", None)),
        ("sms:failed", "x: RESULT_ERROR_NO_SERVICE", MessageReceipt("m1", "failed", "RESULT_ERROR_NO_SERVICE")),
        ("sms:failed", "No SIM for +50244440001", MessageReceipt("m1", "failed", None)),
    ],
)
def test_what_became_of_a_message_of_ours(event: str, reason: str | None, receipt: MessageReceipt) -> None:
    assert told(event={"event": event}, reason=reason) == receipt
