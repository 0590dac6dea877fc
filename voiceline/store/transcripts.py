"""Transcripts: what a machine understood of what a caller said. They help to find a call and decide nothing."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    func,
    literal_column,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.store.base import Base, JsonObject, Key, Moment

# Accents and case do not count, and nothing is stemmed or left out: what is heard is names of products and banks,
# half-heard words, Spanish and English mixed. Whoever searches writes the beginning of each word.
DOCUMENT = (
    "to_tsvector('simple'::regconfig, translate(lower(words), "
    "'áàäâéèëêíìïîóòöôúùüûñç'::text, 'aaaaeeeeiiiioooouuuunc'::text))"
)
_FOLDED = str.maketrans("áàäâéèëêíìïîóòöôúùüûñç", "aaaaeeeeiiiioooouuuunc")
MOST_WORDS = 12  # of a search; more would only narrow it to nothing


class Piece(NamedTuple):
    """One utterance: ``name`` tells it from every other, ``order`` sorts them as they were spoken."""

    name: str
    order: str
    words: str
    confidence: float | None


class Transcript(Base):
    """One a call and source. ``pieces`` are its utterances as they came, by name: [order, words, confidence]."""

    __tablename__ = "transcripts"
    id: Mapped[Key]
    call_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("calls.id"))
    source: Mapped[str]  # which transcriber heard it
    language: Mapped[str]
    words: Mapped[str]
    confidence: Mapped[float | None]  # 0 to 1, of the least certain piece; None where the transcriber does not say
    at: Mapped[Moment]  # of its first piece to arrive
    pieces: Mapped[JsonObject]

    __table_args__ = (
        UniqueConstraint("call_id", "source"),
        Index("ix_transcripts_newest", text("at DESC"), text("id DESC")),
        Index("ix_transcripts_words", text(DOCUMENT), postgresql_using="gin"),
    )

    def take(self, piece: Piece) -> None:
        """One more utterance, once; all of them stand in the order they were spoken."""
        if piece.name in self.pieces:
            return
        self.pieces = {**self.pieces, piece.name: [piece.order, piece.words, piece.confidence]}
        spoken = sorted(self.pieces.values(), key=lambda each: str(each[0]))
        self.words = " ".join(each[1] for each in spoken)
        self.confidence = min((each[2] for each in spoken if each[2] is not None), default=None)


class Hit(NamedTuple):
    """A call in which these words were heard. ``at`` and ``id`` are the key of the next page."""

    id: int
    at: datetime
    call_id: int
    words: str


def add(session: Session, call_id: int, source: str, language: str, piece: Piece, at: datetime) -> tuple[str, str]:
    """Add one utterance, once; (all the words before, all the words now).

    The caller holds the call.
    """
    held = select(Transcript).where(Transcript.call_id == call_id, Transcript.source == source).with_for_update()
    row = session.scalar(held)
    before = row.words if row else ""
    if row is None:
        row = Transcript(call_id=call_id, source=source, language=language, at=at, words="", pieces={})
        session.add(row)
    row.take(piece)
    return before, row.words


def of_calls(session: Session, call_ids: list[int]) -> list[Transcript]:
    return list(session.scalars(select(Transcript).where(Transcript.call_id.in_(call_ids)).order_by(Transcript.id)))


def search(session: Session, words: str, before: tuple[datetime, int] | None = None, limit: int = 50) -> list[Hit]:
    """Where all of these words (or their beginnings) were heard, newest first, after the last row of the page before.

    Accents and case do not count. Nothing to look for finds nothing.
    """
    asked = select(Transcript.id, Transcript.at, Transcript.call_id, Transcript.words).where(says(words))
    if before is not None:
        asked = asked.where(tuple_(Transcript.at, Transcript.id) < before)
    rows = session.execute(asked.order_by(Transcript.at.desc(), Transcript.id.desc()).limit(limit))
    return [Hit(*row) for row in rows]


def says(words: str) -> ColumnElement[bool]:
    """Whether a transcript has all of these words, each perhaps only begun."""
    folded = words.replace("\0", "").replace("\\", "").lower().translate(_FOLDED).split()[:MOST_WORDS]
    begun = " & ".join("'{}':*".format(each.replace("'", "''")) for each in folded)
    document: ColumnElement[object] = literal_column(DOCUMENT)  # as its index has it
    return document.op("@@", is_comparison=True)(func.to_tsquery("simple", begun))
