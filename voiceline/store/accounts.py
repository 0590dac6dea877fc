"""Accounts: people who may see the admin pages, and tokens of programs that may read the API."""

import hashlib
import secrets
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.store.base import Base, Key, Moment, OptionalMoment

ROLES = ("admin", "engineer", "viewer")
SHORTEST_PASSWORD = 10

# Two cores and a web process of some 100 MB: 19 MiB and two passes are OWASP's floor for argon2id.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_DUMMY = _hasher.hash("nobody has this password")


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[Key]
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    role: Mapped[str]
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(default="es")
    session_key: Mapped[str]  # changes with the password: older sessions end
    created_at: Mapped[Moment]
    last_login_at: Mapped[OptionalMoment]


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
    email = email.strip().lower()
    account = session.scalar(select(Account).where(Account.email == email).with_for_update())
    if account is None:
        account = Account(email=email, created_at=now)
        session.add(account)
    account.role = role
    account.password_hash = _hasher.hash(password)
    account.session_key = secrets.token_urlsafe(16)
    return account


def admins(session: Session) -> list[str]:
    """E-mail addresses of every admin."""
    return list(session.scalars(select(Account.email).where(Account.role == "admin").order_by(Account.email)))


def check_password(session: Session, email: str, password: str) -> Account | None:
    """The account, or None. Takes as long for an address that does not exist."""
    account = session.scalar(select(Account).where(Account.email == email.strip().lower()))
    try:
        _hasher.verify(account.password_hash if account else _DUMMY, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return account


def make_token(session: Session, name: str, now: datetime) -> str:
    """A new API token under this name, replacing one of the same name."""
    token = "vl_" + secrets.token_urlsafe(32)
    known = session.scalar(select(ApiToken).where(ApiToken.name == name).with_for_update())
    if known is None:
        session.add(ApiToken(name=name, digest=_digest(token), created_at=now))
    else:
        known.digest, known.created_at, known.revoked_at = _digest(token), now, None
    return token


def token_is_valid(session: Session, token: str) -> bool:
    found = select(ApiToken.id).where(ApiToken.digest == _digest(token), ApiToken.revoked_at.is_(None))
    return session.scalar(found) is not None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
