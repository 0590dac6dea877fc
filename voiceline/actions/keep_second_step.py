"""Put the second step on one's own account, take it off, and get new recovery codes. Each change is proved first."""

from sqlalchemy.orm import Session

from voiceline.actions.keep_accounts import Author
from voiceline.store import logins, second_step
from voiceline.store.accounts import Account


def begin(account: Account) -> None:
    """A secret to be put into the app. Nothing is asked for until a code has proved it."""
    if not account.has_second_step:
        second_step.propose(account)


def confirm(session: Session, account: Account, typed: str, session_id: int, author: Author) -> list[str] | None:
    """The recovery codes, shown this once; None for a wrong code. Sessions that began without it end."""
    codes = second_step.confirm(session, account, typed, author.now)
    if codes is not None:
        logins.end_all(session, account.id, session_id)
        author.note(session, "second_step_on", account)
    return codes


def take_off(session: Session, account: Account, author: Author) -> None:
    """The caller has checked password and code."""
    second_step.take_off(session, account)
    author.note(session, "second_step_off", account)


def renew_codes(session: Session, account: Account, author: Author) -> list[str]:
    """The caller has checked a code."""
    author.note(session, "recovery_renewed", account)
    return second_step.renew_codes(session, account)
