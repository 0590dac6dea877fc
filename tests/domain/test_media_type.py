"""What a file is, by its bytes, and whether it is what it was said to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pictures import DRAWING, JPEG, PAGE, PDF, PNG, PROGRAM, VOICE_NOTE, ZIP, box
from voiceline.domain.media_type import HEAD, KINDS, Refusal, found_type, type_of

WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 "
MP3 = b"\xff\xfb\x90\x64\x00\x0f\xf0\x00"
AAC = b"\xff\xf1\x50\x80\x02\x1f\xfc\x01"


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (b"GIF89a\x01\x00", "image/gif"),
        (b"GIF87a\x01\x00", "image/gif"),
        (WEBP, "image/webp"),
        (box(b"heic"), "image/heic"),
        (box(b"mif1"), "image/heic"),
        (VOICE_NOTE, "audio/ogg"),
        (b"#!AMR\n\x3c\x91", "audio/amr"),
        (b"#!AMR-WB\n\x3c", "audio/amr"),
        (b"ID3\x04\x00\x00\x00", "audio/mpeg"),
        (MP3, "audio/mpeg"),
        (AAC, "audio/aac"),
        (box(b"M4A "), "audio/mp4"),
        (box(b"isom"), "video/mp4"),
        (box(b"mp42"), "video/mp4"),
        (box(b"3gp4"), "video/3gpp"),
        (box(b"3g2a"), "video/3gpp"),
        (PDF, "application/pdf"),
    ],
)
def test_the_kinds_that_are_kept(head: bytes, found: str) -> None:
    assert found_type(head[:HEAD]) == found and found in KINDS
    assert type_of(head[:HEAD], found) == found


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff",
        b"\xff\xd8",
        PAGE,
        b"\n  <html>",
        b"\xef\xbb\xbf<html>",
        DRAWING,
        b"<?xml version='1.0'?><svg>",
        PROGRAM,
        ZIP,
        b"\x7fELF\x02\x01\x01",
        b"#!/bin/sh\nrm -rf /",
        b"RIFF\x24\x00\x00\x00AVI LIST",
        b"RIFF\x24\x00\x00\x00WAVEfmt ",
        b"OggS" + b"\x00" * 24 + b"\x80theora",
        box(b"qt  "),
        box(b"jp2 "),
        box(b"<htm"),
        b"\xff\xfb\xf0\x64",  # a frame of no bit rate there is
        b"\xff\xfe<\x00h\x00t\x00",  # words in UTF-16
        b"II*\x00",
        b"BM\x36\x00",
        b" %PDF-1.7",
        b"%!PS-Adobe",
    ],
)
def test_everything_else_is_nothing_we_know(head: bytes) -> None:
    assert found_type(head) is None
    for declared in KINDS:
        assert type_of(head, declared) == Refusal.UNLIKE
    assert type_of(head, "") == type_of(head, "application/octet-stream") == Refusal.NOT_KEPT


@pytest.mark.parametrize(
    ("head", "declared", "kept"),
    [
        (PNG, "image/jpeg", "image/png"),  # still a picture: told as what it is
        (JPEG, "IMAGE/JPG; name=foto.jpg", "image/jpeg"),
        (JPEG, "", "image/jpeg"),
        (JPEG, "application/octet-stream", "image/jpeg"),
        (VOICE_NOTE, "audio/ogg; codecs=opus", "audio/ogg"),
        (box(b"isom"), "audio/mp4", "audio/mp4"),  # one container, said to hold sound alone
        (box(b"3gp4"), "audio/3gpp", "audio/3gpp"),
        (box(b"M4A "), "audio/x-m4a", "audio/mp4"),
        (JPEG, "audio/ogg", Refusal.UNLIKE),
        (PDF, "image/jpeg", Refusal.UNLIKE),
        (VOICE_NOTE, "image/jpeg", Refusal.UNLIKE),
        (JPEG, "application/pdf", Refusal.UNLIKE),
        (box(b"isom"), "image/heic", Refusal.UNLIKE),
        (PAGE, "text/html", Refusal.NOT_KEPT),
        (DRAWING, "image/svg+xml", Refusal.NOT_KEPT),
        (ZIP, "application/zip", Refusal.NOT_KEPT),
        (JPEG, "text/html", Refusal.NOT_KEPT),
        (b"BEGIN:VCARD", "text/vcard", Refusal.NOT_KEPT),
    ],
)
def test_what_was_declared_must_not_contradict_it(head: bytes, declared: str, kept: str) -> None:
    assert type_of(head[:HEAD], declared) == kept


@given(st.binary(max_size=HEAD), st.text(max_size=40))
def test_whatever_comes_is_a_known_type_or_a_reason(head: bytes, declared: str) -> None:
    kept = type_of(head, declared)
    assert kept in KINDS or isinstance(kept, Refusal)


@given(st.text(min_size=4, alphabet=st.characters(max_codepoint=127)))
def test_no_words_begin_as_any_of_them_unless_they_say_so(words: str) -> None:
    head = words.encode()[:HEAD]
    spelled = ("GIF8", "ID3", "%PDF-", "#!AMR", "OggS", "RIFF")
    assert found_type(head) is None or words.startswith(spelled) or head[4:8] == b"ftyp"
