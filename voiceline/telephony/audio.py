"""What the carrier can play of what somebody uploads: WAV and MP3, told by what a file holds and not by its name.

Of the kinds that <Play> takes (twilio.com/docs/voice/twiml/play) the two that people have; WAV as plain samples or as a
telephone's (µ-law, A-law). Nothing is converted: what we cannot be sure of is refused, with the reason.
"""

import struct
from typing import NamedTuple

PCM, A_LAW, MU_LAW = 1, 6, 7
_DEPTHS = {PCM: (8, 16), A_LAW: (8,), MU_LAW: (8,)}
# MPEG audio, layer III: kilobits and samples a second by their codes in a frame's head.
_BITRATES = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_FEWEST_FRAMES = 4
_LONGEST_TAIL = 64 * 1024  # of tags that some programs write after the sound


class Audio(NamedTuple):
    content_type: str
    seconds: float


class NotPlayableError(Exception):
    """The carrier would not play this; the text is a key of the admin's words."""


def examine(media: bytes) -> Audio:
    """What this file is and how long it plays. Raises NotPlayableError."""
    if media[:4] == b"RIFF" and media[8:12] == b"WAVE":
        return Audio("audio/wav", _wav_seconds(media))
    if media[:3] == b"ID3" or _frame(media, 0) is not None:
        return Audio("audio/mpeg", _mp3_seconds(media))
    raise NotPlayableError("not_audio")


def _wav_seconds(media: bytes) -> float:
    form: tuple[int, int, int, int, int, int] | None = None
    at = 12
    while at + 8 <= len(media):
        name, size = media[at : at + 4], int.from_bytes(media[at + 4 : at + 8], "little")
        start = at + 8
        if name == b"fmt " and size >= 16 and start + 16 <= len(media):
            form = struct.unpack_from("<HHIIHH", media, start)
        if name == b"data":
            return _played(form, min(size, len(media) - start))
        at = start + size + size % 2
    raise NotPlayableError("broken_audio")


def _played(form: tuple[int, int, int, int, int, int] | None, size: int) -> float:
    if form is None:
        raise NotPlayableError("broken_audio")
    kind, channels, rate, _, block, depth = form
    if depth not in _DEPTHS.get(kind, ()) or channels not in (1, 2):
        raise NotPlayableError("wav_kind")
    if not 8000 <= rate <= 48000 or block != channels * depth // 8:
        raise NotPlayableError("wav_kind")
    return size / (rate * block)


def _mp3_seconds(media: bytes) -> float:
    """Frame by frame, since a file of changing bitrate tells nothing true at its beginning."""
    at, frames, seconds = _after_tag(media), 0, 0.0
    while (frame := _frame(media, at)) is not None:
        size, lasts = frame
        at, frames, seconds = at + size, frames + 1, seconds + lasts
    if frames < _FEWEST_FRAMES or len(media) - at > _LONGEST_TAIL:
        raise NotPlayableError("broken_audio")
    return seconds


def _after_tag(media: bytes) -> int:
    """Where the sound begins: an ID3v2 tag tells its length in four times seven bits."""
    if media[:3] != b"ID3" or len(media) < 10:
        return 0
    size = 0
    for each in media[6:10]:
        size = size << 7 | each & 0x7F
    return 10 + size + (10 if media[5] & 0x10 else 0)


def _frame(media: bytes, at: int) -> tuple[int, float] | None:
    """(bytes, seconds) of the layer III frame that begins here; None where none does."""
    if at + 4 > len(media) or media[at] != 0xFF or media[at + 1] & 0xE0 != 0xE0:
        return None
    version, layer = media[at + 1] >> 3 & 3, media[at + 1] >> 1 & 3
    bitrate, rate, padding = media[at + 2] >> 4, media[at + 2] >> 2 & 3, media[at + 2] >> 1 & 1
    if version == 1 or layer != 1 or bitrate in (0, 15) or rate == 3:
        return None
    samples = 1152 if version == 3 else 576
    a_second = _RATES[version][rate]
    kilobits = _BITRATES[1 if version == 3 else 2][bitrate]
    return samples // 8 * kilobits * 1000 // a_second + padding, samples / a_second
