"""What a file is, by its first bytes: the few kinds that are kept, and whether one is what it was said to be.

A name, an ending or a declared type proves nothing, and only what is found here is ever told to a browser.
"""

from enum import StrEnum

HEAD = 64  # bytes that are looked at


class Kind(StrEnum):
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"


class Refusal(StrEnum):
    """Why a file is kept out."""

    TOO_LARGE = "too_large"
    UNLIKE = "not_what_it_says"
    NOT_KEPT = "kind_not_kept"
    FOREIGN = "foreign"  # it does not lie with the carrier


KINDS = {
    "image/jpeg": Kind.IMAGE,
    "image/png": Kind.IMAGE,
    "image/gif": Kind.IMAGE,
    "image/webp": Kind.IMAGE,
    "image/heic": Kind.IMAGE,
    "audio/ogg": Kind.AUDIO,
    "audio/amr": Kind.AUDIO,
    "audio/mpeg": Kind.AUDIO,
    "audio/aac": Kind.AUDIO,
    "audio/mp4": Kind.AUDIO,
    "audio/3gpp": Kind.AUDIO,
    "video/mp4": Kind.VIDEO,
    "video/3gpp": Kind.VIDEO,
    "application/pdf": Kind.DOCUMENT,
}
_OTHER_NAMES = {
    "image/jpg": "image/jpeg",
    "image/heif": "image/heic",
    "application/ogg": "audio/ogg",
    "audio/opus": "audio/ogg",
    "audio/amr-nb": "audio/amr",
    "audio/mp3": "audio/mpeg",
    "audio/aacp": "audio/aac",
    "audio/x-m4a": "audio/mp4",
    "audio/m4a": "audio/mp4",
    "video/3gp": "video/3gpp",
}
_SAYS_NOTHING = ("", "application/octet-stream", "binary/octet-stream")

_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"#!AMR\n", "audio/amr"),
    (b"#!AMR-WB\n", "audio/amr"),
    (b"ID3", "audio/mpeg"),
    (b"%PDF-", "application/pdf"),
)
_OGG_SOUNDS = (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")
_BRANDS = {  # of an ISO base media file (ISO 14496-12)
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), "image/heic"),
    **dict.fromkeys((b"M4A ", b"M4B "), "audio/mp4"),
    **dict.fromkeys(
        (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV"), "video/mp4"
    ),
    **dict.fromkeys((b"dash", b"mmp4"), "video/mp4"),
}
_ONLY_SOUND = {"video/mp4": "audio/mp4", "video/3gpp": "audio/3gpp"}  # the same container, when it was said to be one


def found_type(head: bytes) -> str | None:
    """The kept type these first bytes are of; None for everything else."""
    for beginning, found in _BEGINNINGS:
        if head.startswith(beginning):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:4] == b"OggS":
        return "audio/ogg" if head[28:HEAD].startswith(_OGG_SOUNDS) else None
    if head[4:8] == b"ftyp":
        return "video/3gpp" if head[8:10] == b"3g" else _BRANDS.get(head[8:12])
    return _stream_of_frames(head)


def type_of(head: bytes, declared: str) -> str | Refusal:
    """The type to keep it under, or why it is kept out: bytes decide, and must not contradict what was declared."""
    said = declared.partition(";")[0].strip().lower()
    said = _OTHER_NAMES.get(said, said)
    found = found_type(head)
    if said in _SAYS_NOTHING:
        return found or Refusal.NOT_KEPT
    if said not in KINDS:
        return Refusal.NOT_KEPT
    if found is not None and _ONLY_SOUND.get(found) == said:
        return said
    return found if found is not None and KINDS[found] == KINDS[said] else Refusal.UNLIKE


def _stream_of_frames(head: bytes) -> str | None:
    """Sound without a header: twelve bits that are set, and a frame whose rates exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xF0 != 0xF0:
        return None
    if head[1] & 0x06 == 0:  # ADTS (ISO 13818-7)
        return "audio/aac" if head[2] >> 2 & 0x0F < 13 else None
    is_layer_3 = head[1] & 0x06 == 0x02
    return "audio/mpeg" if is_layer_3 and head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3 else None
