"""The call log: what each call is found by, a row a call, made of the rows it speaks of and made anew when they change.

Triggers mark what changed, in the transaction of the change (``log_marks``); ``take_marks`` and ``keep`` write the rows
anew. Nobody holds a call or a ticket for it, and nothing is read on the way of a call.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, Boolean, Index, Integer, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.domain import call_tokens
from voiceline.domain.call_tokens import Facts
from voiceline.domain.call_windows import placed
from voiceline.store.base import Base, Key, Moment, run

ONE_WRITER = 5_476_002  # pg_advisory_xact_lock key: of two writers the one who read first would write last


class CallLog(Base):
    """``tokens`` are all that a call is found by (``domain/call_tokens``, ``domain/call_windows``); the hours are those
    it arrived in.
    """

    __tablename__ = "call_log"
    call_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[Moment]
    after_hours: Mapped[bool] = mapped_column(Boolean)
    tokens: Mapped[str] = mapped_column(TSVECTOR)

    __table_args__ = (Index("ix_call_log_tokens", "tokens", postgresql_using="gin"),)


class LogWord(Base):
    """A word that was ever said or written of a call: what a beginning of a word may mean."""

    __tablename__ = "log_words"
    word: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)


class LogMark(Base):
    """What is to be written again: a call, every call of a ticket, or all calls whose id is less."""

    __tablename__ = "log_marks"
    id: Mapped[Key]
    call_id: Mapped[int | None] = mapped_column(BigInteger)
    ticket_number: Mapped[int | None] = mapped_column(Integer)
    older_than: Mapped[int | None] = mapped_column(BigInteger)


def is_behind(session: Session) -> bool:
    return bool(run(session, "SELECT 1 FROM log_marks LIMIT 1").fetchone())


def complete_since(session: Session) -> datetime | None:
    """While the calls from before the log are still being written: since when it is whole."""
    row = run(session, _COMPLETE_SINCE).fetchone()
    return row[0] if row else None


_COMPLETE_SINCE = """
SELECT (SELECT started_at FROM calls WHERE id >= m.older_than ORDER BY id LIMIT 1) FROM log_marks m
WHERE older_than IS NOT NULL ORDER BY id LIMIT 1
"""


def take_marks(session: Session, limit: int) -> list[int]:
    """The calls to be written now, by one writer at a time; their marks are gone with this transaction."""
    run(session, "SELECT pg_advisory_xact_lock(%(key)s)", {"key": ONE_WRITER})
    found, older = set[int](), None
    for call, ticket, older_than in run(session, _TAKE, {"limit": limit}).fetchall():
        if call is not None:
            found.add(call)
        if ticket is not None:
            found |= {row[0] for row in run(session, _OF_TICKET, {"ticket": ticket}).fetchall()}
        if older_than is not None:
            older = max(older_than, older or 0)
    if older is not None:
        below = [row[0] for row in run(session, _OLDER, {"than": older, "limit": limit}).fetchall()]
        if below:
            run(session, "INSERT INTO log_marks (older_than) VALUES (%(id)s)", {"id": min(below)})
        found |= set(below)
    return sorted(found)


_TAKE = """
DELETE FROM log_marks WHERE id IN (SELECT id FROM log_marks ORDER BY id LIMIT %(limit)s)
RETURNING call_id, ticket_number, older_than
"""
_OF_TICKET = "SELECT id FROM calls WHERE ticket_number = %(ticket)s"
_OLDER = "SELECT id FROM calls WHERE id < %(than)s ORDER BY id DESC LIMIT %(limit)s"


class Known(NamedTuple):
    """A call with everything its tokens are made of."""

    id: int
    at: datetime
    direction: str
    outcome: str | None
    is_over: bool
    has_talked: bool
    from_number: str
    to_number: str
    customer: str | None
    engineer: str | None
    case: int | None
    severity: str | None
    case_customer: str | None
    contact: str | None
    after_hours: bool | None  # as it was written first; it does not change with the calendar
    said: list[str]
    noted: list[str]


def read(session: Session, ids: Sequence[int]) -> list[Known]:
    return [Known(*row) for row in run(session, _READ, {"ids": list(ids)}).fetchall()]


# A case's notes belong to her calls and not to every ring for it.
_READ = """
SELECT c.id, c.started_at, c.direction, c.outcome, c.ended_at IS NOT NULL,
       c.joined_at IS NOT NULL OR EXISTS (SELECT 1 FROM call_events e WHERE e.call_id = c.id AND e.kind = 'joined'),
       c.from_number, c.to_number, c.customer, c.engineer, c.ticket_number, t.severity, t.customer, t.contact,
       l.after_hours,
       ARRAY(SELECT words FROM transcripts s WHERE s.call_id = c.id ORDER BY s.id),
       CASE WHEN c.direction = 'inbound' AND c.ticket_number IS NOT NULL THEN
         ARRAY(SELECT concat_ws(' ', e.detail->>'text', e.detail->>'note', e.detail->>'question') FROM ticket_events e
               WHERE e.ticket_number = c.ticket_number AND e.kind <> 'transcribed'
                 AND e.detail ?| array['text', 'note', 'question'] ORDER BY e.id)
       ELSE '{}' END
FROM calls c LEFT JOIN tickets t ON t.number = c.ticket_number LEFT JOIN call_log l ON l.call_id = c.id
WHERE c.id = ANY(%(ids)s)
"""


def keep(session: Session, ids: Sequence[int], facts: Iterable[tuple[int, Facts]]) -> None:
    """Write these rows; of the ids, those without facts are calls no more."""
    rows: list[tuple[int, datetime, bool, str]] = []
    said = set[str]()
    for call, each in facts:
        tokens = call_tokens.tokens(each)
        said |= {token for token in tokens if call_tokens.may_be_begun(token)}
        rows.append((call, each.at, each.after_hours, " ".join(quoted(token) for token in placed(each.at, tokens))))
    gone = sorted(set(ids) - {row[0] for row in rows})
    if gone:
        run(session, "DELETE FROM call_log WHERE call_id = ANY(%(gone)s)", {"gone": gone})
    if rows:
        columns = zip(*rows, strict=True)
        names = ("ids", "at", "after_hours", "tokens")
        run(session, _KEEP, {name: list(column) for name, column in zip(names, columns, strict=True)})
    if said:
        run(session, _WORDS, {"words": sorted(said)})


def quoted(token: str) -> str:
    """A token as it stands in the text of a tsvector or a tsquery."""
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


_KEEP = """
INSERT INTO call_log (call_id, at, after_hours, tokens)
SELECT id, at, after_hours, tokens::tsvector
FROM unnest(%(ids)s::bigint[], %(at)s::timestamptz[], %(after_hours)s::bool[], %(tokens)s::text[])
  AS each (id, at, after_hours, tokens) ORDER BY id
ON CONFLICT (call_id) DO UPDATE SET at = EXCLUDED.at, tokens = EXCLUDED.tokens
"""
_WORDS = """
INSERT INTO log_words SELECT word FROM unnest(%(words)s::text[]) AS word
WHERE NOT EXISTS (SELECT 1 FROM log_words w WHERE w.word = word.word) ON CONFLICT DO NOTHING
"""
