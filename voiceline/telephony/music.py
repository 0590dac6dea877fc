"""The music of the hold: a file of our own, made once a process. Slow plucked notes, quiet, no seam where it repeats.

Telephone form: 8,000 samples a second, one channel, µ-law (ITU-T G.711), which is what the carrier would make of any
file anyway; twelve seconds weigh less than 100 kB.
"""

import cmath
import struct
from functools import cache
from math import exp, pi

RATE = 8000  # samples a second
BEAT = 0.75  # seconds between two notes
RINGS = 2.2  # seconds a note is heard
LOUDNESS = 0.16  # of full scale: under a voice, not beside it
A3 = 220.0
# Half tones above A3: a pentatonic walk that ends where it began.
NOTES = (0, 7, 12, 14, 19, 14, 12, 7, -3, 4, 9, 12, 16, 12, 9, 4)
FADES = 4.5  # to a ninetieth at a note's end
LEVELS = 8191  # of the 14 bits that G.711 keeps the logarithm of, on either side of silence


@cache
def hold_music() -> bytes:
    """The whole WAV file."""
    return _wav(_mu_law(_played()))


def _played() -> list[float]:
    """One round of the tune, −1 to 1; what still rings at its end rings on at its beginning."""
    length = int(len(NOTES) * BEAT * RATE)
    sound = [0.0] * length
    for place, note in enumerate(NOTES):
        start = int(place * BEAT * RATE)
        for offset, sample in enumerate(_plucked(note)):
            sound[(start + offset) % length] += sample
    loudest = max(map(abs, sound))
    return [LOUDNESS * sample / loudest for sample in sound]


@cache
def _plucked(note: int) -> tuple[float, ...]:
    """One string: a pointer that turns and shrinks; its powers are the overtones, which fade the sooner."""
    length, attack = int(RINGS * RATE), RATE // 100
    turn = cmath.rect(exp(-FADES / length), 2 * pi * A3 * 2 ** (note / 12) / RATE)
    pointer, heard = 1 + 0j, []
    for i in range(length):
        octave = pointer * pointer
        heard.append((pointer.imag + 0.4 * octave.imag + 0.2 * (octave * pointer).imag) * min(1.0, i / attack))
        pointer *= turn
    return tuple(heard)


def _mu_law(sound: list[float]) -> bytes:
    codes = [_code(level - LEVELS) for level in range(2 * LEVELS + 1)]
    return bytes(codes[round(sample * LEVELS) + LEVELS] for sample in sound)


def _code(level: int) -> int:
    """One sample in eight bits: sign, the octave of its size (three bits), its place in that octave (four)."""
    size = min(abs(level), LEVELS - 33) + 33
    octave = size.bit_length() - 6
    return ~((0x80 if level < 0 else 0) | octave << 4 | (size >> (octave + 1)) & 0x0F) & 0xFF


def _wav(samples: bytes) -> bytes:
    form = struct.pack("<HHIIHHH", 7, 1, RATE, RATE, 1, 8, 0)  # 7: µ-law; one byte a sample
    parts = [(b"fmt ", form), (b"fact", struct.pack("<I", len(samples))), (b"data", samples)]
    body = b"WAVE" + b"".join(name + struct.pack("<I", len(each)) + each for name, each in parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body
