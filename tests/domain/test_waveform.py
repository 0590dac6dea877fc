"""What a waveform is drawn from: loud where somebody speaks, flat where nobody does, nothing for what is no sound."""

import io
import math
import struct

import pytest

from voiceline.domain.waveform import A_LAW, COLUMNS, MU_LAW, PCM, loudness


def wav(kind: int, depth: int, samples: bytes, channels: int = 1, said: int | None = None) -> io.BytesIO:
    block = channels * depth // 8
    form = struct.pack("<HHIIHH", kind, channels, 8000, 8000 * block, block, depth)
    odd = struct.pack("<4sI", b"LIST", 3) + b"abc\0"
    data = struct.pack("<4sI", b"data", len(samples) if said is None else said) + samples
    body = b"WAVE" + struct.pack("<4sI", b"fmt ", len(form)) + form + odd + data
    return io.BytesIO(b"RIFF" + struct.pack("<I", len(body)) + body)


def half_silent(seconds: float = 2) -> list[int]:
    count = int(8000 * seconds)
    return [0 if n < count // 2 else round(30000 * math.sin(n)) for n in range(count)]


def test_it_is_flat_while_nobody_speaks_and_high_while_somebody_does() -> None:
    samples = struct.pack("<16000h", *half_silent())
    drawn = loudness(wav(PCM, 16, samples))
    assert drawn is not None and len(drawn) == COLUMNS
    assert max(drawn[:118]) == 0 and min(drawn[122:]) > 200


@pytest.mark.parametrize(
    ("kind", "quiet", "loud"), [(MU_LAW, 0xFF, 0x80), (MU_LAW, 0x7F, 0x00), (A_LAW, 0xD5, 0xAA), (PCM, 128, 255)]
)
def test_a_telephones_samples_are_understood(kind: int, quiet: int, loud: int) -> None:
    drawn = loudness(wav(kind, 8, bytes([quiet]) * 8000 + bytes([loud]) * 8000))
    assert drawn is not None and max(drawn[:118]) <= 1 and min(drawn[122:]) > 240


def test_a_minute_of_two_channels_is_as_wide() -> None:
    drawn = loudness(wav(PCM, 16, bytes(4 * 8000 * 60), channels=2))
    assert drawn == bytes(COLUMNS)


def test_a_recorder_that_was_cut_off_is_drawn_as_far_as_it_came() -> None:
    drawn = loudness(wav(PCM, 16, struct.pack("<16000h", *half_silent()), said=2**32 - 1))
    assert drawn is not None and len(drawn) == COLUMNS


@pytest.mark.parametrize(
    "file",
    [b"", b"RIFF", b"ID3 and music", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEdata\4\0\0\0abcd", b"<script>"],
)
def test_what_is_no_sound_has_no_drawing(file: bytes) -> None:
    assert loudness(io.BytesIO(file)) is None


def test_another_kind_of_samples_has_none() -> None:
    assert loudness(wav(3, 32, bytes(64))) is None and loudness(wav(PCM, 16, b"")) is None
