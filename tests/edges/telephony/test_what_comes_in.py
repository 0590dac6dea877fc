"""Signatures are checked, forms become words, numbers become E.164 or nothing."""

import pytest
from werkzeug.datastructures import MultiDict

from tests.edges.telephony.carrier import SETTINGS
from voiceline.dialog.conversation import Entered, Left, Pressed, Recorded, Silence, Wrote
from voiceline.telephony.inbound import SignatureCheck, e164, heard_in_text, heard_on_call, inbound_call, inbound_text


def test_the_carriers_own_signature_vector() -> None:
    form = MultiDict(
        {
            "CallSid": "CA1234567890ABCDE",
            "Caller": "+14158675310",
            "Digits": "1234",
            "From": "+14158675310",
            "To": "+18005551212",
        }
    )
    check = SignatureCheck("https://example.com", ("other", "12345"))
    uri, signature = "/myapp.php?foo=1&bar=2", "L/OH5YylLD5NRKLltdqwSvS0BnU="
    assert check.accepts(uri, form, signature)
    assert not check.accepts(uri + "&x=1", form, signature)
    assert not SignatureCheck("https://example.com", ("other",)).accepts(uri, form, signature)


@pytest.mark.parametrize("signature", [None, "", "x", "ñ", "A" * 5000])
def test_an_odd_signature_is_a_no_and_never_an_error(signature: str | None) -> None:
    assert not SignatureCheck("https://x", ("t",)).accepts("/voice", MultiDict(), signature)


@pytest.mark.parametrize(
    ("form", "heard"),
    [
        ({"Digits": "1", "FinishedOnKey": "", "msg": "Gather End"}, Pressed("1")),
        ({"Digits": "", "FinishedOnKey": ""}, Silence()),
        ({}, Silence()),
        ({"Digits": "12"}, Entered("12")),
        ({"Digits": "417", "FinishedOnKey": "#"}, Entered("417")),
        ({"Digits": "41*417"}, Entered("417")),
        ({"Digits": "41*7"}, Entered("7")),
        ({"Digits": "41*"}, Pressed("*")),
        ({"Digits": "*"}, Pressed("*")),
        (
            {"RecordingUrl": "u", "RecordingSid": "RE1", "RecordingDuration": "7", "Digits": "#"},
            Recorded(7, "#", "RE1"),
        ),
        ({"RecordingSid": "RE1", "RecordingDuration": "7", "Digits": "hangup"}, Recorded(7, "hangup", "RE1")),
        ({"RecordingDuration": "soon"}, Recorded(0)),
        ({"Digits": "hangup"}, Recorded(0, "hangup")),
        ({"QueueResult": "bridged"}, Left("talked")),
        ({"QueueResult": "hangup"}, Left("hung_up")),
        ({"QueueResult": "leave"}, Left("left")),
        ({"QueueResult": "queue-full"}, Left("error")),
        ({"QueueResult": "something new"}, Left("error")),
        ({"DialCallStatus": "completed", "DialBridged": "true"}, Left("talked")),
        ({"DialCallStatus": "completed", "DialBridged": "false"}, Left("unjoined")),
        ({"DialCallStatus": "no-answer"}, Left("unjoined")),
    ],
)
def test_forms_become_words(form: dict[str, str], heard: object) -> None:
    assert heard_on_call(form) == heard


@pytest.mark.parametrize(
    ("body", "heard"),
    [
        ("1", Pressed("1")),
        (" 2. ", Pressed("2")),
        ("12", Wrote("12")),
        ("1 por favor", Wrote("1 por favor")),
        ("", Wrote("")),
    ],
)
def test_a_number_alone_is_a_choice(body: str, heard: object) -> None:
    assert heard_in_text(body) == heard


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("+50244440001", "+50244440001"),
        ("44440001", "+50244440001"),
        ("+1 (415) 867-5310", "+14158675310"),
        ("anonymous", None),
        ("+266696687", None),
        ("", None),
        ("sip:a@b", None),
        ("+502", None),
    ],
)
def test_numbers(raw: str, number: str | None) -> None:
    assert e164(raw) == number


def test_a_forwarders_number_and_our_own_prove_nothing() -> None:
    form = {"CallSid": "CA1", "From": "+50244440001", "To": "+50256305476"}
    own = SETTINGS.own_numbers
    assert not inbound_call(form, own).proves_nothing
    assert inbound_call({**form, "ForwardedFrom": "+50244440001"}, own).proves_nothing
    assert inbound_call({**form, "From": "+50256305476"}, own).proves_nothing


def test_a_whatsapp_message_is_known_by_its_sender() -> None:
    text = inbound_text({"MessageSid": "SM1", "From": "whatsapp:+50244440001", "Body": " hola "})
    assert (text.channel, text.sender, text.body) == ("whatsapp", "+50244440001", "hola")
