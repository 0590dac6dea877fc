"""The simulated carrier, driven as people drive telephones, against a line that answers fixed documents."""

from __future__ import annotations

import base64
import io
import json
import wave
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from voiceline.simulator.carrier import (
    Behaviour,
    Carrier,
    Config,
    Exchange,
    Leg,
    ManualClock,
    RestTimeout,
    Unreachable,
    WebRequest,
    WebResponse,
)
from voiceline.simulator.signature import sign
from voiceline.simulator.texts import segments
from voiceline.simulator.twiml import BadTwiml

ACCOUNT = "AC" + "0" * 32
TOKEN = "demo-token"
LINE = "+50256305476"
CUSTOMER = "+50244440001"
ANA = "+50255550101"
LUIS = "+50255550202"
BASE = "http://127.0.0.1:8000"
BASIC = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
EVENTS = [("StatusCallbackEvent", event) for event in ("initiated", "ringing", "answered", "completed")]

Page = str | WebResponse | Exception | Callable[[dict[str, str]], "str | WebResponse | Exception"]


class Line:
    """A line of fixed documents: path → TwiML, a whole response, an error, or a function of the form."""

    def __init__(self, pages: dict[str, Page], *, strict: bool = True, **settings: object) -> None:
        self.pages = pages
        config = Config(
            ACCOUNT, TOKEN, LINE, BASE + "/in", BASE + "/status", BASE + "/fallback", BASE + "/text",
            whatsapp_number=LINE, **settings,  # type: ignore[arg-type]
        )  # fmt: skip
        self.clock = ManualClock(datetime(2026, 11, 24, 8, 10, tzinfo=UTC))
        self.carrier = Carrier(config, self.clock, self, strict=strict)

    def send(self, request: WebRequest, done: Callable[[WebResponse | Exception], None]) -> None:
        page = self.pages.get(urlsplit(request.url).path, "")
        answer = page(dict(request.body_form)) if callable(page) else page
        done(WebResponse(200, f"<Response>{answer}</Response>".encode()) if isinstance(answer, str) else answer)

    def rest(self, method: str, path: str, *form: tuple[str, str]) -> tuple[int, dict[str, object]]:
        status, payload, _ = self.carrier.rest(method, f"/2010-04-01/Accounts/{ACCOUNT}/{path}", list(form), BASIC)
        assert isinstance(payload, dict)
        return status, payload

    def page(self, to: str, *form: tuple[str, str], url: str = "/page") -> Leg:
        asked = [("To", to), ("From", LINE), ("Url", BASE + url), ("StatusCallback", BASE + "/leg"), *EVENTS, *form]
        status, payload = self.rest("POST", "Calls.json", *asked)
        assert (status, payload["status"]) == (201, "queued")
        leg = self.carrier.leg(str(payload["sid"]))
        assert leg is not None
        self.carrier.settle()
        return leg

    def posts(self, path: str) -> list[dict[str, str]]:
        return [exchange.form for exchange in self.exchanges(path)]

    def exchanges(self, path: str) -> list[Exchange]:
        return [exchange for exchange in self.carrier.log if urlsplit(exchange.url).path == path]


MENU = '<Gather numDigits="1" action="/chosen"><Say language="es-MX">Marque 1 si nada funciona.</Say></Gather>'
HOLD = '<Enqueue waitUrl="/wait" action="/left">cola</Enqueue>'
WAIT = '<Say language="es-MX">Ya viene alguien.</Say><Pause length="5"/>'


# -- signature


def test_signature_of_the_published_vector() -> None:
    form = [
        ("CallSid", "CA1234567890ABCDE"), ("Caller", "+14158675310"), ("Digits", "1234"),
        ("From", "+14158675310"), ("To", "+18005551212"),
    ]  # fmt: skip
    assert sign("12345", "https://example.com/myapp.php?foo=1&bar=2", form) == "L/OH5YylLD5NRKLltdqwSvS0BnU="


@pytest.mark.parametrize("form", [[], [("Body", "¿Ñandú? + é\r\n😀")], [("A", "2"), ("A", "1"), ("A", "2"), ("b", "")]])
def test_every_signature_satisfies_the_vendors_validator(form: list[tuple[str, str]]) -> None:
    from twilio.request_validator import RequestValidator
    from werkzeug.datastructures import MultiDict

    url = BASE + "/in?a=1&b=%C3%A9"
    assert RequestValidator(TOKEN).validate(url, MultiDict(form), sign(TOKEN, url, form))


def test_webhooks_carry_the_headers_and_are_signed() -> None:
    line = Line({"/in": MENU})
    line.carrier.dial(CUSTOMER)
    request = line.carrier.log[0].request
    assert request.headers["User-Agent"] == "TwilioProxy/1.1"
    assert request.headers["I-Twilio-Idempotency-Token"]
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded; charset=UTF-8"
    assert request.headers["X-Twilio-Signature"] == sign(TOKEN, BASE + "/in", request.body_form)


