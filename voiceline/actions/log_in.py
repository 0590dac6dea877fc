"""Log somebody in: a password, then a code where one is asked for; and what a wrong one costs.

A try is written before it is looked at, so that many at once are counted like any other. An address that has no account
costs what any other costs. No password is looked at inside a transaction.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from voiceline.domain.login_limits import free_at
from voiceline.store import accounts, audit, logins, passwords, second_step
from voiceline.store.accounts import Account

if TYPE_CHECKING:
    from voiceline.line import Line

PASSWORD, CODE = "password", "code"


@dataclass(frozen=True)
class Visitor:
    """Who asks, as far as a request tells: its network, its browser in words, what its cookie proves of earlier logins.

    ``token`` names this browser; ``marks`` are the accounts that have logged in with it.
    """

    network: str
    browser: str
    token: str = ""
    marks: Collection[str] = ()

    def known_to(self, account: Account | None) -> str | None:
        return self.token or None if account is not None and mark_of(account) in self.marks else None


@dataclass(frozen=True)
class LoggedIn:
    secret: str  # of the session
    language: str
    mark: str  # by which this browser will be known


@dataclass(frozen=True)
class NeedsCode:
    """The password was right. ``mark`` holds until the password changes."""

    account_id: int
    mark: str


@dataclass(frozen=True)
class Refused:
    """Wrong; or not looked at before ``until``."""

    until: datetime | None = None


def try_password(line: "Line", email: str, password: str, visitor: Visitor) -> LoggedIn | NeedsCode | Refused:
    email = accounts.tidy(email)
    with line.transaction() as session:
        account = accounts.by_email(session, email)
        until = count_try(session, email, account, visitor, PASSWORD, line.now())
    if until is not None:
        return Refused(until)
    is_right = passwords.is_right(account.password_hash if account else None, password)
    with line.transaction() as session:
        now, held = line.now(), accounts.lock(session, account.id) if account else None
        if not is_right or account is None or held is None or mark_of(held) != mark_of(account) or not held.is_active:
            known = {"subject": email} if account else {"subject": ""}  # what no account has may be a slipped password
            audit.note(session, "", "login_failed", now=now, network=visitor.network, **known)
            return Refused()
        logins.forgive(session, email, visitor.network, PASSWORD)
        return NeedsCode(held.id, mark_of(held)) if held.has_second_step else _enter(session, held, visitor, now)


def try_code(line: "Line", asked: NeedsCode, typed: str, visitor: Visitor) -> LoggedIn | Refused | None:
    """None: the password has to be given again."""
    with line.transaction() as session:
        now, account = line.now(), accounts.lock(session, asked.account_id)
        if account is None or not account.is_active or mark_of(account) != asked.mark or not account.has_second_step:
            return None
        until = count_try(session, account.email, account, visitor, CODE, now)
        if until is not None:
            return Refused(until)
        proved_by = second_step.is_right(session, account, typed, now)
        if proved_by is None:
            audit.note(session, "", "code_failed", account.email, now, visitor.network)
            return Refused()
        if proved_by == "recovery":
            left = second_step.codes_left(session, account.id)
            audit.note(session, account.email, "recovery_used", account.email, now, visitor.network, left=left)
        session.flush()
        logins.forgive(session, account.email, visitor.network)
        return _enter(session, account, visitor, now)


def count_try(
    session: Session, email: str, account: Account | None, visitor: Visitor, kind: str, now: datetime
) -> datetime | None:
    """Counts one try; the moment it may be made, and then it is not counted, when that is not yet."""
    browser = visitor.known_to(account)
    logins.take_turns(session, email)
    until = free_at(logins.wrong(session, email, visitor.network, browser, kind, now), browser is not None)
    if until is not None and until > now:
        return until
    logins.note_try(session, email, visitor.network, browser, kind, now)
    return None


def mark_of(account: Account) -> str:
    """What a browser keeps of a login: nothing for anybody else, and void once the password changes."""
    return hashlib.sha256(f"{account.id}:{account.session_key}".encode()).hexdigest()[:24]


def _enter(session: Session, account: Account, visitor: Visitor, now: datetime) -> LoggedIn:
    account.last_login_at = now
    secret = logins.begin(session, account.id, visitor.browser, visitor.network, now)
    audit.note(session, account.email, "login", account.email, now, visitor.network)
    return LoggedIn(secret, account.language, mark_of(account))
