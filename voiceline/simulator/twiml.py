"""TwiML as a document of verbs, checked against the verbs and attributes this carrier knows."""

from __future__ import annotations

import enum
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from urllib.parse import urljoin

from voiceline.simulator.web import Form

Element = ET.Element

VOICE: dict[str, frozenset[str]] = {
    tag: frozenset(attributes.split())
    for tag, attributes in {
        "Say": "voice language loop",
        "Play": "loop digits",
        "Pause": "length",
        "Gather": "input action method timeout finishOnKey numDigits actionOnEmptyResult language hints speechTimeout "
        "speechModel enhanced profanityFilter bargeIn partialResultCallback partialResultCallbackMethod",
        "Record": "action method timeout finishOnKey maxLength playBeep trim recordingStatusCallback "
        "recordingStatusCallbackMethod recordingStatusCallbackEvent transcribe transcribeCallback",
        "Redirect": "method",
        "Hangup": "",
        "Reject": "reason",
        "Leave": "",
        "Enqueue": "action method waitUrl waitUrlMethod maxQueueSize",
        "Dial": "action method timeout callerId timeLimit hangupOnStar record answerOnBridge ringTone sequential "
        "recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent trim",
        "Start": "",
        "Stop": "",
        "Transcription": "name track statusCallbackUrl statusCallbackMethod languageCode inboundTrackLabel "
        "outboundTrackLabel partialResults transcriptionEngine speechModel profanityFilter hints "
        "enableAutomaticPunctuation intelligenceService",
        "Queue": "url method",
        "Conference": "startConferenceOnEnter endConferenceOnExit waitUrl waitMethod beep maxParticipants muted "
        "participantLabel statusCallback statusCallbackEvent statusCallbackMethod",
        "Number": "url method sendDigits statusCallback statusCallbackMethod statusCallbackEvent",
    }.items()
}
CHILDREN = {
    "Gather": {"Say", "Play", "Pause"},
    "Dial": {"Number", "Queue", "Conference"},
    "Start": {"Transcription"},
    "Stop": {"Transcription"},
}
TOP_LEVEL = set(VOICE) - {"Queue", "Number", "Conference", "Transcription"}


class BadTwiml(Exception):
    """Not a document at all (12100), or, in strict mode, one with something unknown in it (12200)."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class End(enum.Enum):
    HANGUP = "hangup"
    LEAVE = "leave"


@dataclass(frozen=True)
class Goto:
    """The next document, still to be fetched."""

    url: str
    method: str = "POST"
    params: Form = field(default_factory=list)


@dataclass(frozen=True)
class Document:
    url: str | None  # None for a document sent inline by REST
    verbs: list[Element]
    method: str = "POST"

    def goto(self, reference: str | None, method: str | None, params: Form | None = None) -> Goto:
        """Where an attribute points: relative to this document, or this document itself when it says nothing."""
        target = urljoin(self.url, reference or "") if self.url else reference or ""
        if not target.startswith(("http://", "https://")):
            raise BadTwiml(11100, f"an inline document needs absolute URLs, not {reference!r}")
        return Goto(target, (method or "POST").upper(), params or [])


Step = Goto | Document


def parse(text: str, url: str | None) -> Document:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BadTwiml(12100, "a document type is not allowed")
    try:
        root = ET.fromstring(text.strip() if text.startswith("\ufeff") else text)
    except (ET.ParseError, ValueError) as error:
        raise BadTwiml(12100, f"not XML: {error}") from error
    if root.tag != "Response":
        raise BadTwiml(12100, f"the root is <{root.tag}>, not <Response>")
    return Document(url, list(root))


def complaints(document: Document) -> list[str]:
    """What a careful carrier would warn of."""
    found: list[str] = []
    for verb in document.verbs:
        if verb.tag not in TOP_LEVEL:
            found.append(f"12200: <{verb.tag}> is not a verb this carrier knows")
            continue
        found += _attribute_complaints(verb)
        if verb.tag not in CHILDREN:
            if verb.tag != "Say" and len(verb):  # a Say may hold SSML
                found.append(f"12200: <{verb.tag}> has children")
            continue
        for child in verb:
            if child.tag in CHILDREN[verb.tag]:
                found += _attribute_complaints(child)
            else:
                found.append(f"12200: <{child.tag}> is not allowed in <{verb.tag}>")
    return found


def _attribute_complaints(verb: Element) -> list[str]:
    unknown = [name for name in verb.attrib if name not in VOICE[verb.tag]]
    return [f"12200: attribute {name!r} is not allowed in <{verb.tag}>" for name in unknown]


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def number(element: Element, name: str, default: float) -> float:
    try:
        return float(element.get(name, ""))
    except ValueError:
        return default  # 'auto', or nothing


def flag(element: Element, name: str, default: bool = False) -> bool:
    return element.get(name, str(default)).lower() == "true"
