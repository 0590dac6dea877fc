"""The floor that says Twilio: signatures, forms become words, places become exact TwiML, failures become one error."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import requests
import responses
from twilio.base.exceptions import TwilioException
from werkzeug.datastructures import MultiDict

from voiceline.dialog.catalog import Changes, shipped
from voiceline.dialog.conversation import Entered, Left, Place, Pressed, Recorded, Silence, Wrote
from voiceline.dialog.scripts import ON_CALLS, SCRIPTS
from voiceline.settings import Settings
from voiceline.telephony import text_reply, twiml
from voiceline.telephony.inbound import SignatureCheck, e164, heard_in_text, heard_on_call, inbound_call, inbound_text
from voiceline.telephony.inspection import Inspection
from voiceline.telephony.phone import CarrierError
from voiceline.telephony.text_reply import reply_words
from voiceline.telephony.twilio_phone import TwilioPhone
from voiceline.telephony.twilio_transcriber import TwilioTranscriber

SETTINGS = Settings.from_environment(
    {
        "DATABASE_URL": "postgresql://x/x",
        "REDIS_URL": "redis://x",
        "PUBLIC_URL": "https://line.example.com",
        "LINE_NUMBER": "+50256305476",
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_AUTH_TOKEN": "t",
        "SECRET_KEY": "x",
    }
)
API = f"https://api.twilio.com/2010-04-01/Accounts/{SETTINGS.account_sid}"


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


VALUES = {
    "line": "Línea",
    "case": "4, 1, 7",
    "case_number": 417,
    "severity": "crítico",
    "engineer": "Lee",
    "queue": "call-9",
    "conference": "case-417",
    "second": "Luis",
    "asked_by": "Lee",
    "who": "Lee",
    "gone": "El cliente ya colgó.",
    "told": "El cliente ya recibe el aviso.",
    "customer_number": "+50244440001",
    "email": "a arroba b",
    "email_plain": "a@b",
    "customer": "Banco",
    "age": "hace 2 minutos",
    "others": "",
    "meant": "que es crítico",
    "consent": "Esta llamada se graba. ",
    "opening": " Atendemos en horario hábil, mañana a las ocho de la mañana.",
    "standing": "lo atiende María Fernanda Hernández, con solución antes de las seis y diez de la mañana",
    "why": "Se cortó.",
    "when": "a las dos",
    "before": "antes de las dos",
    "email_spelled": "a, arroba, be",
    "recording_url": "https://line.example.com/r",
    "announcement": "El sistema no responde.",
    "callee": "Rosa Ortiz",
    "of_case": ", caso 4, 1, 7",
}
HEAD = '<?xml version="1.0" encoding="UTF-8"?><Response>'
MIA = 'language="es-MX" voice="Polly.Mia-Neural"'


@pytest.mark.parametrize(
    ("script", "step", "document"),
    [
        (
            "customer_line",
            "hold_to_join",
            f'<Say {MIA}>Lee atiende su caso. Le comunicamos.</Say><Enqueue action="/t/3" method="POST" '
            'waitUrl="/voice/wait">call-9</Enqueue>',
        ),
        (
            "engineer_page",
            "join",
            f"<Say {MIA}>El caso 4, 1, 7 es suyo. El cliente está en la línea, le comunicamos.</Say>"
            '<Dial action="/t/3" hangupOnStar="true" method="POST" timeout="15">'
            '<Queue method="POST" url="/voice/joined">call-9</Queue>'
            "</Dial>",
        ),
        (
            "engineer_page",
            "ring",
            f'<Say {MIA}>Le comunicamos.</Say><Dial action="/t/3" callerId="+50256305476" method="POST" timeout="25">'
            '<Number method="POST" statusCallback="/voice/leg/CA9/status" '
            'statusCallbackEvent="initiated ringing answered completed" url="/voice/leg/CA9">'
            "+50244440001</Number></Dial>",
        ),
        (
            "engineer_page",
            "listen",
            '<Gather action="/t/3" actionOnEmptyResult="true" finishOnKey="" input="dtmf" language="es-MX" '
            'method="POST" numDigits="1" timeout="8"><Play>https://line.example.com/r</Play>'
            f"<Say {MIA}>Caso 4, 1, 7. Marque 1 para tomarlo, 2 para pasarlo, 3 para oírlo otra vez.</Say></Gather>"
            '<Redirect method="POST">/t/3</Redirect>',
        ),
        (
            "engineer_door",
            "pin",
            '<Gather action="/t/3" actionOnEmptyResult="true" finishOnKey="#" input="dtmf" language="es-MX" '
            f'method="POST" numDigits="9" timeout="8"><Say {MIA}>Marque su PIN y numeral.</Say></Gather>'
            '<Redirect method="POST">/t/3</Redirect>',
        ),
        (
            "customer_door",
            "pin",
            '<Gather action="/t/3" actionOnEmptyResult="true" finishOnKey="#" input="dtmf" language="es-MX" '
            f'method="POST" numDigits="11" timeout="8"><Say {MIA}>Marque el PIN de su empresa y numeral.</Say></Gather>'
            '<Redirect method="POST">/t/3</Redirect>',
        ),
        ("engineer_page", "passed", f"<Say {MIA}>De acuerdo, llamamos al siguiente.</Say><Hangup />"),
    ],
)
def test_places_become_exact_twiml(script: str, step: str, document: str) -> None:
    urls = twiml.Urls("/t", "+50256305476", "/voice/leg/CA9")
    made = twiml.render(SCRIPTS[script], Place(script, step, 3), VALUES, urls)
    assert made == f"{HEAD}{document}</Response>"


def test_in_a_message_what_is_entered_is_a_plain_question() -> None:
    script, place = SCRIPTS["engineer_door"], Place("engineer_door", "pin")
    assert reply_words(script, place, VALUES, "whatsapp") == "Marque su PIN y numeral."
    assert reply_words(script, replace(place, tries=1), VALUES, "whatsapp").startswith("No entendí su respuesta. ")


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("script", ON_CALLS.values(), ids=lambda script: script.name)
def test_every_step_is_spoken_in_its_language_and_fits(script, language: str) -> None:
    from voiceline.dialog.conversation import Do

    for name, step in script.steps.items():
        if isinstance(step, Do):
            continue
        made = twiml.render(script, Place(script.name, name, 1, 1, language), VALUES, twiml.Urls("/t", "+50256305476"))
        assert len(made.encode()) < 64 * 1024 and "{" not in made
        assert made.count("<Say ") == made.count('<Say language="')


def test_what_a_customer_hears_whom_we_ring_asks_for_a_key_and_joins_without_one() -> None:
    values = {"line": "Línea", "engineer": "Lee", "of_case": ""}
    made = twiml.greeting("es", "greeting", values, "/voice/leg/CA9/key")
    assert made == (
        f'{HEAD}<Gather action="/voice/leg/CA9/key" actionOnEmptyResult="false" finishOnKey="" input="dtmf" '
        f'language="es-MX" method="POST" numDigits="1" timeout="3"><Say {MIA}>Línea. Marque 1 para hablar con Lee.'
        "</Say></Gather></Response>"
    )


@pytest.mark.parametrize(
    ("state", "tries", "first"),
    [("Hay una falla.", 0, "Hay una falla."), ("", 0, "Línea. Marque 1"), ("Hay una falla.", 1, "No le entendí.")],
)
def test_what_is_announced_is_said_first_inside_the_question_and_once(state: str, tries: int, first: str) -> None:
    values = {**VALUES, "announcement": state}
    place = Place("customer_line", "welcome", 0, tries)
    made = twiml.render(SCRIPTS["customer_line"], place, values, twiml.Urls("/t", "+50256305476"))
    gather = made.split("<Gather ")[1].split("</Gather>")[0]
    assert gather.split(">", 2)[2].startswith(first) and "Marque 1 si es crítico" in gather


def test_with_nothing_announced_an_admin_s_own_words_around_it_are_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    around = shipped("es").with_changes(
        Changes({("announcement", kind): "Aviso: {announcement}" for kind in ("say", "text")})
    )
    for floor in (twiml, text_reply):
        monkeypatch.setattr(floor, "catalog", lambda _: around)
    script, place, urls = SCRIPTS["customer_line"], Place("customer_line", "welcome"), twiml.Urls("/t", "+50256305476")
    for state in ("Hay una falla.", ""):
        values = {**VALUES, "announcement": state}
        said = twiml.render(script, place, values, urls), reply_words(script, place, values, "whatsapp")
        assert ["Aviso: " in each for each in said] == [bool(state)] * 2


def test_a_record_offers_its_keys_and_tells_where_the_file_comes() -> None:
    made = twiml.render(SCRIPTS["customer_line"], Place("customer_line", "describe", 1), VALUES, twiml.Urls("/t", "+5"))
    assert 'finishOnKey="#0"' in made and 'recordingStatusCallback="/voice/recording"' in made


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
    TwilioPhone(SETTINGS).stop_ringing("CA1")
    assert TwilioPhone(SETTINGS).redirect("CA1", "https://u") is False


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


def test_a_dictation_is_written_down_where_a_transcriber_is_set_and_only_until_the_hold() -> None:
    script = SCRIPTS["customer_line"]
    urls = twiml.Urls("/t", "+5", transcriber=TwilioTranscriber("https://line.example.com/voice/transcription"))
    dictated = twiml.render(script, Place("customer_line", "describe", 1), VALUES, urls)
    begun = (
        '<Start><Transcription enableAutomaticPunctuation="true" languageCode="es-US" name="dictation" '
        'partialResults="false" statusCallbackMethod="POST" '
        'statusCallbackUrl="https://line.example.com/voice/transcription" track="inbound_track" /></Start><Record '
    )
    assert begun in dictated
    held = twiml.render(script, Place("customer_line", "hold", 2), VALUES, urls)
    assert held.startswith(f'{HEAD}<Stop><Transcription name="dictation" /></Stop><Say ')
    noted = SCRIPTS["engineer_page"]
    assert begun in twiml.render(noted, Place("engineer_page", "resolve_note", 3), VALUES, urls)
    for step in ("rejoin", "conference"):
        assert "<Stop>" in twiml.render(noted, Place("engineer_page", step, 4), VALUES, urls)
    english = twiml.render(script, Place("customer_line", "describe", 1, language="en"), VALUES, urls)
    assert 'languageCode="en-US"' in english
