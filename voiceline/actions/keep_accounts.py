"""Keep the accounts: who may log in, as what, and the ways back in. There is always an admin who can."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.domain import email_address
from voiceline.store import accounts, audit, logins, passwords, second_step
from voiceline.store.accounts import ROLES, Account


class AccountError(Exception):
    """Why not; ``reason`` is a key of the words of whoever asked."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Author:
    """Who does it, from where, and when."""

    who: str
    now: datetime
    network: str = ""

    def note(self, session: Session, what: str, account: Account, **detail: object) -> None:
        audit.note(session, self.who, what, account.email, self.now, self.network, **detail)


def invite(session: Session, email: str, role: str, author: Author) -> tuple[Account, str]:
    """A new account, and the secret of the link by which its owner chooses a password."""
    account = _create(session, email, role, author)
    return account, new_link(session, account, author)


def create(session: Session, email: str, role: str, password: str, author: Author) -> Account:
    """A new account with a first password."""
    account = _create(session, email, role, author)
    _refuse_unfit(password, account.email)
    account.choose_password(session, password)
    return account


def set_login(session: Session, email: str, role: str, password: str, author: Author) -> Account:
    """From the console: make it, or give it this role and password, whatever it was before."""
    email = accounts.tidy(email)
    refuse_bad_email(email)
    _refuse_unfit(password, email)
    known = accounts.lock_by_email(session, email)
    if known is not None and role != "admin":
        _keep_an_admin(session, known)
    before = known.role if known is not None and known.is_active else None
    account = accounts.set_account(session, email, role, password, author.now)
    author.note(session, "account_set", account, before=before, after=role)
    return account


def change_role(session: Session, account: Account, role: str, author: Author) -> None:
    if role not in ROLES:
        raise AccountError("no_such_role")
    if role == account.role:
        return
    if role != "admin":
        _keep_an_admin(session, account)
    author.note(session, "role_changed", account, before=account.role, after=role)
    account.take_role(session, role)


def deactivate(session: Session, account: Account, author: Author) -> None:
    if account.is_active:
        _keep_an_admin(session, account)
        account.deactivate(session, author.now)
        author.note(session, "account_deactivated", account)


def reactivate(session: Session, account: Account, author: Author) -> None:
    if not account.is_active:
        account.deactivated_at = None
        author.note(session, "account_reactivated", account, role=account.role)


def new_link(session: Session, account: Account, author: Author) -> str:
    """The secret of a one-time link; what was before holds until it is used."""
    if not account.is_active:
        raise AccountError("deactivated")
    _refuse_own(account, author)
    author.note(session, "link_made", account)
    return account.make_link(author.now)


def reset_second_step(session: Session, account: Account, author: Author) -> None:
    """For whoever lost the phone and the codes: the password alone opens it again, and ends what is open."""
    _refuse_own(account, author)
    if account.has_second_step:
        second_step.take_off(session, account)
        logins.end_all(session, account.id)
        author.note(session, "second_step_reset", account)


def end_sessions(session: Session, account: Account, author: Author, but: int | None = None) -> None:
    ended = logins.end_all(session, account.id, but)
    if ended:
        author.note(session, "sessions_ended", account, sessions=ended)


def end_session(session: Session, account: Account, number: int, author: Author) -> None:
    if not logins.end(session, account.id, number):
        raise AccountError("no_such_session")
    author.note(session, "session_ended", account, number=number)


def choose_by_link(session: Session, token: str, password: str, now: datetime, network: str) -> Account:
    """The link opens once. Whoever has it gets past every pause, since an admin gave it."""
    account = accounts.by_link(session, token, now)
    if account is None:
        raise AccountError("link_void")
    _refuse_unfit(password, account.email)
    account.choose_password(session, password)
    logins.forgive(session, account.email)
    Author(account.email, now, network).note(session, "link_used", account)
    return account


def change_password(session: Session, account: Account, password: str, session_id: int, author: Author) -> None:
    """His own, from inside, once the one before was given: every other session of his ends."""
    _refuse_unfit(password, account.email)
    account.choose_password(session, password, but=session_id)
    author.note(session, "password_changed", account)


def refuse_bad_email(email: str) -> None:
    if not email_address.can_be(email):
        raise AccountError("no_email")


def _create(session: Session, email: str, role: str, author: Author) -> Account:
    email = accounts.tidy(email)
    refuse_bad_email(email)
    if role not in ROLES:
        raise AccountError("no_such_role")
    if accounts.lock_by_email(session, email) is not None:
        raise AccountError("known")
    account = accounts.make_account(session, email, role, author.now)
    author.note(session, "account_created", account, role=role)
    return account


def _refuse_unfit(password: str, email: str) -> None:
    why = passwords.unfit(password, email)
    if why is not None:
        raise AccountError(why)


def _refuse_own(account: Account, author: Author) -> None:
    """What needs a password and a code in "Mi cuenta" has no way around them here."""
    if account.email == author.who:
        raise AccountError("own")


def _keep_an_admin(session: Session, account: Account) -> None:
    if account.role == "admin" and account.is_active and not accounts.other_admins(session, account):
        raise AccountError("last_admin")