# -- inbound calls


@pytest.mark.parametrize(("from_", "country"), [(CUSTOMER, "GT"), ("anonymous", ""), ("", ""), ("+266696687", "")])
def test_the_first_webhook_comes_at_ringing(from_: str, country: str) -> None:
    line = Line({"/in": MENU})
    leg = line.carrier.dial(from_)
    form = line.posts("/in")[0]
    assert (form["CallStatus"], form["Direction"], form["From"], form["To"]) == ("ringing", "inbound", from_, LINE)
    assert (form["FromCountry"], form["FromCity"], form["Caller"]) == (country, "", from_)
    assert leg.status == "in-progress"


@pytest.mark.parametrize(
    ("twiml", "status", "after"),
    [
        ("", "completed", 0), ("<Hangup/>", "completed", 0), ("<Reject/>", "no-answer", 0),
        ('<Reject reason="busy"/>', "busy", 0), ('<Pause length="3"/><Reject reason="busy"/>', "busy", 3),
    ],
)  # fmt: skip
def test_how_a_first_verb_ends_a_call(twiml: str, status: str, after: float) -> None:
    line = Line({"/in": twiml})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.advance(after)
    assert leg.status == status
    assert (leg.answered_at is None) == ("Reject" in twiml)


def test_a_leading_pause_delays_the_answer() -> None:
    line = Line({"/in": '<Pause length="4"/>' + MENU})
    leg = line.carrier.dial(CUSTOMER)
    assert leg.status == "ringing"
    line.carrier.advance(4)
    assert (leg.status, leg.doing) == ("in-progress", "gather")


def test_the_end_of_an_inbound_call_is_told_once() -> None:
    line = Line({"/in": MENU})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.advance(2)
    line.carrier.hang_up(leg)
    (form,) = line.posts("/status")
    assert {
        "CallStatus": "completed",
        "CallDuration": "2",
        "Duration": "1",
        "SequenceNumber": "0",
    }.items() <= form.items()
    assert form["Timestamp"] == "Tue, 24 Nov 2026 08:10:02 +0000"
    assert (form["CallbackSource"], form["SipResponseCode"]) == ("call-progress-events", "200")
    assert len(line.carrier.log) == 2  # a hang-up in a Gather tells nobody else


# -- Gather


def test_a_key_works_while_the_prompt_speaks() -> None:
    line = Line({"/in": MENU, "/chosen": "<Say>bien</Say>"})
    leg = line.carrier.dial(CUSTOMER)
    assert line.carrier.press(leg, "1")
    form = line.posts("/chosen")[0]
    assert (form["Digits"], form["FinishedOnKey"], form["CallStatus"]) == ("1", "", "in-progress")
    assert [caption.text for caption in leg.captions][-1] == "bien"


@pytest.mark.parametrize(
    ("attributes", "keys", "seconds", "digits", "finished"),
    [
        ('numDigits="1" finishOnKey=""', "#", 0, "#", ""),
        ('numDigits="8"', "5555#", 0, "5555", "#"),
        ('numDigits="8"', "5555", 5, "5555", ""),
        ("", "12*", 5, "12*", ""),
        ('finishOnKey="*"', "12*", 0, "12", "*"),
    ],
)
def test_what_a_gather_posts(attributes: str, keys: str, seconds: float, digits: str, finished: str) -> None:
    line = Line({"/in": f'<Gather action="/chosen" {attributes}/>'})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.press(leg, keys)
    line.carrier.advance(seconds)
    form = line.posts("/chosen")[0]
    assert (form["Digits"], form["FinishedOnKey"]) == (digits, finished)


@pytest.mark.parametrize("keys", ["", "#"])
def test_a_gather_without_digits_falls_through(keys: str) -> None:
    line = Line({"/in": '<Gather action="/chosen" timeout="5"/><Say>sigo</Say>'})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.press(leg, keys)
    line.carrier.advance(5)
    assert not line.posts("/chosen")
    assert leg.captions[-1].text == "sigo"


def test_a_gathers_patience_begins_after_its_prompt_and_an_empty_result_can_be_posted() -> None:
    line = Line(
        {"/in": '<Gather action="/chosen" timeout="3" actionOnEmptyResult="true"><Pause length="10"/></Gather>'}
    )
    line.carrier.dial(CUSTOMER)
    line.carrier.advance(12.9)
    assert not line.posts("/chosen")
    line.carrier.advance(0.1)
    assert line.posts("/chosen")[0]["Digits"] == ""


def test_a_gather_hears_speech_when_it_listens_for_it() -> None:
    line = Line({"/in": '<Gather input="dtmf speech" action="/chosen"/>'})
    leg = line.carrier.dial(CUSTOMER)
    assert line.carrier.speak(leg, "Se cayó el servidor.")
    form = line.posts("/chosen")[0]
    assert form["SpeechResult"] == "Se cayó el servidor." and "Confidence" in form and "Digits" not in form


