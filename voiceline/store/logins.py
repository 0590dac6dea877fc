"""Sessions of people who are logged in, and tries that failed: rows, so that either can be counted, seen and ended.

The cookie holds a secret that exists nowhere else, the row its digest. A session is made at the login, never before.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.domain.login_limits import WITHIN, Mistakes, Wrong
from voiceline.store.base import Base, Key, Moment, run

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)  # last_seen_at is that exact, and no request writes more often
LOCK_CLASS = 5481  # a namespace of PostgreSQL's advisory locks: tries for one address come one after the other


class LoginSession(Base):
    __tablename__ = "login_sessions"
    __table_args__ = (Index("ix_login_sessions_account", "account_id", "id"),)
    id: Mapped[Key]
    digest: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    browser: Mapped[str]  # "Firefox · Linux"
    network: Mapped[str]  # the address it came from, shortened


class LoginTry(Base):
    """A try that failed, or is being looked at. ``email`` is a digest: what was typed there may be a password."""

    __tablename__ = "login_tries"
    __table_args__ = (
        Index("ix_login_tries_email", "email", "at"),
        Index("ix_login_tries_network", "network", "at"),
        Index("ix_login_tries_at", "at"),
    )
    id: Mapped[Key]
    email: Mapped[str]
    network: Mapped[str]
    browser: Mapped[str | None]  # the token of a browser known to the account
    kind: Mapped[str]  # password, code
    at: Mapped[Moment]


@dataclass(frozen=True)
class Seen:
    """Who a session belongs to, as the doors need it on every request."""

    session_id: int
    account_id: int
    email: str
    role: str
    language: str
    last_seen_at: datetime


# Two logins that clear away at the same moment never wait for each other.
_FORGET_SESSIONS = """
DELETE FROM login_sessions WHERE id IN (
  SELECT id FROM login_sessions WHERE expires_at <= %(now)s OR last_seen_at <= %(idle)s FOR UPDATE SKIP LOCKED)
"""
_FORGET_TRIES = """
DELETE FROM login_tries WHERE id IN (SELECT id FROM login_tries WHERE at <= %(since)s FOR UPDATE SKIP LOCKED)
"""
_WHOSE = """
SELECT s.id, a.id, a.email, a.role, a.language, s.last_seen_at
FROM login_sessions s JOIN accounts a ON a.id = s.account_id
WHERE s.digest = %(digest)s AND s.expires_at > %(now)s AND s.last_seen_at > %(idle)s AND a.deactivated_at IS NULL
"""


def begin(session: Session, account_id: int, browser: str, network: str, now: datetime) -> str:
    """The secret of a new session. Those that are over, anybody's, go."""
    run(session, _FORGET_SESSIONS, {"now": now, "idle": now - IDLE})
    secret = secrets.token_urlsafe(32)
    times = {"created_at": now, "last_seen_at": now, "expires_at": now + LONGEST}
    facts = {"account_id": account_id, "browser": browser, "network": network}
    session.add(LoginSession(digest=_digest(secret), **facts, **times))
    return secret


def whose(session: Session, secret: str, now: datetime) -> Seen | None:
    """One question of one row by its digest; nobody, once it is over, ended or its account deactivated."""
    row = run(session, _WHOSE, {"digest": _digest(secret), "now": now, "idle": now - IDLE}).fetchone()
    return Seen(*row) if row else None


def was_seen(session: Session, number: int, network: str, now: datetime) -> None:
    seen = "UPDATE login_sessions SET last_seen_at = %(now)s, network = %(network)s WHERE id = %(number)s"
    run(session, seen, {"number": number, "network": network, "now": now})


def of(session: Session, account_id: int, now: datetime) -> list[LoginSession]:
    """An account's sessions that are alive, the one last used first."""
    alive = select(LoginSession).where(LoginSession.account_id == account_id, LoginSession.expires_at > now)
    return list(
        session.scalars(alive.where(LoginSession.last_seen_at > now - IDLE).order_by(LoginSession.last_seen_at.desc()))
    )


def end(session: Session, account_id: int, number: int) -> bool:
    """Whether there was such a session of this account to end."""
    one = "DELETE FROM login_sessions WHERE id = %(number)s AND account_id = %(account)s"
    return run(session, one, {"number": number, "account": account_id}).rowcount == 1


def end_all(session: Session, account_id: int, but: int | None = None) -> int:
    """How many there were."""
    every = "DELETE FROM login_sessions WHERE account_id = %(account)s AND id IS DISTINCT FROM %(but)s::bigint"
    return run(session, every, {"account": account_id, "but": but}).rowcount


_WRONG = """
SELECT count(*) FILTER (WHERE browser = %(browser)s AND email = %(email)s),
       max(at) FILTER (WHERE browser = %(browser)s AND email = %(email)s),
       count(*) FILTER (WHERE browser IS NULL AND network = %(network)s AND email = %(email)s),
       max(at) FILTER (WHERE browser IS NULL AND network = %(network)s AND email = %(email)s),
       count(*) FILTER (WHERE browser IS NULL AND network = %(network)s),
       max(at) FILTER (WHERE browser IS NULL AND network = %(network)s),
       count(*) FILTER (WHERE browser IS NULL AND email = %(email)s),
       max(at) FILTER (WHERE browser IS NULL AND email = %(email)s),
       count(*) FILTER (WHERE browser IS NULL AND email = %(email)s AND kind = 'code' AND %(kind)s = 'code'),
       max(at) FILTER (WHERE browser IS NULL AND email = %(email)s AND kind = 'code' AND %(kind)s = 'code')
FROM login_tries WHERE at > %(since)s AND (email = %(email)s OR network = %(network)s)
"""


def take_turns(session: Session, email: str) -> None:
    """One try at a time for an address, until this transaction ends: many at once are counted like any other."""
    key = int(_digest(email.strip().lower())[:7], 16)
    run(session, "SELECT pg_advisory_xact_lock(%(lock)s, %(key)s)", {"lock": LOCK_CLASS, "key": key})


def wrong(session: Session, email: str, network: str, browser: str | None, kind: str, now: datetime) -> Wrong:
    """``kind`` is of the try that is made: wrong codes make codes wait, not passwords."""
    values = {"email": _email(email), "network": network, "browser": browser, "kind": kind, "since": now - WITHIN}
    found = run(session, _WRONG, values).fetchall()[0]
    return Wrong(*(Mistakes(count, last) for count, last in zip(found[::2], found[1::2], strict=True)))


def note_try(session: Session, email: str, network: str, browser: str | None, kind: str, now: datetime) -> None:
    """Before it is looked at; ``forgive`` takes it back when it was right. Tries older than an hour go."""
    run(session, _FORGET_TRIES, {"since": now - WITHIN})
    session.add(LoginTry(email=_email(email), network=network, browser=browser, kind=kind, at=now))


def forgive(session: Session, email: str, network: str | None = None, kind: str | None = None) -> None:
    """This account's tries from this network (from anywhere) of this kind (of any) count no more."""
    run(
        session,
        "DELETE FROM login_tries WHERE email = %(email)s AND (%(network)s::text IS NULL OR network = %(network)s) "
        "AND (%(kind)s::text IS NULL OR kind = %(kind)s)",
        {"email": _email(email), "network": network, "kind": kind},
    )


def _email(email: str) -> str:
    return _digest(email.strip().lower())


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
