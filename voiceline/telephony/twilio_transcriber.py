"""The port spoken to Twilio's real-time transcription (twilio.com/docs/voice/twiml/transcription).

It listens in the background, across documents, until it is stopped by its name or the call ends; its words come as
signed form posts ``transcription-started``, ``-content``, ``-stopped`` and ``-error``, at any time and in any order.
"""

import json
from collections.abc import Mapping
from typing import Any

from twilio.twiml.voice_response import Start, Stop

from voiceline.settings import Settings
from voiceline.telephony.transcriber import Transcriber, Trouble, Utterance

NAME = "dictation"  # of the one that runs on a call
LANGUAGES = {"es": "es-US", "en": "en-US"}  # the telephone models know no es-MX and no es-GT
LONGEST = 2000  # characters of one utterance


class TwilioTranscriber:
    name = "twilio"

    def __init__(self, callback_url: str):
        self._callback_url = callback_url

    def begin(self, document: Any, language: str) -> None:
        start = Start()
        start.transcription(
            name=NAME,
            track="inbound_track",
            status_callback_url=self._callback_url,
            status_callback_method="POST",
            language_code=LANGUAGES.get(language, LANGUAGES["es"]),
            partial_results=False,
            enable_automatic_punctuation=True,
        )
        document.append(start)

    def end(self, document: Any) -> None:
        stop = Stop()
        stop.transcription(name=NAME)
        document.append(stop)

    def heard(self, form: Mapping[str, str]) -> Utterance | Trouble | None:
        event, call_sid = form.get("TranscriptionEvent", ""), form.get("CallSid", "")
        if event == "transcription-error":
            return Trouble(call_sid, form.get("TranscriptionErrorCode", "")[:20])
        session, sequence = form.get("TranscriptionSid", ""), form.get("SequenceId", "")
        if event != "transcription-content" or not session or not sequence.isdecimal():
            return None
        if form.get("Final", "true").lower() == "false":  # of what is still being spoken
            return None
        try:
            data = json.loads(form.get("TranscriptionData", ""))
        except ValueError:
            return None
        words = _kept(data.get("transcript")) if isinstance(data, dict) else ""
        if not words:
            return None
        return Utterance(
            call_sid=call_sid,
            name=f"{session}-{sequence}",
            order=f"{form.get('Timestamp', '')[:40]} {int(sequence[:12]):012}",
            words=words,
            language=form.get("LanguageCode", "")[:20],
            confidence=_share(data.get("confidence")),
        )


def _kept(said: Any) -> str:
    """The words in one line, without what JSON can say and PostgreSQL has no text for: NULs, halves of a sign."""
    words = said.encode(errors="replace").decode().replace("\0", "") if isinstance(said, str) else ""
    return " ".join(words.split())[:LONGEST].rstrip()


def transcriber_of(settings: Settings) -> Transcriber | None:
    """The one these settings name; None where nobody writes anything down."""
    if settings.transcription == TwilioTranscriber.name:
        return TwilioTranscriber(f"{settings.public_url}/voice/transcription")
    return None


def _share(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and 0 <= value <= 1 else None