def test_a_gather_without_action_asks_its_own_document_again() -> None:
    line = Line({"/in": lambda form: '<Gather numDigits="1"/>' if "Digits" not in form else "<Say>dos</Say>"})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.press(leg, "2")
    assert leg.captions[-1].text == "dos"


def test_a_key_nobody_listens_to_is_lost() -> None:
    line = Line({"/in": '<Say>uno dos tres cuatro cinco seis</Say><Gather numDigits="1" action="/chosen"/>'})
    leg = line.carrier.dial(CUSTOMER)
    assert not line.carrier.press(leg, "1")
    line.carrier.advance(3)
    assert leg.doing == "gather" and not line.posts("/chosen")


# -- Record

RECORD = '<Record action="/recorded" finishOnKey="#0" maxLength="60" timeout="5" recordingStatusCallback="/tape"/>'


def test_a_key_ends_a_recording_and_its_callback_names_no_number() -> None:
    line = Line({"/in": RECORD})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.speak(leg, "nada funciona", seconds=4)
    line.carrier.advance(6)
    line.carrier.press(leg, "7")  # not one of the finishing keys
    assert leg.doing == "record"
    line.carrier.press(leg, "#")
    form = line.posts("/recorded")[0]
    assert (form["Digits"], form["RecordingDuration"]) == ("#", "4")
    line.carrier.advance(1)
    (tape,) = line.posts("/tape")
    assert tape["RecordingStatus"] == "completed" and tape["RecordingSource"] == "RecordVerb"
    assert not {"From", "To", "CallStatus"} & tape.keys()


def test_a_hang_up_while_recording_still_posts_the_action() -> None:
    line = Line({"/in": RECORD, "/recorded": "<Say>nadie lo oye</Say>"})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.speak(leg, "se cayó", seconds=10)
    line.carrier.advance(3)
    line.carrier.hang_up(leg)
    form = line.posts("/recorded")[0]
    assert (form["Digits"], form["CallStatus"], form["RecordingDuration"]) == ("hangup", "completed", "3")
    assert "nadie lo oye" not in leg.heard


def test_silence_ends_a_recording() -> None:
    line = Line({"/in": RECORD})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.speak(leg, "hola", seconds=2)
    line.carrier.advance(6.9)
    assert leg.doing == "record"
    line.carrier.advance(0.1)
    assert line.posts("/recorded")[0]["Digits"] == ""


@pytest.mark.parametrize("kept", [False, True])
def test_a_silent_recording_falls_through_or_is_kept(kept: bool) -> None:
    line = Line({"/in": RECORD + "<Say>no oí nada</Say>"}, keep_silent_recordings=kept)
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.advance(5)
    assert bool(line.posts("/recorded")) == kept
    assert ("no oí nada" in leg.heard) != kept


def test_a_recording_is_a_real_wav_of_its_length() -> None:
    line = Line({"/in": RECORD})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.speak(leg, "hola", seconds=3)
    line.carrier.advance(3)
    line.carrier.press(leg, "#")
    path = urlsplit(line.posts("/recorded")[0]["RecordingUrl"]).path
    for ending in ("", ".wav", ".mp3"):
        status, audio, kind = line.carrier.rest("GET", path + ending, [], BASIC)
        assert (status, kind) == (200, "audio/x-wav") and isinstance(audio, bytes)
        with wave.open(io.BytesIO(audio)) as opened:
            assert (opened.getframerate(), opened.getnchannels(), opened.getnframes()) == (8000, 1, 24000)


# -- documents, failures, strictness


def test_relative_urls_resolve_against_the_document_just_fetched() -> None:
    line = Line({"/in": "<Redirect>/a/b/one</Redirect>", "/a/b/one": "<Redirect>../two</Redirect>"})
    line.carrier.dial(CUSTOMER)
    assert line.posts("/a/two")


def test_redirects_in_a_circle_are_stopped() -> None:
    line = Line({"/in": "<Redirect>/in</Redirect>"}, strict=False)
    leg = line.carrier.dial(CUSTOMER)
    assert leg.captions[-1].kind == "error" and "11215" in line.carrier.warnings[-1]
    assert len(line.posts("/in")) == 11


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (WebResponse(500, b"oops", "text/html"), "11200"), (WebResponse(200, b"<Response>", "text/xml"), "12100"),
        (WebResponse(200, b"{}", "application/json"), "12300"), (Unreachable("refused"), "11205"),
    ],
)  # fmt: skip
def test_the_fallback_is_asked_when_a_document_cannot_be_had(page: WebResponse | Exception, code: str) -> None:
    line = Line({"/in": page, "/fallback": "<Say>use el otro número</Say>"})
    leg = line.carrier.dial(CUSTOMER)
    form = line.posts("/fallback")[0]
    assert (form["ErrorCode"], form["ErrorUrl"]) == (code, BASE + "/in")
    assert leg.heard == "use el otro número"


