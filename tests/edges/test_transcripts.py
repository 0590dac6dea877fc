"""Forms of the transcriber become words or nothing; words find their calls, newest first, page by page."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, sessionmaker

from tests import servers
from voiceline.store import calls, transcripts
from voiceline.store.base import make_engine
from voiceline.store.transcripts import Piece
from voiceline.telephony.transcriber import Trouble, Utterance
from voiceline.telephony.twilio_transcriber import TwilioTranscriber

NIGHT = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)
SID = "GT" + "0" * 32
CONTENT = {
    "CallSid": "CA1",
    "TranscriptionSid": SID,
    "TranscriptionEvent": "transcription-content",
    "SequenceId": "2",
    "Timestamp": "2026-11-24T08:10:03.000Z",
    "LanguageCode": "es-US",
    "Track": "inbound_track",
    "Final": "true",
    "TranscriptionData": '{"transcript": " se cayó\\n todo ", "confidence": 0.87}',
}
HEARD = TwilioTranscriber("https://line.example.com/voice/transcription")


def test_content_becomes_an_utterance() -> None:
    order = "2026-11-24T08:10:03.000Z 000000000002"
    assert HEARD.heard(CONTENT) == Utterance("CA1", f"{SID}-2", order, "se cayó todo", "es-US", 0.87)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {**CONTENT, "TranscriptionEvent": "transcription-started"},
        {**CONTENT, "TranscriptionEvent": "transcription-stopped"},
        {**CONTENT, "TranscriptionEvent": "something new"},
        {**CONTENT, "Final": "false"},
        {**CONTENT, "SequenceId": "soon"},
        {**CONTENT, "TranscriptionSid": ""},
        {**CONTENT, "TranscriptionData": "no JSON"},
        {**CONTENT, "TranscriptionData": "[]"},
        {**CONTENT, "TranscriptionData": '{"transcript": 7}'},
        {**CONTENT, "TranscriptionData": '{"transcript": "  "}'},
    ],
)
def test_what_makes_no_sense_is_nothing(form: dict[str, str]) -> None:
    assert HEARD.heard(form) is None


def test_its_own_trouble_is_told_with_its_code() -> None:
    form = {"CallSid": "CA1", "TranscriptionEvent": "transcription-error", "TranscriptionErrorCode": "32651"}
    assert HEARD.heard(form) == Trouble("CA1", "32651")


@example(words="\0", confidence=None)
@example(words="\ud800", confidence=0.9)
@given(words=st.text(min_size=1), confidence=st.one_of(st.none(), st.text(), st.floats(), st.integers()))
def test_any_words_are_taken_as_words(words: str, confidence: object) -> None:
    heard = HEARD.heard({**CONTENT, "TranscriptionData": json.dumps({"transcript": words, "confidence": confidence})})
    if heard is not None:
        assert isinstance(heard, Utterance) and heard.words.strip() and len(heard.words) <= 2000
        assert "\0" not in heard.words and heard.words.encode()
        assert heard.confidence is None or 0 <= heard.confidence <= 1


# The rows


@pytest.fixture(scope="module")
def url(postgres: Any) -> str:
    return servers.migrated(postgres, "transcripts")


@pytest.fixture
def session(url: str) -> Iterator[Session]:
    servers.empty(url)
    engine = make_engine(url, pool_size=1)
    with sessionmaker(engine)() as opened:
        yield opened
    engine.dispose()


def a_call(session: Session, number: int, *words: str) -> int:
    """A call, a minute after the one before, in which this was heard; its id."""
    at = NIGHT + timedelta(minutes=number)
    row = {"sid": f"CA{number}", "direction": "inbound", "from_number": "", "to_number": "", "status": "completed"}
    place = {"language": "es", "script": "customer_line", "step": "gone", "notes": {}, "started_at": at}
    calls.arrive(session, {**row, **place})
    call = calls.by_sid(session, f"CA{number}")
    assert call is not None
    for n, each in enumerate(words):
        transcripts.add(session, call.id, "twilio", "es-US", Piece(f"GT-{n}", f"{n}", each, 0.9), at)
        session.flush()
    return call.id


def found(session: Session, words: str) -> list[int]:
    return [hit.call_id for hit in transcripts.search(session, words)]


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("facturación", True),
        ("FACTURACION", True),
        ("factur", True),
        ("no cobrar", True),  # of two utterances
        ("  cobrar   Factur ", True),
        ("ano", True),  # año
        ("actura", False),  # the beginning of a word, not its middle
        ("facturación mañana", False),
        ("", False),
        ("' | !", False),
        ("\\ \0", False),
    ],
)
def test_words_find_a_call_by_how_they_begin(session: Session, asked: str, is_found: bool) -> None:
    call = a_call(session, 1, "se cayó la facturación de este año", "no podemos cobrar")
    assert found(session, asked) == ([call] if is_found else [])


@given(asked=st.text(max_size=60))
def test_whatever_is_asked_is_answered(url: str, asked: str) -> None:
    engine = make_engine(url, pool_size=1)
    with sessionmaker(engine)() as session:
        assert isinstance(transcripts.search(session, asked), list)
    engine.dispose()


def test_the_newest_come_first_and_the_next_page_begins_where_this_one_ended(session: Session) -> None:
    made = [a_call(session, n, "se cayó todo") for n in range(7)]
    seen: list[int] = []
    before = None
    while page := transcripts.search(session, "cayo", before, limit=3):
        seen += [hit.call_id for hit in page]
        before = (page[-1].at, page[-1].id)
    assert seen == made[::-1]


@given(st.permutations(range(4)), st.lists(st.integers(0, 3), max_size=4))
def test_pieces_come_to_the_same_words_in_any_order_and_however_often(order: list[int], again: list[int]) -> None:
    row = transcripts.Transcript(words="", pieces={})
    for n in (*order, *again):
        row.take(Piece(f"GT-{n}", f"{n}", "abcd"[n], 0.5 + n / 10))
    assert (row.words, row.confidence) == ("a b c d", 0.5)
