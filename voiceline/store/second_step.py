"""The second step of a login: the app's secret, its codes, and ten codes on paper for the day the phone is gone."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.domain import one_time_code
from voiceline.store.accounts import Account
from voiceline.store.base import Base, Key, OptionalMoment, run

CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
LENGTH = 10


class RecoveryCode(Base):
    __tablename__ = "recovery_codes"
    __table_args__ = (Index("ix_recovery_codes_account", "account_id"),)
    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    digest: Mapped[str]
    used_at: Mapped[OptionalMoment]


def propose(account: Account) -> str:
    """The secret to be put into the app; the same one until a code has proved it."""
    if account.totp_secret is None:
        account.totp_secret = one_time_code.new_secret()
    return account.totp_secret


def confirm(session: Session, account: Account, typed: str, now: datetime) -> list[str] | None:
    """The recovery codes, to be shown once; None when the code is not this secret's. From here on it is asked for."""
    if account.has_second_step or account.totp_secret is None:
        return None
    step = one_time_code.matching_step(account.totp_secret, typed, now, None)
    if step is None:
        return None
    account.totp_confirmed_at, account.totp_step = now, step
    return renew_codes(session, account)


def is_right(session: Session, account: Account, typed: str, now: datetime) -> str | None:
    """``code`` or ``recovery``: how it was proved. Each counts once; the account's row must be held."""
    if account.totp_secret is None:
        return None
    step = one_time_code.matching_step(account.totp_secret, typed, now, account.totp_step)
    if step is not None:
        account.totp_step = step
        return "code"
    used = run(
        session,
        "UPDATE recovery_codes SET used_at = %(now)s WHERE account_id = %(account)s AND digest = %(digest)s "
        "AND used_at IS NULL",
        {"now": now, "account": account.id, "digest": _digest(typed)},
    )
    return "recovery" if used.rowcount else None


def take_off(session: Session, account: Account) -> None:
    account.totp_secret = account.totp_confirmed_at = account.totp_step = None
    _forget_codes(session, account)


def renew_codes(session: Session, account: Account) -> list[str]:
    """Ten new ones; those before are void."""
    _forget_codes(session, account)
    made = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(CODES)]
    session.add_all([RecoveryCode(account_id=account.id, digest=_digest(each)) for each in made])
    return [f"{each[:5]}-{each[5:]}" for each in made]


def codes_left(session: Session, account_id: int) -> int:
    asked = "SELECT count(*) FROM recovery_codes WHERE account_id = %(account)s AND used_at IS NULL"
    return int(run(session, asked, {"account": account_id}).fetchall()[0][0])


def _forget_codes(session: Session, account: Account) -> None:
    run(session, "DELETE FROM recovery_codes WHERE account_id = %(account)s", {"account": account.id})


def _digest(code: str) -> str:
    """Fifty random bits: a plain digest keeps them."""
    return hashlib.sha256("".join(each for each in code.lower() if each.isalnum()).encode()).hexdigest()
