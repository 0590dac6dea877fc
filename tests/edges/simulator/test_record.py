"""What is said is recorded: how it ends, what is posted, the file."""

from __future__ import annotations

import io
import wave
from urllib.parse import urlsplit

import pytest

from tests.edges.simulator.fixed_line import BASIC, CUSTOMER, Line

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
