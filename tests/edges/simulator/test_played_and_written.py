"""What is played to a caller, and what is written down of what she says."""

from __future__ import annotations

import json

import pytest

from tests.edges.simulator.fixed_line import BASE, CUSTOMER, MENU, Line
from voiceline.simulator.carrier import WebResponse


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
