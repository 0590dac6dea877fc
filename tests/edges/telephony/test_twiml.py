"""Places become exact TwiML."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml.messaging_response import MessagingResponse

from voiceline.dialog.catalog import Changes, shipped
from voiceline.dialog.conversation import Place
from voiceline.dialog.scripts import ON_CALLS, SCRIPTS
from voiceline.telephony import text_reply, twiml
from voiceline.telephony.text_reply import reply_words
from voiceline.telephony.twilio_transcriber import TwilioTranscriber

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
    "gone": "El cliente no está en la línea.",
    "told": "El cliente ya recibe el aviso.",
    "customer_number": "+50244440001",
    "email": "a arroba b",
    "email_plain": "a@b",
    "customer": "Banco",
    "age": "hace 2 minutos",
    "others": "",
    "to_hear": ", 3 para oír al cliente",
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
    "another": ", 3 para otro de sus casos",
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
        ("engineer_page", "passed", f"<Say {MIA}>De acuerdo, seguimos llamando.</Say><Hangup />"),
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


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=80))
def test_the_answer_to_a_message_is_what_the_vendors_library_would_write(words: str) -> None:
    theirs = MessagingResponse()
    if words:
        theirs.message(words)
    assert text_reply.document(words) == str(theirs)
