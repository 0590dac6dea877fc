"""How loud a recording is along its length, a byte a column: what a waveform is drawn from.

WAV as a carrier has it: 16 or 8 bit samples, µ-law or A-law, one channel or two. Anything else has no drawing.
"""

import struct
from array import array
from typing import IO, NamedTuple

COLUMNS = 240
LOOKED_AT = 400  # samples a column, spread over it: enough for a drawing, whatever the length
PCM, A_LAW, MU_LAW = 1, 6, 7
LOUDEST = 32768
WHOLE = 4  # bytes: two channels of sixteen bits, so that no sample is cut in two


class _Sound(NamedTuple):
    kind: int
    depth: int  # bits
    size: int  # bytes of samples, from where the file stands


def loudness(file: IO[bytes], columns: int = COLUMNS) -> bytes | None:
    """0 to 255 by columns, the loudest moment of each; None for a file that is no such sound."""
    sound = _head(file)
    if sound is None:
        return None
    peaks, read = bytearray(), 0
    for column in range(1, columns + 1):
        end = sound.size * column // columns // WHOLE * WHOLE
        if piece := file.read(end - read):
            peaks.append(min(255, _peak(piece, sound) * 256 // LOUDEST))
        read = end
    return bytes(peaks) or None


def _head(file: IO[bytes]) -> _Sound | None:
    """Reads up to the first sample."""
    if (riff := file.read(12))[:4] != b"RIFF" or riff[8:] != b"WAVE":
        return None
    form: tuple[int, int] | None = None
    while len(head := file.read(8)) == 8:
        name, size = head[:4], int.from_bytes(head[4:], "little")
        if name == b"data":
            return _Sound(*form, _left(file, size)) if form else None
        body = file.read(size + size % 2)
        if name == b"fmt " and len(body) >= 16:
            kind, _, _, _, _, depth = struct.unpack_from("<HHIIHH", body)
            form = (kind, depth) if (kind, depth) in _LEVELS else None
    return None


def _left(file: IO[bytes], said: int) -> int:
    """A recorder that was cut off says more samples than there are."""
    here = file.tell()
    end = file.seek(0, 2)
    file.seek(here)
    return min(said, end - here)


def _peak(piece: bytes, sound: _Sound) -> int:
    if sound.depth == 16:
        samples = array("h", piece[: len(piece) // 2 * 2])
        some = samples[:: max(1, len(samples) // LOOKED_AT)]
        return max((abs(each) for each in some), default=0)
    levels = _LEVELS[sound.kind, sound.depth]
    return max((levels[each] for each in piece[:: max(1, len(piece) // LOOKED_AT)]), default=0)


def _of_mu_law(code: int) -> int:
    code = ~code & 0x7F
    return (((code & 0x0F) << 3) + 0x84 << (code >> 4)) - 0x84


def _of_a_law(code: int) -> int:
    code = (code ^ 0x55) & 0x7F
    exponent, level = code >> 4, ((code & 0x0F) << 4) + 8
    return level if exponent == 0 else level + 0x100 << exponent - 1


# How loud each byte is, by (kind, bits); sixteen bits are read as they stand.
_LEVELS: dict[tuple[int, int], tuple[int, ...]] = {
    (PCM, 16): (),
    (PCM, 8): tuple(abs(each - 128) * 256 for each in range(256)),
    (MU_LAW, 8): tuple(_of_mu_law(each) for each in range(256)),
    (A_LAW, 8): tuple(_of_a_law(each) for each in range(256)),
}