def test_an_error_is_spoken_and_the_call_ends_when_the_fallback_fails_too() -> None:
    line = Line({"/in": WebResponse(500, b""), "/fallback": WebResponse(502, b"")})
    leg = line.carrier.dial(CUSTOMER)
    assert leg.captions[-1].kind == "error"
    line.carrier.advance(5)
    assert leg.status == "completed"


def test_who_cannot_be_reached_is_tried_again_with_the_same_idempotency_token() -> None:
    answers: list[str | Exception] = [Unreachable("refused"), "<Say>hola</Say>"]
    line = Line({"/in": lambda form: answers.pop(0)})
    leg = line.carrier.dial(CUSTOMER)
    first, second = line.exchanges("/in")
    assert first.request.headers == second.request.headers and leg.heard == "hola"


def test_plain_text_is_read_aloud() -> None:
    line = Line({"/in": WebResponse(200, "Perdón".encode(), "text/plain; charset=utf-8")})
    assert line.carrier.dial(CUSTOMER).heard == "Perdón"


@pytest.mark.parametrize(
    "twiml",
    ["<say>x</say>", '<Say tone="low">x</Say>', "<Gather><Dial/></Gather>", '<Dial><Number nope="1">1</Number></Dial>'],
)
def test_unknown_words_fail_loudly_when_strict_and_are_warned_of_otherwise(twiml: str) -> None:
    with pytest.raises(BadTwiml, match="12200"):
        Line({"/in": twiml}).carrier.dial(CUSTOMER)
    lenient = Line({"/in": twiml}, strict=False)
    lenient.carrier.dial(CUSTOMER)
    assert "12200" in lenient.carrier.warnings[0]


# -- outbound calls


def statuses(line: Line) -> list[tuple[str, str]]:
    return [(form["SequenceNumber"], form["CallStatus"]) for form in line.posts("/leg")]


def test_a_page_rings_is_answered_and_tells_each_step() -> None:
    line = Line({"/page": MENU})
    leg = line.page(ANA)
    assert line.carrier.ringing(ANA) == [leg]
    line.carrier.advance(7)
    line.carrier.answer(leg)
    assert (leg.doing, line.posts("/page")[0]["Direction"]) == ("gather", "outbound-api")
    line.carrier.advance(3)
    line.carrier.hang_up(leg)
    assert statuses(line) == [("0", "initiated"), ("1", "ringing"), ("2", "in-progress"), ("3", "completed")]
    assert line.posts("/leg")[-1]["CallDuration"] == "3"


def test_nothing_happens_before_the_rest_answer_has_left() -> None:
    line = Line({})
    line.rest(
        "POST", "Calls.json", ("To", ANA), ("From", LINE), ("Url", BASE + "/page"), ("StatusCallback", BASE + "/leg")
    )
    assert not line.carrier.log and not line.carrier.ringing(ANA)


@pytest.mark.parametrize(
    ("behaviour", "seconds", "ending", "sip"),
    [
        ("busy", 0, "busy", "486"), ("unreachable", 0, "failed", "404"), ("off", 20, "no-answer", "487"),
        ("rings", 20, "no-answer", "487"), (Behaviour("voicemail", after=5, hang_up_after=8), 13, "completed", "200"),
    ],
)  # fmt: skip
def test_how_a_telephone_that_nobody_answers_ends(behaviour: object, seconds: float, ending: str, sip: str) -> None:
    line = Line({"/page": MENU})
    line.carrier.phones[ANA] = behaviour  # type: ignore[assignment]
    leg = line.page(ANA, ("Timeout", "20"))
    line.carrier.advance(seconds)
    assert leg.status == ending
    last = line.posts("/leg")[-1]
    assert (last["CallStatus"], last["SipResponseCode"]) == (ending, sip)
    assert not line.posts("/chosen")  # a machine presses nothing


def test_a_rejected_call_is_busy() -> None:
    line = Line({})
    leg = line.page(ANA)
    line.carrier.reject(leg)
    assert leg.status == "busy"


# -- queue and dial


def waiting_pair(**pages: Page) -> tuple[Line, Leg, Leg]:
    """A customer on hold and an engineer who has just been joined to her."""
    defaults: dict[str, Page] = {
        "/in": HOLD,
        "/wait": WAIT,
        "/left": "<Say>adiós</Say>",
        "/page": '<Dial action="/dialed"><Queue>cola</Queue></Dial>',
        "/dialed": "<Hangup/>",
    }
    line = Line(defaults | pages)
    caller = line.carrier.dial(CUSTOMER)
    line.carrier.advance(30)
    engineer = line.page(ANA)
    line.carrier.answer(engineer)
    return line, caller, engineer


