"""Every document we can send, of every step in both languages and of no step, is one the carrier takes."""

import inspect
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from tests.house.carrier_rules import ENDS, MESSAGE, VALUES, VOICE, complaints
from voiceline.dialog.catalog import LANGUAGES, Changes, catalog
from voiceline.dialog.conversation import Ask, Confer, Confirm, Do, End, Enter, Hold, Join, Place, Record, Ring
from voiceline.dialog.scripts import ON_CALLS, SCRIPTS
from voiceline.domain.business_time import Calendar
from voiceline.domain.directory import Directory
from voiceline.telephony import text_reply, twiml
from voiceline.telephony.twilio_transcriber import TwilioTranscriber

LONG_NAME = "Distribuidora e Importadora Centroamericana de Víveres & Abarrotes «El Ñandú» <S. A.> " * 4
WORST = {
    **dict.fromkeys(
        ("line", "customer", "callee", "engineer", "email", "email_plain", "email_spelled", "why"), LONG_NAME
    ),
    "consent": "Esta llamada se graba. ",
    "opening": " Atendemos en horario hábil, mañana a las ocho de la mañana.",
    "standing": "lo atiende María Fernanda Hernández, con solución antes de las seis y diez de la mañana",
    "meant": "que es alto y hay una alternativa temporal",
    "case": ", ".join("4178906523"),
    "case_number": 4178906523,
    "severity": "crítico",
    "severity_code": "P1",
    **dict.fromkeys(("age", "when", "before"), "el miércoles a las once y treinta y ocho de la noche " * 3),
    "others": " También esperan: " + ", ".join("el 4, 1, 7, 8, 9" for _ in range(150)) + ".",
    "another": ", 3 para otro de sus casos",
    "to_hear": ", 3 para oír al cliente",
    "of_case": ", caso " + ", ".join("4178906523"),
    "announcement": "Ñandú & <caja> no responden; ya trabajamos en ello. " * 20,
    "queue": "call-" + "9" * 59,
    "conference": "case-4178906523",
    **dict.fromkeys(("second", "asked_by", "who", "gone", "told", "nth", "many"), LONG_NAME),
    "customer_number": "+50244440001",
    "line_number": "56, 30, 54, 76",
    "recording_url": "https://linea.ikhodi.com.gt/voice/recording/" + "AbC-dEf_123." * 40,
}
SCRIBE = TwilioTranscriber("https://linea.ikhodi.com.gt/voice/transcription")
LEG = "/voice/leg/CA" + "0123456789abcdef" * 2
# What each kind of step has to become. A new kind of step is not to be passed over: it needs its row here.
VERB_OF: dict[type, str] = {
    Ask: "Gather",
    Confirm: "Gather",
    Enter: "Gather",
    Record: "Record",
    Hold: "Enqueue",
    Join: "Dial",
    Confer: "Dial",
    Ring: "Dial",
    End: "Hangup",
}


STEPS = [
    (script.name, name)
    for script in ON_CALLS.values()
    for name, step in script.steps.items()
    if not isinstance(step, Do)
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("script", "name"), STEPS)
def test_whatever_a_step_says_is_valid(script: str, name: str, language: str) -> None:
    step = SCRIPTS[script].steps[name]
    urls = twiml.Urls("/voice/page/" + "AbC-dEf_123" * 3 + "/turn", "+50256305476", LEG)
    for tries in (0, 2):
        place = Place(script, name, 12_345, tries, language)
        document = twiml.render(SCRIPTS[script], place, WORST, urls)
        assert complaints(document) == []
        verbs = [verb.tag for verb in ElementTree.fromstring(document)]
        assert VERB_OF[type(step)] in verbs
        assert verbs[-1] in ENDS
        if isinstance(step, Ask | Confirm | Enter | Record):
            assert document.endswith('<Redirect method="POST">' + urls.turn(12_345) + "</Redirect></Response>")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("script", "name"), STEPS)
