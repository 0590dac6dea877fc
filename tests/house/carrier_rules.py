"""What the carrier takes in a document: verbs, attributes, values, nesting and size.

What a verb may carry and hold is asked of the vendor's own library, by calling each of its methods and looking at what
comes out. The values, which its types leave open (Python has no enumerations), are those of its documentation.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

from twilio.twiml import TwiML
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import VoiceResponse

MOST_BYTES = 64 * 1024
Grammar = dict[str, tuple[frozenset[str], frozenset[str]]]  # tag → (attributes, tags of children)

# The vendor's grammar, asked of the vendor's library.


def children_of(made: TwiML) -> Iterator[tuple[str, TwiML, frozenset[str]]]:
    """(tag, an instance, attributes) of all that may be nested in this verb."""
    for name, method in inspect.getmembers(made, inspect.ismethod):
        if name.startswith("_") or hasattr(TwiML, name):
            continue
        known = [p for p in inspect.signature(method).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
        child = method(**{each.name: "es-MX" if each.name == "language" else f"<{each.name}>" for each in known})
        if isinstance(child, TwiML):
            yield child.name, child, frozenset(child.attrs)


def grammar_of(root: TwiML) -> Grammar:
    """Tag → (attributes, tags of children), for all that can be reached from the root."""
    rules: Grammar = {}
    ahead: list[tuple[str, TwiML, frozenset[str]]] = [("Response", root, frozenset())]
    while ahead:
        tag, made, attributes = ahead.pop()
        before = rules.get(tag)
        if before and attributes <= before[0]:
            continue
        inside = list(children_of(made))
        rules[tag] = (attributes | (before[0] if before else frozenset()), frozenset(each[0] for each in inside))
        ahead += inside
    return rules


VOICE = grammar_of(VoiceResponse())
MESSAGE = grammar_of(MessagingResponse())


# Values, as the vendor documents them.


def one_of(*values: str) -> Callable[[str], bool]:
    return lambda value: value in values


def whole(least: int, most: int) -> Callable[[str], bool]:
    return lambda value: value.isdecimal() and least <= int(value) <= most


def each_of(*values: str) -> Callable[[str], bool]:
    return lambda value: (
        bool(value) and set(value.split()) <= set(values) and len(set(value.split())) == len(value.split())
    )


def fits(pattern: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(pattern, value) is not None


SPOKEN = one_of("es-MX", "es-US", "es-ES", "en-US", "en-GB")
VOICES = {
    "es-MX": {"Polly.Mia", "Polly.Mia-Neural", "Polly.Andres-Neural", "Polly.Andres-Generative"},
    "es-US": {"Polly.Lupe", "Polly.Lupe-Neural", "Polly.Lupe-Generative", "Polly.Pedro-Neural", "Polly.Miguel"},
    "en-US": {"Polly.Joanna", "Polly.Joanna-Neural", "Polly.Matthew-Neural", "Polly.Joanna-Generative"},
}
URL = fits(r"(?:https://[A-Za-z0-9.-]+(?::\d+)?)?/[A-Za-z0-9_\-./=&?]*")  # ASCII: others change while they are signed
METHOD = one_of("GET", "POST")
TRUTH = one_of("true", "false")
E164 = fits(r"\+[1-9]\d{6,14}")
CALL_EVENTS = each_of("initiated", "ringing", "answered", "completed")
VALUES: dict[str, dict[str, Callable[[str], bool]]] = {
    "Say": {"language": SPOKEN, "voice": bool, "loop": whole(0, 1000)},
    "Play": {"loop": whole(0, 1000), "digits": fits(r"[0-9w*#]+")},
    "Pause": {"length": whole(1, 600)},
    "Gather": {
        "input": one_of("dtmf", "speech", "dtmf speech", "speech dtmf"),
        "action": URL,
        "method": METHOD,
        "timeout": whole(1, 60),
        "speechTimeout": fits(r"auto|[1-9]|[1-5]\d|60"),
        "numDigits": whole(1, 30),
        "finishOnKey": fits(r"[0-9*#]?"),
        "actionOnEmptyResult": TRUTH,
        "bargeIn": TRUTH,
        "profanityFilter": TRUTH,
        "enhanced": TRUTH,
        "language": SPOKEN,
        "hints": lambda value: (
            len(value.split(",")) <= 500 and all(len(each.strip()) <= 100 for each in value.split(","))
        ),
        "speechModel": one_of("default", "numbers_and_commands", "phone_call"),
    },
    "Record": {
        "action": URL,
        "method": METHOD,
        "timeout": whole(0, 60),
        "maxLength": whole(2, 14400),
        "finishOnKey": fits(r"[0-9*#]*"),
        "playBeep": TRUTH,
        "trim": one_of("trim-silence", "do-not-trim"),
        "recordingStatusCallback": URL,
        "recordingStatusCallbackMethod": METHOD,
        "recordingStatusCallbackEvent": each_of("in-progress", "completed", "absent"),
    },
    "Enqueue": {
        "action": URL,
        "method": METHOD,
        "waitUrl": URL,
        "waitUrlMethod": METHOD,
        "maxQueueSize": whole(1, 5000),
    },
    "Dial": {
        "action": URL,
        "method": METHOD,
        "timeout": whole(5, 600),
        "timeLimit": whole(1, 14400),
        "callerId": E164,
        "hangupOnStar": TRUTH,
        "answerOnBridge": TRUTH,
        "sequential": TRUTH,
        "ringTone": one_of("mx", "us"),
        "record": one_of(
            "do-not-record",
            *(f"record-from-{begun}{kind}" for begun in ("answer", "ringing") for kind in ("", "-dual")),
        ),
        "recordingStatusCallback": URL,
        "recordingStatusCallbackMethod": METHOD,
        "recordingStatusCallbackEvent": each_of("in-progress", "completed", "absent"),
    },
    "Queue": {"url": URL, "method": METHOD},
    "Number": {"url": URL, "method": METHOD, "statusCallback": URL, "statusCallbackEvent": CALL_EVENTS},
    "Conference": {
        "startConferenceOnEnter": TRUTH,
        "endConferenceOnExit": TRUTH,
        "beep": one_of("true", "false", "onEnter", "onExit"),
        "waitUrl": URL,
        "waitMethod": METHOD,
        "statusCallback": URL,
        "maxParticipants": whole(2, 250),
    },
    "Transcription": {
        "name": fits(r"[A-Za-z0-9_-]{1,64}"),
        "track": one_of("inbound_track", "outbound_track", "both_tracks"),
        "languageCode": SPOKEN,
        "partialResults": TRUTH,
        "enableAutomaticPunctuation": TRUTH,
        "statusCallbackUrl": fits(r"https://[A-Za-z0-9.-]+(?::\d+)?/[A-Za-z0-9_\-./]*"),
        "statusCallbackMethod": METHOD,
    },
    "Redirect": {"method": METHOD},
    "Hangup": {},
    "Leave": {},
    "Reject": {"reason": one_of("rejected", "busy")},
    "Message": {},
}
# Left out, the vendor would fall back on the present URL (a loop), on English or on another voice.
NEEDED = {
    "Say": {"language", "voice"},
    "Gather": {"input", "action", "method", "timeout", "language", "actionOnEmptyResult"},
    "Record": {"action", "method", "maxLength", "timeout", "finishOnKey", "recordingStatusCallback"},
    "Enqueue": {"action", "waitUrl"},
    "Dial": {"timeout"},
    "Redirect": {"method"},
    "Transcription": {"name"},  # without, nothing can end it
}
CONTENT: dict[str, Callable[[str], bool]] = {
    "Say": lambda words: bool(words.strip()) and len(words) <= 4096,
    "Play": URL,
    "Redirect": URL,
    "Number": E164,
    "Enqueue": fits(r"[A-Za-z0-9_-]{1,64}"),
    "Queue": fits(r"[A-Za-z0-9_-]{1,64}"),
    "Conference": fits(r"[A-Za-z0-9_-]{1,64}"),
    "Message": lambda words: 0 < len(words) <= 1600,
}
MOST_NUMBERS = 10  # in one Dial
ENDS = {"Redirect", "Hangup", "Enqueue", "Dial", "Reject", "Leave"}


def complaints(document: str, grammar: Grammar = VOICE) -> list[str]:
    """All that the carrier would refuse or misread in this document."""
    assert document.startswith('<?xml version="1.0" encoding="UTF-8"?>')
    root = ElementTree.fromstring(document)
    said = [] if root.tag == "Response" and not root.attrib else [f"the root is <{root.tag}> with {root.attrib}"]
    if len(document.encode()) > MOST_BYTES:
        said.append(f"{len(document.encode())} bytes")
    for element in root.iter():
        said += _of_element(element, grammar)
    for number, verb in enumerate(root):
        if verb.tag in ("Hangup", "Redirect", "Reject", "Record", "Enqueue") and "action" not in verb.attrib:
            said += [f"nothing after <{verb.tag}> is ever reached"] if number < len(root) - 1 else []
    return said


def _of_element(element: ElementTree.Element, grammar: Grammar) -> list[str]:
    tag, said = element.tag, []
    if tag not in grammar:
        return [f"<{tag}> is no verb of the vendor's"]
    attributes, children = grammar[tag]
    said += [f"<{tag}> may not hold <{child.tag}>" for child in element if child.tag not in children]
    said += [f"<{tag}> has no attribute {name}" for name in element.attrib if name not in attributes]
    said += [f"<{tag}> needs {name}" for name in NEEDED.get(tag, set()) - element.attrib.keys()]
    for name, value in element.attrib.items():
        allowed = VALUES.get(tag, {}).get(name)
        if allowed is None or not allowed(value):
            said.append(f"<{tag} {name}={value!r}>")
    if tag == "Say" and element.get("voice") not in VOICES.get(element.get("language", ""), set()):
        said.append(f"{element.get('voice')} does not speak {element.get('language')}")
    if tag == "Gather" and "speechModel" in element.attrib and not element.get("speechTimeout", "").isdecimal():
        said.append("a speechModel wants a whole speechTimeout")
    if tag == "Gather" and "numDigits" not in element.attrib and not element.get("finishOnKey"):
        said.append("neither numDigits nor finishOnKey ends these digits")
    if tag == "Dial" and not 1 <= len(element) <= MOST_NUMBERS:
        said.append(f"<Dial> with {len(element)} numbers")
    content = CONTENT.get(tag)
    if content and not content(element.text or ""):
        said.append(f"<{tag}>{(element.text or '')[:60]}")
    if tag != "Response" and not content and (element.text or "").strip():
        said.append(f"<{tag}> holds words")
    return said