def test_the_wait_url_is_asked_again_and_again_with_the_place_in_the_queue() -> None:
    line = Line({"/in": HOLD, "/wait": WAIT})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.advance(13)
    forms = line.posts("/wait")
    assert leg.doing == "queue" and len(forms) == 3
    assert (forms[0]["QueuePosition"], forms[0]["CurrentQueueSize"], forms[0]["QueueTime"]) == ("1", "1", "0")
    assert int(forms[2]["QueueTime"]) in (12, 13)


def test_dial_queue_joins_the_two_and_tells_both_how_it_went() -> None:
    line, caller, engineer = waiting_pair()
    assert caller.bridged_with is engineer and engineer.doing == caller.doing == "bridged"
    line.carrier.speak(engineer, "buenas noches")
    assert caller.captions[-1].text == "buenas noches"
    line.carrier.advance(60)
    line.carrier.hang_up(engineer)
    dialed, left = line.posts("/dialed")[0], line.posts("/left")[0]
    assert (dialed["DialCallStatus"], dialed["DialBridged"], dialed["DialCallDuration"]) == ("completed", "true", "60")
    assert (dialed["DialCallSid"], dialed["CallStatus"]) == (caller.sid, "completed")
    assert (left["QueueResult"], left["CallStatus"]) == ("bridged", "in-progress")
    assert "adiós" in caller.heard


def test_when_the_caller_leaves_the_engineers_dial_comes_back() -> None:
    line, caller, engineer = waiting_pair(**{"/dialed": "<Say>colgó</Say>"})
    line.carrier.hang_up(caller)
    assert engineer.heard == "colgó" and engineer.status == "in-progress"
    assert line.posts("/left")[0]["QueueResult"] == "bridged"


def test_dial_queue_waits_for_somebody_and_gives_up_five_seconds_late() -> None:
    line = Line({"/page": '<Dial action="/dialed" timeout="10"><Queue>cola</Queue></Dial>', "/in": HOLD, "/wait": WAIT})
    engineer = line.page(ANA)
    line.carrier.answer(engineer)
    line.carrier.advance(14.9)
    assert engineer.doing == "dial"
    line.carrier.advance(0.1)
    assert line.posts("/dialed")[0]["DialCallStatus"] == "no-answer"
    second = line.page(LUIS)
    line.carrier.answer(second)
    caller = line.carrier.dial(CUSTOMER)
    assert caller.bridged_with is second


@pytest.mark.parametrize(
    ("wait", "act", "result"),
    [
        (WAIT, "hang up", "hangup"),
        ("<Leave/>", "", "leave"),
        ("<Hangup/>", "", "hangup"),
        (WAIT, "redirect", "redirected"),
        (WebResponse(500, b""), "", "error"),
    ],
)
def test_how_a_caller_leaves_the_queue(wait: Page, act: str, result: str) -> None:
    line = Line({"/in": HOLD, "/wait": wait, "/elsewhere": "<Say>otra cosa</Say>"})
    leg = line.carrier.dial(CUSTOMER)
    if act == "hang up":
        line.carrier.hang_up(leg)
    elif act == "redirect":
        line.rest("POST", f"Calls/{leg.sid}.json", ("Url", BASE + "/elsewhere"))
        line.carrier.settle()
        assert leg.heard.endswith("otra cosa")
    assert line.posts("/left")[0]["QueueResult"] == result
    assert not line.carrier.queue("cola").members


def test_the_queue_url_is_heard_by_the_caller_before_they_are_joined() -> None:
    dial = '<Dial><Queue url="/announce">cola</Queue></Dial>'
    line, caller, engineer = waiting_pair(**{"/page": dial, "/announce": '<Say language="es-MX">Le comunico.</Say>'})
    assert caller.captions[-1].text == "Le comunico." and caller.bridged_with is None
    assert line.posts("/announce")[0]["DequeingCallSid"] == engineer.sid
    line.carrier.advance(2)
    assert caller.bridged_with is engineer


def test_a_rest_update_breaks_into_a_bridge_and_ends_a_call() -> None:
    line, caller, engineer = waiting_pair(**{"/else": "<Say>un momento</Say>"})
    line.rest("POST", f"Calls/{caller.sid}.json", ("Url", BASE + "/else"))
    line.carrier.settle()
    assert caller.heard.endswith("un momento") and caller.bridged_with is engineer.bridged_with is None
    assert line.posts("/left")[0]["QueueResult"] == "redirected-from-bridged" and line.posts("/dialed")
    line.rest("POST", f"Calls/{caller.sid}.json", ("Status", "completed"))
    line.carrier.settle()
    assert caller.status == "completed"
    status, error = line.rest("POST", f"Calls/{caller.sid}.json", ("Twiml", "<Response/>"))
    assert (status, error["code"]) == (400, 21220)


