"""What stories and pages need of an admin who changes the words: his changes, files to upload, and the way back."""

import io
import struct
import wave

from sqlalchemy import text

from voiceline.actions import reword
from voiceline.actions.reword import Editor
from voiceline.line import Line
from voiceline.store import wording
from voiceline.store.wording import Slot, Wording

ADMIN = "rosa@example.com"


def editor(line: Line, seen: int | None = None, slot: Slot | None = None) -> Editor:
    """The admin, on a page that shows what is in force."""
    if seen is None and slot is not None:
        with line.reading() as session:
            now = wording.current(session, slot)
            seen = now.id if now else 0
    return Editor(ADMIN, seen or 0, line.now())


def rewords(line: Line, prompt: str, words: str, language: str = "es", kind: str = "say") -> None:
    slot = Slot(language, prompt, kind)
    by = editor(line, slot=slot)
    with line.transaction() as session:
        reword.reword(session, slot, words, by)


def records(line: Line, prompt: str, media: bytes, language: str = "es") -> str:
    """The name under which the file is played."""
    slot = Slot(language, prompt, "recording")
    by = editor(line, slot=slot)
    with line.transaction() as session:
        reword.record(session, language, prompt, media, by)
    with line.reading() as session:
        now = wording.current(session, slot)
        assert now is not None and now.recording is not None
        return now.recording.name


def goes_back(line: Line, prompt: str, language: str = "es", kind: str = "say", to: int = 0) -> None:
    slot = Slot(language, prompt, kind)
    by = editor(line, slot=slot)
    with line.transaction() as session:
        reword.go_back(session, slot, session.get(Wording, to) if to else None, by)


def as_shipped(line: Line) -> None:
    """No word is an admin's any more, here and in this process."""
    with line.transaction() as session:
        session.execute(text("TRUNCATE wordings, prompt_recordings RESTART IDENTITY CASCADE"))
        wording.look(session)


def wav(seconds: float, rate: int = 8000, channels: int = 1, width: int = 2) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(bytes(int(seconds * rate) * channels * width))
    return made.getvalue()


def wav_of(kind: int, depth: int, rate: int = 8000, seconds: float = 1.0, channels: int = 1) -> bytes:
    """A WAV of any kind of samples, with a chunk of notes before the sound."""
    block = channels * depth // 8
    form = struct.pack("<HHIIHH", kind, channels, rate, rate * block, block, depth)
    chunks = [(b"fmt ", form), (b"LIST", b"odd"), (b"data", bytes(int(seconds * rate) * block))]
    body = b"".join(name + struct.pack("<I", len(each)) + each + b"\0" * (len(each) % 2) for name, each in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


def mp3(seconds: float, head: bytes = b"\xff\xfb\x90\x44", size: int = 417, lasts: float = 1152 / 44100) -> bytes:
    """Silent frames; by default MPEG 1, 128 kbit/s, 44.1 kHz."""
    return (head + bytes(size - 4)) * round(seconds / lasts)
