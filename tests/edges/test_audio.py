"""What the carrier can play, told by what a file holds."""

import contextlib

import pytest

from tests.wordings import mp3, wav, wav_of
from voiceline.telephony.audio import NotPlayableError, examine
from voiceline.telephony.music import hold_music

V2 = {"head": b"\xff\xf3\x80\xc4", "size": 208, "lasts": 576 / 22050}  # MPEG 2, 64 kbit/s, 22.05 kHz
ID3 = b"ID3\x04\x00\x00\x00\x00\x02\x01" + bytes(257)  # its length is four times seven bits


@pytest.mark.parametrize(
    ("media", "kind", "seconds"),
    [
        (wav(3), "audio/wav", 3.0),
        (wav(2.5, rate=44100, channels=2), "audio/wav", 2.5),
        (wav(1, width=1), "audio/wav", 1.0),
        (wav_of(7, 8), "audio/wav", 1.0),
        (wav_of(6, 8, seconds=2), "audio/wav", 2.0),
        (hold_music(), "audio/wav", 12.0),
        (mp3(3), "audio/mpeg", 3.0),
        (ID3 + mp3(3), "audio/mpeg", 3.0),
        (mp3(3) + b"TAG" + bytes(125), "audio/mpeg", 3.0),
        (mp3(2, **V2), "audio/mpeg", 2.0),
        (mp3(1) + mp3(1, b"\xff\xfb\x92\x44", 418), "audio/mpeg", 2.0),  # a padded frame is a byte longer
        (wav(3)[:-8000], "audio/wav", 2.5),  # cut off: what is there is played
    ],
)
def test_a_file_is_known_by_what_it_holds(media: bytes, kind: str, seconds: float) -> None:
    found = examine(media)
    assert found.content_type == kind and found.seconds == pytest.approx(seconds, abs=0.03)


@pytest.mark.parametrize(
    ("media", "why"),
    [
        (b"", "not_audio"),
        (b"<html>sonido.mp3</html>", "not_audio"),
        (b"OggS" + bytes(200), "not_audio"),
        (b"\x00\x00\x00\x20ftypM4A " + bytes(200), "not_audio"),
        (b"RIFF\x24\x00\x00\x00AVI LIST" + bytes(20), "not_audio"),
        (b"RIFF\x24\x00\x00\x00WAVE", "broken_audio"),
        (wav(1)[:30], "broken_audio"),
        (wav(1).replace(b"fmt ", b"fmx "), "broken_audio"),
        (wav_of(3, 32), "wav_kind"),  # floats
        (wav_of(1, 24), "wav_kind"),
        (wav_of(2, 4), "wav_kind"),  # ADPCM
        (wav(1, rate=96000), "wav_kind"),
        (wav(1, channels=4), "wav_kind"),
        (b"ID3\x04\x00\x00\x00\x00\x02\x01" + bytes(400), "broken_audio"),
        (mp3(0.05), "broken_audio"),
        (mp3(1) + b"x" * 70_000, "broken_audio"),
        (b"\xff\xf1\x50\x80" + bytes(500), "not_audio"),  # AAC begins much like it
        (b"\xff\xfb\xf0\x44" + bytes(500), "not_audio"),  # a bitrate that does not exist
    ],
)
def test_what_the_carrier_would_not_play_is_refused(media: bytes, why: str) -> None:
    with pytest.raises(NotPlayableError, match=why):
        examine(media)


@pytest.mark.parametrize("whole", [wav(0.2), mp3(0.3), ID3 + mp3(0.3), wav_of(7, 8, seconds=0.1)])
def test_wherever_a_file_is_cut_it_is_judged_and_nothing_fails(whole: bytes) -> None:
    for length in range(0, len(whole), 7):
        with contextlib.suppress(NotPlayableError):
            assert examine(whole[:length]).seconds >= 0