NUMBERS = f'<Dial action="/dialed" callerId="{LINE}" timeout="20"><Number statusCallback="/child" '
NUMBERS += f'statusCallbackEvent="initiated ringing answered completed">{ANA}</Number><Number>{LUIS}</Number></Dial>'


def test_the_first_to_answer_cancels_the_others() -> None:
    line = Line({"/in": NUMBERS})
    caller = line.carrier.dial(CUSTOMER)
    (ana,), (luis,) = line.carrier.ringing(ANA), line.carrier.ringing(LUIS)
    line.carrier.answer(ana)
    assert luis.status == "canceled" and caller.bridged_with is ana
    assert (ana.from_, ana.direction, line.posts("/child")[0]["ParentCallSid"]) == (LINE, "outbound-dial", caller.sid)
    line.carrier.advance(9)
    line.carrier.hang_up(ana)
    form = line.posts("/dialed")[0]
    assert (form["DialCallStatus"], form["DialBridged"], form["DialCallDuration"]) == ("completed", "true", "9")
    assert [form["CallStatus"] for form in line.posts("/child")] == ["initiated", "ringing", "in-progress", "completed"]


@pytest.mark.parametrize(
    ("ana", "luis", "result"),
    [("busy", "busy", "busy"), ("off", "off", "no-answer"), ("unreachable", "unreachable", "failed")],
)
def test_how_a_dial_that_reaches_nobody_ends(ana: str, luis: str, result: str) -> None:
    line = Line({"/in": NUMBERS})
    line.carrier.phones.update({ANA: ana, LUIS: luis})  # type: ignore[dict-item]
    line.carrier.dial(CUSTOMER)
    line.carrier.advance(25)
    form = line.posts("/dialed")[0]
    assert (form["DialCallStatus"], form["DialBridged"]) == (result, "false")


def test_a_caller_who_hangs_up_cancels_the_ringing() -> None:
    line = Line({"/in": NUMBERS})
    caller = line.carrier.dial(CUSTOMER)
    line.carrier.hang_up(caller)
    assert not line.carrier.ringing(ANA)
    form = line.posts("/dialed")[0]
    assert (form["DialCallStatus"], form["CallStatus"]) == ("canceled", "completed")


def test_a_dialled_leg_can_be_taken_elsewhere_by_rest() -> None:
    line = Line({"/in": NUMBERS, "/else": "<Say>otra cosa</Say><Pause length='9'/>"})
    caller = line.carrier.dial(CUSTOMER)
    (ana,) = line.carrier.ringing(ANA)
    line.carrier.answer(ana)
    line.rest("POST", f"Calls/{ana.sid}.json", ("Url", BASE + "/else"))
    line.carrier.advance(2)
    assert ana.heard == "otra cosa" and ana.status == "in-progress"
    assert line.posts("/dialed")[0]["DialCallStatus"] == "completed" and caller.over


def test_a_declined_whisper_is_completed_but_not_bridged() -> None:
    dial = f'<Dial action="/dialed"><Number url="/whisper">{ANA}</Number></Dial>'
    whisper = '<Gather numDigits="1" action="/accept" timeout="3"/><Hangup/>'
    for keys, bridged in (("", "false"), ("1", "true")):
        line = Line({"/in": dial, "/whisper": whisper})
        line.carrier.dial(CUSTOMER)
        (ana,) = line.carrier.ringing(ANA)
        line.carrier.answer(ana)
        line.carrier.press(ana, keys)
        line.carrier.advance(4)
        line.carrier.hang_up(ana)
        form = line.posts("/dialed")[0]
        assert (form["DialCallStatus"], form["DialBridged"]) == ("completed", bridged)


# -- texts


@pytest.mark.parametrize(("channel", "prefix"), [("sms", ""), ("whatsapp", "whatsapp:")])
def test_a_text_is_answered_by_twiml(channel: str, prefix: str) -> None:
    line = Line({"/text": "<Message>Caso 417</Message>"})
    message = line.carrier.text(CUSTOMER, None, "no funciona", channel, repeat=True)
    first, second = line.posts("/text")
    assert first == second and first["MessageSid"] == first["SmsSid"] == message.sid
    assert (first["From"], first["To"], first["Body"]) == (prefix + CUSTOMER, prefix + LINE, "no funciona")
    assert ("WaId" in first) == (channel == "whatsapp")
    reply = line.carrier.messages[0]
    assert (reply.to, reply.body, reply.direction) == (prefix + CUSTOMER, "Caso 417", "outbound-reply")


@pytest.mark.parametrize(
    "answer", [WebResponse(204, b"", ""), WebResponse(200, b"", "text/xml"), WebResponse(200, b"<Response/>")]
)
def test_a_text_needs_no_reply(answer: WebResponse) -> None:
    line = Line({"/text": answer})
    line.carrier.text(CUSTOMER, None, "hola")
    assert not line.carrier.messages and not line.carrier.warnings