def test_a_dictation_is_written_down_and_nothing_that_comes_after_it(script: str, name: str, language: str) -> None:
    step = SCRIPTS[script].steps[name]
    urls = twiml.Urls("/voice/turn", "+50256305476", transcriber=SCRIBE)
    for notes in ({}, {"recorded_seconds": 4}):
        document = twiml.render(SCRIPTS[script], Place(script, name, 3, 0, language, notes), WORST, urls)
        verbs = [verb.tag for verb in ElementTree.fromstring(document)]
        assert complaints(document) == []
        assert ("Start" in verbs) == isinstance(step, Record)
        if isinstance(step, Hold | Join | Confer | Ring) or (notes and not isinstance(step, Record | End)):
            assert verbs[0] == "Stop"
        else:
            assert "Stop" not in verbs


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("script", "name"), STEPS)
def test_a_recording_in_place_of_any_steps_words_is_valid(
    script: str, name: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompt = SCRIPTS[script].steps[name].prompt
    words = catalog(language).with_changes(Changes({}, {prompt: "AbC-dEf_123.wav"}))
    monkeypatch.setattr(twiml, "catalog", lambda _: words)
    place, urls = Place(script, name, 3, 0, language), twiml.Urls("/voice/turn", "+50256305476")
    document = twiml.render(SCRIPTS[script], place, {**WORST, "recorded_at": "https://linea.ikhodi.com.gt/said"}, urls)
    played = [play.text for play in ElementTree.fromstring(document).iter("Play")]
    assert complaints(document) == [] and "https://linea.ikhodi.com.gt/said/AbC-dEf_123.wav" in played
    assert "said/" not in twiml.render(SCRIPTS[script], place, WORST, urls)  # nowhere it could not be fetched


def directory(numbers: int) -> Directory:
    phones = tuple(f"+5025555{n:04}" for n in range(numbers))
    calendar = Calendar("America/Guatemala", {})
    return Directory(name=LONG_NAME, timezone="America/Guatemala", calendar=calendar, fallback_phones=phones)


WAITS = sorted(prompt for prompt in catalog("es").prompts() if prompt.startswith("wait_"))
MUSIC = "https://linea.ikhodi.com.gt/voice/music/0123456789abcdef.wav"
OUTSIDE: dict[str, Callable[[str], list[str]]] = {
    "waiting": lambda language: [
        twiml.waiting(language, prompts, WORST, music)
        for prompts in ((), ("one_moment",), *((prompt,) for prompt in WAITS), tuple(WAITS))
        for music in (MUSIC, None)
    ],
    "greeting": lambda language: [twiml.greeting(language, "greeting", WORST, f"{LEG}/key")],
    "leaving": lambda language: [twiml.leaving()],
    "alone": lambda language: [twiml.alone(MUSIC)],
    "farewell": lambda language: [twiml.farewell(language, "no_such_page")],
    "one_moment": lambda language: [twiml.one_moment(language, "/voice/turn/3?key=hash&dial=no-answer&again=2")],
    "apology": lambda language: [
        twiml.apology(language, directory(n).fallback_phones, "+50256305476", scribe)
        for n in (0, 1, 10, 40)
        for scribe in (None, SCRIBE)
    ],
    "kept_at_the_carrier": lambda language: [twiml.kept_at_the_carrier(directory(3), "+50256305476")],
    "nothing": lambda language: [twiml.nothing()],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("maker", OUTSIDE)
def test_a_document_that_belongs_to_no_step_is_valid(maker: str, language: str) -> None:
    for document in OUTSIDE[maker](language):
        assert complaints(document) == []


def test_no_maker_of_documents_is_forgotten() -> None:
    made = {
        name
        for module in (twiml, text_reply)
        for name, each in vars(module).items()
        if inspect.isfunction(each) and each.__module__ == module.__name__ and not name.startswith("_")
        if inspect.signature(each, eval_str=True).return_annotation is str
    }
    assert made - {"reply_words", "notice_words", "fitted"} == OUTSIDE.keys() | {"render", "document"}


@pytest.mark.parametrize("words", ["", "Su caso es 417 <&>", "ñ" * 1600])
def test_the_answer_to_a_message_is_valid(words: str) -> None:
    assert complaints(text_reply.document(words), MESSAGE) == []


HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
SAY = '<Say voice="Polly.Mia-Neural" language="es-MX">Hola</Say>'
GATHER = 'input="dtmf" action="/t" method="POST" timeout="6" language="es-MX" actionOnEmptyResult="true"'


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ("<Shout>Hola</Shout>", "<Shout> is no verb"),
        ('<Say voice="Polly.Mia-Neural" language="es-GT">Hola</Say>', "<Say language='es-GT'>"),
        ('<Say voice="Polly.Joanna-Neural" language="es-MX">Hola</Say>', "Polly.Joanna-Neural does not speak es-MX"),
        ("<Say>Hola</Say>", "<Say> needs language"),
        ('<Say voice="Polly.Mia-Neural" language="es-MX"> </Say>', "<Say> "),
        ('<Hangup reason="busy"/>', "<Hangup> has no attribute reason"),
        (f'<Gather {GATHER} numdigits="1">{SAY}</Gather>', "<Gather> has no attribute numdigits"),
        (f"<Gather {GATHER}>{SAY}</Gather>", "neither numDigits nor finishOnKey"),
        (f'<Gather {GATHER.replace("/t", "/señal")} numDigits="1"/>', "<Gather action='/señal'>"),
        (f'<Gather {GATHER.replace("6", "0")} numDigits="1"/>', "<Gather timeout='0'>"),
        (f'<Gather {GATHER} numDigits="1" speechModel="phone_call" speechTimeout="auto"/>', "a speechModel wants"),
        (f'<Gather {GATHER} numDigits="1"><Hangup/></Gather>', "<Gather> may not hold <Hangup>"),
        ('<Dial timeout="3"><Number>+50255550101</Number></Dial>', "<Dial timeout='3'>"),
        ('<Dial timeout="30"><Number>5555-0101</Number></Dial>', "<Number>5555-0101"),
        ('<Dial timeout="30"/>', "<Dial> with 0 numbers"),
        ("<Number>+50255550101</Number>", "<Response> may not hold <Number>"),
        (f"<Hangup/>{SAY}", "nothing after <Hangup>"),
        (f"{SAY * 1200}", "bytes"),
        ('<Enqueue action="/t" waitUrl="/w">la cola</Enqueue>', "<Enqueue>la cola"),
    ],
)
def test_a_wrong_document_is_complained_of(wrong: str, complaint: str) -> None:
    said = complaints(f"{HEAD}<Response>{wrong}</Response>")
    assert any(each.startswith(complaint) or complaint in each for each in said), said


def test_the_grammar_is_the_vendors() -> None:
    assert {"input", "numDigits", "actionOnEmptyResult", "speechTimeout"} <= VOICE["Gather"][0]
    assert VOICE["Gather"][1] == {"Say", "Pause", "Play"} and "Queue" in VOICE["Dial"][1]
    assert "Message" in MESSAGE["Response"][1] and "Gather" not in MESSAGE
    for tag, known in VALUES.items():
        grammar = MESSAGE if tag == "Message" else VOICE
        assert known.keys() <= grammar[tag][0], tag
