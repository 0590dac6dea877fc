"""<Start> and <Stop> of a <Transcription>: in the background, what is said at this leg is posted as it was typed."""

from __future__ import annotations

import json

from voiceline.simulator.leg import Leg, Transcription
from voiceline.simulator.office import Office
from voiceline.simulator.program import Program
from voiceline.simulator.twiml import BadTwiml, Document, Element

CONFIDENCE = 0.9125


def start(office: Office, leg: Leg, verb: Element, document: Document) -> Program[None]:
    for noun in verb:
        url = noun.get("statusCallbackUrl", "")
        if not url.startswith(("http://", "https://")):
            raise BadTwiml(12200, "a Transcription's statusCallbackUrl is absolute")
        sid, name = office.new_sid("GT"), noun.get("name", "")
        if any(each.name == name for each in leg.transcriptions if name):
            continue  # one of that name runs already
        method = noun.get("statusCallbackMethod", "POST").upper()
        begun = Transcription(sid, name, url, method, noun.get("languageCode", "en-US"))
        leg.transcriptions.append(begun)
        _tell(office, leg, begun, "transcription-started")
    return
    yield


def stop(office: Office, leg: Leg, verb: Element, document: Document) -> Program[None]:
    names = {noun.get("name", "") for noun in verb}
    for each in [each for each in leg.transcriptions if each.name in names]:
        leg.transcriptions.remove(each)
        _tell(office, leg, each, "transcription-stopped")
    return
    yield


def said(office: Office, leg: Leg, text: str) -> None:
    """Somebody spoke at this leg; each transcription that runs on it has understood every word."""
    for each in leg.transcriptions if text else ():
        data = json.dumps({"transcript": text, "confidence": CONFIDENCE}, ensure_ascii=False)
        more = [("LanguageCode", each.language), ("Track", "inbound_track"), ("Final", "true")]
        _tell(office, leg, each, "transcription-content", [*more, ("TranscriptionData", data)])


def end(office: Office, leg: Leg) -> None:
    """The call is over, and so is whatever runs on it."""
    for each in leg.transcriptions:
        _tell(office, leg, each, "transcription-stopped")
    leg.transcriptions.clear()


def _tell(office: Office, leg: Leg, each: Transcription, event: str, more: list[tuple[str, str]] | None = None) -> None:
    each.sequence += 1
    form = [
        ("AccountSid", office.config.account_sid),
        ("CallSid", leg.sid),
        ("TranscriptionSid", each.sid),
        ("Timestamp", office.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")),
        ("SequenceId", str(each.sequence)),
        ("TranscriptionEvent", event),
        *(more or []),
    ]
    delay = office.config.transcription_delay if event == "transcription-content" else 0.0
    office.schedule.after(
        delay, lambda: office.webhooks.post("transcription", leg.sid, each.url, form, method=each.method)
    )