def send(line: Line, to: str, body: str = "hola", from_: str = LINE) -> tuple[int, dict[str, object]]:
    return line.rest(
        "POST", "Messages.json", ("To", to), ("From", from_), ("Body", body), ("StatusCallback", BASE + "/m")
    )


@pytest.mark.parametrize(
    ("to", "ending", "code"),
    [(CUSTOMER, "delivered", None), ("+50255559999", "undelivered", "30003"), ("+50222220000", "undelivered", "30006")],
)
def test_what_becomes_of_a_message(to: str, ending: str, code: str | None) -> None:
    line = Line({})
    line.carrier.undeliverable["+50255559999"] = 30003
    status, payload = send(line, to)
    assert (status, payload["status"]) == (201, "queued")
    line.carrier.advance(2)
    assert [form["MessageStatus"] for form in line.posts("/m")] == ["sent", ending]
    assert line.posts("/m")[-1].get("ErrorCode") == code
    assert line.carrier.messages[0].callbacks == ["sent", ending]


@pytest.mark.parametrize(
    ("to", "from_", "body", "code"),
    [
        ("nadie", LINE, "x", 21211), (CUSTOMER, "+15005550006", "x", 21606), (CUSTOMER, LINE, "", 21602),
        (CUSTOMER, LINE, "x" * 1601, 21617), ("whatsapp:" + CUSTOMER, LINE, "x", 63007),
    ],
)  # fmt: skip
def test_a_message_that_is_refused(to: str, from_: str, body: str, code: int) -> None:
    status, error = send(Line({}), to, body, from_)
    assert (status, error["code"], error["status"]) == (400, code, 400)
    assert str(error["more_info"]).endswith(str(code))


def test_stop_silences_a_number_until_start() -> None:
    line = Line({})
    line.carrier.text(CUSTOMER, None, "Stop")
    assert send(line, CUSTOMER)[1]["code"] == 21610
    line.carrier.text(CUSTOMER, None, "START")
    assert send(line, CUSTOMER)[0] == 201


def test_whatsapp_outside_its_window_can_be_made_to_fail() -> None:
    line = Line({}, whatsapp_window=True)
    send(line, "whatsapp:" + CUSTOMER, from_="whatsapp:" + LINE)
    line.carrier.text(LUIS, None, "hola", "whatsapp")
    send(line, "whatsapp:" + LUIS, from_="whatsapp:" + LINE)
    line.carrier.advance(2)
    assert [m.error_code for m in line.carrier.messages] == [63016, None]


@pytest.mark.parametrize(("body", "count"), [("a" * 160, 1), ("ñ" * 161, 2), ("á" * 70, 1), ("á" * 71, 2)])
def test_segments_are_counted_by_alphabet(body: str, count: int) -> None:
    assert segments(body) == count


# -- REST refusals


@pytest.mark.parametrize("authorization", [None, "Basic bm8=", BASIC + "x"])
def test_rest_checks_who_asks(authorization: str | None) -> None:
    status, error, _ = Line({}).carrier.rest("GET", f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json", [], authorization)
    assert status == 401 and isinstance(error, dict) and error["code"] == 20003


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"From": LINE, "Url": BASE}, 21201), ({"To": "12", "From": LINE, "Url": BASE}, 21211),
        ({"To": ANA, "From": "+15005550006", "Url": BASE}, 21210), ({"To": ANA, "From": LINE}, 21205),
        ({"To": ANA, "From": LINE, "Url": "page"}, 21205),
    ],
)  # fmt: skip
def test_a_call_that_is_refused(form: dict[str, str], code: int) -> None:
    status, error = Line({}).rest("POST", "Calls.json", *form.items())
    assert (status, error["code"]) == (400, code)


# -- faults


def test_rest_faults_strike_once() -> None:
    line = Line({})
    ask = [("To", ANA), ("From", LINE), ("Url", BASE + "/page")]
    for kind in ("call-500", "call-429", "call-timeout", "call-500-after"):
        line.carrier.faults.add(kind)
    assert line.rest("POST", "Calls.json", *ask)[0] == 500
    assert line.rest("POST", "Calls.json", *ask)[1]["code"] == 20429
    assert not line.carrier.legs
    with pytest.raises(RestTimeout):
        line.rest("POST", "Calls.json", *ask)
    assert len(line.carrier.legs) == 1
    assert line.rest("POST", "Calls.json", *ask)[0] == 500
    line.carrier.settle()
    assert len(line.carrier.ringing(ANA)) == 2


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("callback-duplicate", ["initiated", "ringing", "ringing"]), ("callback-drop", ["initiated"]),
        ("callback-delay", ["initiated", "ringing"]),
    ],
)  # fmt: skip
def test_status_callbacks_come_twice_never_or_late(fault: str, seen: list[str]) -> None:
    line = Line({})
    line.carrier.faults.add(fault, seconds=10, status="ringing")
    line.page(ANA)
    line.carrier.advance(9)
    early = [form["CallStatus"] for form in line.posts("/leg")]
    line.carrier.advance(1)
    assert [form["CallStatus"] for form in line.posts("/leg")] == seen
    assert (early == seen) == (fault != "callback-delay")


