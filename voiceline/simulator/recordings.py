"""Recordings: what was said, how long it took, and audio that a player can play."""

from __future__ import annotations

import io
import math
import re
import struct
import wave
from dataclasses import dataclass
from datetime import datetime

RATE = 8000


@dataclass(eq=False)
class Recording:
    sid: str
    call_sid: str
    started_at: datetime
    seconds: int
    source: str  # 'RecordVerb', 'DialVerb'
    text: str = ""  # what was typed as speech
    audio: bytes | None = None  # a WAV that a person really spoke
    deleted: bool = False

    def wav(self) -> bytes:
        return self.audio or tone(self.seconds)


class Recordings(dict[str, Recording]):
    def named_in(self, url: str) -> Recording | None:
        named = re.search(r"RE[0-9a-f]{32}", url)
        return self.get(named.group()) if named else None

    def seconds_of(self, url: str, otherwise: float) -> float:
        """How long one of ours plays, when the URL names it."""
        recording = self.named_in(url)
        return float(recording.seconds) if recording else otherwise


def tone(seconds: float) -> bytes:
    """A soft hum that rises and falls like a voice: 8 kHz, mono, 16 bit."""
    second = [
        int(3500 * math.sin(2 * math.pi * 180 * t / RATE) * abs(math.sin(2 * math.pi * 1.5 * t / RATE)))
        for t in range(RATE)
    ]
    one = struct.pack(f"<{RATE}h", *second)
    out = io.BytesIO()
    with wave.open(out, "wb") as audio:
        audio.setnchannels(1)
        audio.setsampwidth(2)
        audio.setframerate(RATE)
        audio.writeframes(one * max(1, math.ceil(seconds)))
    return out.getvalue()


def wav_seconds(audio: bytes) -> float:
    with wave.open(io.BytesIO(audio)) as opened:
        return float(opened.getnframes() / opened.getframerate())


def sound_seconds(audio: bytes) -> float | None:
    """How long a WAV file plays, whatever its samples are; None for another kind of file."""
    form = audio.find(b"fmt ")
    data = audio.find(b"data", form)
    if audio[:4] != b"RIFF" or form < 0 or data < 0:
        return None
    bytes_a_second = int.from_bytes(audio[form + 16 : form + 20], "little")
    return int.from_bytes(audio[data + 4 : data + 8], "little") / bytes_a_second if bytes_a_second else None
