"""Before somebody who is logged in changes how he logs in: his password or a code again, counted like a login's."""

from datetime import datetime
from typing import TYPE_CHECKING

from voiceline.actions.log_in import CODE, PASSWORD, Refused, Visitor, count_try
from voiceline.store import accounts, logins, passwords, second_step

if TYPE_CHECKING:
    from voiceline.line import Line


def by_password(line: "Line", account_id: int, password: str, visitor: Visitor) -> Refused | None:
    """None when it is his."""
    with line.transaction() as session:
        account = accounts.lock(session, account_id)
        until = count_try(session, account.email, account, visitor, PASSWORD, line.now()) if account else None
    if account is None or until is not None:
        return Refused(until)
    if not passwords.is_right(account.password_hash, password):
        return Refused()
    with line.transaction() as session:
        logins.forgive(session, account.email, visitor.network, PASSWORD)
    return None


def by_code(line: "Line", account_id: int, typed: str, visitor: Visitor, now: datetime) -> Refused | None:
    """None when it is of his app or his paper; it is used up then."""
    with line.transaction() as session:
        account = accounts.lock(session, account_id)
        if account is None or not account.has_second_step:
            return Refused()
        until = count_try(session, account.email, account, visitor, CODE, now)
        if until is not None:
            return Refused(until)
        if second_step.is_right(session, account, typed, now) is None:
            return Refused()
        session.flush()
        logins.forgive(session, account.email, visitor.network, CODE)
    return None