@pytest.mark.parametrize("fault", ["webhook-duplicate", "webhook-retry"])
def test_a_webhook_that_comes_twice_has_one_token(fault: str) -> None:
    answers = ["<Say>primera</Say>", "<Say>segunda</Say>"]
    line = Line({"/in": lambda form: answers.pop(0)})
    line.carrier.faults.add(fault)
    leg = line.carrier.dial(CUSTOMER)
    first, second = line.exchanges("/in")
    assert first.request == second.request
    assert leg.heard == ("primera" if fault == "webhook-duplicate" else "segunda")


@pytest.mark.parametrize("fault", ["bad-signature", "no-signature"])
def test_a_signature_can_be_spoiled(fault: str) -> None:
    line = Line({})
    line.carrier.faults.add(fault)
    line.carrier.dial(CUSTOMER)
    request = line.exchanges("/in")[0].request
    assert request.headers.get("X-Twilio-Signature") != sign(TOKEN, request.url, request.body_form)


def test_an_old_webhook_can_be_replayed() -> None:
    line = Line({"/in": MENU, "/chosen": "<Say>bien</Say>"})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.press(leg, "1")
    line.carrier.advance(3600)
    again = line.carrier.replay(line.exchanges("/chosen")[0])
    assert again is not None and "bien" in again.text and len(line.exchanges("/chosen")) == 2
    assert len([caption for caption in leg.captions if caption.text == "bien"]) == 1


def test_calls_leave_at_the_accounts_rate() -> None:
    line = Line({}, calls_per_second=1.0)
    first, second = line.page(ANA), line.page(LUIS)
    assert (first.status, second.status) == ("ringing", "queued")
    line.carrier.advance(1)
    assert second.status == "ringing"


# -- what is played, and what is written down


@pytest.mark.parametrize("audio", [WebResponse(200, b"RIFF", "audio/wav"), WebResponse(404, b"", "text/html")])
def test_a_play_fetches_its_audio_and_goes_on_without_it(audio: WebResponse) -> None:
    line = Line({"/in": f'<Play>{BASE}/sound</Play><Say language="es-MX">Después.</Say>', "/sound": audio})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.advance(10)
    (asked,) = line.exchanges("/sound")
    assert (asked.request.method, asked.kind, asked.status) == ("GET", "media", audio.status)
    assert "Después." in leg.heard
    assert [w for w in line.carrier.warnings if w.startswith("11200")] == ([] if audio.status == 200 else [
        f"11200: nothing to play at {BASE}/sound: 404"
    ])  # fmt: skip


TRANSCRIBED = (
    f'<Start><Transcription name="dictation" statusCallbackUrl="{BASE}/words" languageCode="es-US"/></Start>'
    '<Record action="/said" timeout="5"/>'
)


def test_a_transcription_tells_what_was_said_until_it_is_stopped() -> None:
    stop = '<Stop><Transcription name="dictation"/></Stop><Stop><Transcription name="another"/></Stop>'
    line = Line({"/in": TRANSCRIBED, "/said": stop + MENU})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.speak(leg, "se cayó todo", seconds=2)
    assert [each["TranscriptionEvent"] for each in line.posts("/words")] == ["transcription-started"]
    line.carrier.advance(2)
    line.carrier.press(leg, "#")
    line.carrier.speak(leg, "esto ya no")
    line.carrier.advance(20)
    started, content, stopped = line.posts("/words")
    assert (stopped["TranscriptionEvent"], stopped["CallSid"]) == ("transcription-stopped", leg.sid)
    assert [each["SequenceId"] for each in (started, content, stopped)] == ["1", "2", "3"]
    assert len({each["TranscriptionSid"] for each in (started, content, stopped)}) == 1
    said = {"transcript": "se cayó todo", "confidence": 0.9125}
    assert json.loads(content["TranscriptionData"]) == said and content["Final"] == "true"
    assert (content["LanguageCode"], content["Track"]) == ("es-US", "inbound_track")


def test_a_transcription_ends_with_its_call() -> None:
    line = Line({"/in": TRANSCRIBED, "/said": ""})
    leg = line.carrier.dial(CUSTOMER)
    line.carrier.hang_up(leg)
    line.carrier.advance(5)
    told = [each["TranscriptionEvent"] for each in line.posts("/words")]
    assert told == ["transcription-started", "transcription-stopped"]
