"""What admins have changed of the words: a row a version, none ever taken away; the newest of each slot is in force.

A slot is a prompt's ``say``, ``text`` or ``mail`` in one language, or its ``recording``. A version without words brings
back the shipped ones, one without a file the voice.

Which version is the newest is told with the directory in force (``newest``), so every turn of a conversation knows at
once and pays no question of its own; only when it is another are the rows read, once a process.
"""

import logging
import secrets
import threading
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, func, select
from sqlalchemy.orm import Mapped, Session, deferred, mapped_column, relationship

from voiceline.dialog import rewording
from voiceline.dialog.catalog import LANGUAGES, Changes, put_in_force
from voiceline.dialog.rewording import RECORDING
from voiceline.store.base import Base, Key, Moment, run

log = logging.getLogger(__name__)

NEWEST = "SELECT token FROM wordings ORDER BY id DESC LIMIT 1"
LOCK_CLASS = 5479  # a namespace of PostgreSQL's advisory locks: one change of the words at a time

_keeping_up = threading.Lock()
_read: str | None = None  # the newest version this process has read


class Slot(NamedTuple):
    """What one version replaces another of. ``kind``: say, text, mail or recording."""

    language: str
    prompt: str
    kind: str


class PromptRecording(Base):
    """A file somebody spoke. It is public by its name alone, which nobody can guess, and never changes."""

    __tablename__ = "prompt_recordings"
    id: Mapped[Key]
    token: Mapped[str] = mapped_column(unique=True)
    content_type: Mapped[str]
    seconds: Mapped[float]
    media: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))

    @property
    def name(self) -> str:
        """As the carrier asks for it: some players go by the ending."""
        return f"{self.token}.{'mp3' if self.content_type == 'audio/mpeg' else 'wav'}"


class Wording(Base):
    """One version of one slot. Of a recording, ``words`` are those it was made to say."""

    __tablename__ = "wordings"
    id: Mapped[Key]
    token: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    prompt: Mapped[str]
    kind: Mapped[str]
    words: Mapped[str | None]
    recording_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("prompt_recordings.id"))
    made_at: Mapped[Moment]
    made_by: Mapped[str]
    recording: Mapped[PromptRecording | None] = relationship(lazy="joined")

    __table_args__ = (Index("ix_wordings_slot", "prompt", "language", "kind", "id"),)

    @property
    def slot(self) -> Slot:
        return Slot(self.language, self.prompt, self.kind)

    @property
    def is_shipped(self) -> bool:
        return self.words is None

    @property
    def fits(self) -> bool:
        """Whether this version of the program can still say it: a release may have changed the prompt since."""
        kind = "say" if self.kind == RECORDING else self.kind
        if not rewording.exists(self.language, self.prompt, kind):
            return False
        if self.kind == RECORDING and not rewording.can_be_recorded(self.language, self.prompt):
            return False
        return self.words is None or not rewording.unfit(self.language, self.prompt, kind, self.words)


def keep_up(session: Session, newest: str | None) -> None:
    """This process says the words of the newest version, if it did not yet. Those that do not fit are left out."""
    global _read
    if newest == _read:
        return
    rows = in_force(session)
    words: dict[str, dict[tuple[str, str], str]] = {each: {} for each in LANGUAGES}
    recorded: dict[str, dict[str, str]] = {each: {} for each in LANGUAGES}
    for row in rows:
        if not row.fits:
            log.warning("the %s %s of %s no longer fits; what was shipped is said", row.language, row.kind, row.prompt)
        elif row.recording is not None:
            recorded[row.language][row.prompt] = row.recording.name
        elif row.words is not None:
            words[row.language][row.prompt, row.kind] = row.words
    with _keeping_up:
        put_in_force({each: Changes(words[each], recorded[each]) for each in LANGUAGES})
        _read = max(rows, key=lambda row: row.id).token if rows else None


def look(session: Session) -> None:
    """As ``keep_up``, for the few who have not asked which directory is in force: one indexed question."""
    found = run(session, NEWEST).fetchone()
    keep_up(session, found[0] if found else None)


def in_force(session: Session) -> list[Wording]:
    """The newest version of each slot that was ever changed."""
    newest = select(func.max(Wording.id)).group_by(Wording.language, Wording.prompt, Wording.kind)
    return list(session.scalars(select(Wording).where(Wording.id.in_(newest))))


def versions(session: Session, prompt: str) -> list[Wording]:
    """Every version of this prompt's slots, the newest first."""
    return list(session.scalars(select(Wording).where(Wording.prompt == prompt).order_by(Wording.id.desc())))


def current(session: Session, slot: Slot) -> Wording | None:
    """What is in force in this slot, held: nobody else changes any words until this transaction ends."""
    run(session, "SELECT pg_advisory_xact_lock(%(lock)s, 0)", {"lock": LOCK_CLASS})
    of_slot = select(Wording).filter_by(**slot._asdict())
    return session.scalar(of_slot.order_by(Wording.id.desc()).limit(1))


def put(
    session: Session, slot: Slot, words: str | None, recording: PromptRecording | None, by: str, now: datetime
) -> Wording:
    """Another version comes in force with this transaction."""
    made = Wording(**slot._asdict(), token=_token(), words=words, recording=recording, made_at=now, made_by=by)
    session.add(made)
    session.flush()
    return made


def keep_file(session: Session, media: bytes, content_type: str, seconds: float) -> PromptRecording:
    kept = PromptRecording(token=_token(), content_type=content_type, seconds=seconds, media=media)
    session.add(kept)
    return kept


def file_named(session: Session, name: str) -> PromptRecording | None:
    """The recording of this public name."""
    found = session.scalar(select(PromptRecording).where(PromptRecording.token == name.partition(".")[0]))
    return found if found is not None and found.name == name else None


def _token() -> str:
    return secrets.token_urlsafe(16)
