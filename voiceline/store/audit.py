"""What people did to the line itself: a log that only grows, each row sealed with the one before it.

``note`` takes down what happens; the transaction writes it as its last act, under a lock held from there to the commit,
so the log is in one order and nothing waits for it. A seal is the SHA-256 of the former seal and the row as canonical
JSON: a row that is changed, removed or put in breaks every seal after it. PostgreSQL refuses the change besides.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.store.base import Base, JsonObject, Moment, run

LOCK = "SELECT pg_advisory_xact_lock(5482, 0)"  # a namespace of its own; until the transaction ends
LOOKS = 5483  # a namespace beside it: who looks at what
FIRST = "0" * 64  # what the first row is sealed to
A_BATCH = 2000  # rows looked at by one statement


class AuditEntry(Base):
    """``subject`` is what it was done to; ``detail`` holds words and whole numbers, no secret, no phone number."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_who", "who", "number"),
        Index("ix_audit_log_what", "what", "number"),
    )
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[Moment]
    who: Mapped[str]
    what: Mapped[str]
    subject: Mapped[str]
    network: Mapped[str]
    detail: Mapped[JsonObject]
    seal: Mapped[str]


@dataclass(frozen=True)
class Verdict:
    """``rows`` that are intact, the seal of the last of them, and the first that is not, with why."""

    rows: int
    head: str
    broken: int | None = None
    why: str = ""  # changed, missing, rewritten, shortened


@dataclass(frozen=True)
class _Noted:
    at: datetime
    who: str
    what: str
    subject: str
    network: str
    detail: dict[str, Any]


def note(session: Session, who: str, what: str, subject: str, now: datetime, network: str = "", **detail: Any) -> None:
    """Written with the rest of this transaction, or not at all."""
    noted: list[_Noted] = session.info.setdefault("audit", [])
    noted.append(_Noted(now.astimezone(UTC), who, what, _clean(subject), network, _clean(detail)))


def one_look_at_a_time(session: Session, what: str, number: int, who: str) -> None:
    """A player asks for a file in several parts at once: whoever comes second finds that the first has noted the look.

    Held until this transaction ends.
    """
    look = {"class": LOOKS, "look": f"{what} {number} {who}"}
    run(session, "SELECT pg_advisory_xact_lock(%(class)s, hashtext(%(look)s))", look)


def write_noted(session: Session) -> None:
    """The transaction's last act."""
    noted: list[_Noted] = session.info.pop("audit", [])
    if not noted:
        return
    session.flush()
    run(session, LOCK)
    last = run(session, "SELECT number, seal FROM audit_log ORDER BY number DESC LIMIT 1").fetchone()
    number, seal = last or (0, FIRST)
    for each in noted:
        number += 1
        seal = _seal(seal, (number, each.at, each.who, each.what, each.subject, each.network, each.detail))
        run(session, _WRITE, {"number": number, "seal": seal, **vars(each), "detail": json.dumps(each.detail)})


def page(session: Session, who: str, what: str, before: int | None, limit: int) -> list[AuditEntry]:
    """The newest first, of this person (an empty word: of anybody) and this kind."""
    asked = select(AuditEntry)
    if who:
        asked = asked.where(AuditEntry.who == who)
    if what:
        asked = asked.where(AuditEntry.what == what)
    if before is not None:
        asked = asked.where(AuditEntry.number < before)
    return list(session.scalars(asked.order_by(AuditEntry.number.desc()).limit(limit)))


def verify(session: Session, noted: tuple[int, str] | None = None) -> Verdict:
    """Every row from the first. ``noted``: number and seal somebody wrote down once; the log must still have them."""
    number, seal, kept = 0, FIRST, noted is None
    for row in _rows(session):
        if row[0] != number + 1:
            return Verdict(number, seal, number + 1, "missing")
        if _seal(seal, row[:-1]) != row[-1]:
            return Verdict(number, seal, row[0], "changed")
        number, seal = row[0], row[-1]
        if noted is not None and number == noted[0]:
            if seal != noted[1]:
                return Verdict(number - 1, seal, number, "rewritten")
            kept = True
    return Verdict(number, seal) if kept else Verdict(number, seal, number + 1, "shortened")


_WRITE = """
INSERT INTO audit_log (number, at, who, what, subject, network, detail, seal)
VALUES (%(number)s, %(at)s, %(who)s, %(what)s, %(subject)s, %(network)s, %(detail)s, %(seal)s)
"""
_READ = """
SELECT number, at, who, what, subject, network, detail, seal FROM audit_log
WHERE number > %(after)s ORDER BY number LIMIT %(batch)s
"""


def _rows(session: Session) -> Iterator[tuple[Any, ...]]:
    after = -(2**62)
    while batch := run(session, _READ, {"after": after, "batch": A_BATCH}).fetchall():
        yield from batch
        after = batch[-1][0]


def _seal(former: str, facts: Sequence[Any]) -> str:
    number, at, *rest = facts
    said = json.dumps(
        [number, at.astimezone(UTC).isoformat(timespec="microseconds"), *rest],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(f"{former}\n{said}".encode()).hexdigest()


def _clean(value: Any) -> Any:
    """As the database gives it back: no NUL, no lone surrogates, lists and texts only."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_clean(str(key)): _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value if value is None or isinstance(value, bool | int) else _clean(str(value))
