"""Accounts: people who may see the admin pages, and tokens of programs that may read the API."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.store import logins, passwords
from voiceline.store.base import Base, Key, Moment, OptionalMoment, get_locked, run

ROLES = ("admin", "engineer", "viewer")
LINK_LASTS = timedelta(days=3)
LARGEST_KEY = 2**63 - 1


class Account(Base):
    """``password_hash`` is None until somebody who was invited has chosen one."""

    __tablename__ = "accounts"
    id: Mapped[Key]
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    role: Mapped[str]
    password_hash: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="es")
    session_key: Mapped[str]  # changes with the password: a browser that was known is a stranger again
    created_at: Mapped[Moment]
    last_login_at: Mapped[OptionalMoment]
    deactivated_at: Mapped[OptionalMoment]
    link_digest: Mapped[str | None] = mapped_column(unique=True)  # of the one-time link by which a password is chosen
    link_until: Mapped[OptionalMoment]
    totp_secret: Mapped[str | None]
    totp_confirmed_at: Mapped[OptionalMoment]  # None: the secret was shown, no code has proved it yet
    totp_step: Mapped[int | None]  # the newest step whose code was used

    @property
    def has_second_step(self) -> bool:
        return self.totp_confirmed_at is not None

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None

    def choose_password(self, session: Session, password: str, but: int | None = None) -> None:
        """The new one from now on. Every session ends, ``but`` the one it was changed in; a link that waits is void."""
        self.password_hash = passwords.hashed(password)
        self.session_key = secrets.token_urlsafe(16)
        self.link_digest = self.link_until = None
        logins.end_all(session, self.id, but)

    def take_role(self, session: Session, role: str) -> None:
        self.role = role
        logins.end_all(session, self.id)

    def deactivate(self, session: Session, now: datetime) -> None:
        self.deactivated_at = now
        self.link_digest = self.link_until = None
        logins.end_all(session, self.id)

    def make_link(self, now: datetime) -> str:
        """The secret of a new one-time link; an earlier one is void."""
        token = secrets.token_urlsafe(24)
        self.link_digest, self.link_until = _digest(token), now + LINK_LASTS
        return token


class ApiToken(Base):
    """Only the digest is kept; the token itself is shown once."""

    __tablename__ = "api_tokens"
    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Moment]
    revoked_at: Mapped[OptionalMoment]


def set_account(session: Session, email: str, role: str, password: str, now: datetime) -> Account:
    """Make a login, or give an existing one this role and password."""
    account = lock_by_email(session, email) or make_account(session, email, role, now)
    account.role, account.deactivated_at = role, None
    account.choose_password(session, password)
    logins.forgive(session, account.email)
    return account


def make_account(session: Session, email: str, role: str, now: datetime) -> Account:
    """Somebody who has no password yet."""
    account = Account(email=tidy(email), role=role, created_at=now, session_key=secrets.token_urlsafe(16))
    session.add(account)
    session.flush()
    return account


def lock(session: Session, number: int) -> Account | None:
    return get_locked(session, Account, number) if number <= LARGEST_KEY else None


def lock_by_email(session: Session, email: str) -> Account | None:
    return session.scalar(select(Account).where(Account.email == tidy(email)).with_for_update())


def by_email(session: Session, email: str) -> Account | None:
    """An account that may log in; nobody, if it was deactivated."""
    return session.scalar(select(Account).where(Account.email == tidy(email), Account.deactivated_at.is_(None)))


def by_link(session: Session, token: str, now: datetime) -> Account | None:
    """Whoever this one-time link was made for, held until the transaction ends; None once it is used or too old."""
    meant = select(Account).where(Account.link_digest == _digest(token), Account.link_until > now)
    return session.scalar(meant.where(Account.deactivated_at.is_(None)).with_for_update())


def everybody(session: Session) -> list[Account]:
    """Those who may log in first, by address."""
    return list(session.scalars(select(Account).order_by(Account.deactivated_at.is_not(None), Account.email)))


def other_admins(session: Session, account: Account) -> int:
    """How many admins there are beside this one. They are held: two admins cannot demote each other at once."""
    run(session, "SELECT pg_advisory_xact_lock(5480, 0)")  # a namespace of its own; until the transaction ends
    others = select(func.count()).where(Account.role == "admin", Account.deactivated_at.is_(None))
    return session.scalar(others.where(Account.id != account.id, Account.password_hash.is_not(None))) or 0


def admins(session: Session) -> list[str]:
    """E-mail addresses of every admin."""
    active = select(Account.email).where(Account.role == "admin", Account.deactivated_at.is_(None))
    return list(session.scalars(active.order_by(Account.email)))


def tidy(email: str) -> str:
    return email.strip().lower()


def make_token(session: Session, name: str, now: datetime) -> str:
    """A new API token under this name, replacing one of the same name."""
    token = "vl_" + secrets.token_urlsafe(32)
    known = session.scalar(select(ApiToken).where(ApiToken.name == name).with_for_update())
    if known is None:
        session.add(ApiToken(name=name, digest=_digest(token), created_at=now))
    else:
        known.digest, known.created_at, known.revoked_at = _digest(token), now, None
    return token


def has_token(session: Session, name: str) -> bool:
    """Whether one of this name opens the API."""
    found = select(ApiToken.id).where(ApiToken.name == name, ApiToken.revoked_at.is_(None))
    return session.scalar(found) is not None


def token_is_valid(session: Session, token: str) -> bool:
    found = select(ApiToken.id).where(ApiToken.digest == _digest(token), ApiToken.revoked_at.is_(None))
    return session.scalar(found) is not None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
