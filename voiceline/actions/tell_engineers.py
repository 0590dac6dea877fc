"""Tell engineers what they should know and need not acknowledge: a text each, and an e-mail where they have one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.domain.directory import Directory, Engineer
from voiceline.domain.escalation import people
from voiceline.domain.severity import Severity
from voiceline.store import accounts, notifications
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket

RANK_OF_NOTICES = 40  # after pages, and after what customers are told


def tell_engineers(
    session: Session,
    directory: Directory,
    engineers: Iterable[str],
    kind: str,
    once: str,
    now: datetime,
    values: Mapping[str, Any],
    ticket_number: int | None = None,
    by: Sequence[str] = ("sms", "email"),
    due_at: datetime | None = None,
) -> None:
    """Owe this notice (a prompt ``text_<kind>``) to each of them, once under this name. It rings no phone."""
    for each in engineers:
        engineer = directory.engineers[each]
        for channel in by:
            if address := _address(engineer, channel):
                notice = _notice(directory, engineer, channel, address, kind, once, now, values, ticket_number)
                notifications.owe(session, {**notice, "due_at": due_at or now})


def text_engineer(
    session: Session,
    directory: Directory,
    engineer: Engineer,
    kind: str,
    once: str,
    now: datetime,
    values: Mapping[str, Any],
    ticket_number: int,
) -> bool:
    """As ``tell_engineers``, one of them by text; False where he was told so already."""
    address = engineer.phones[0]
    notice = _notice(directory, engineer, "sms", address, kind, once, now, values, ticket_number)
    return notifications.owe_anew(session, notice) is not None


def _address(engineer: Engineer, channel: str) -> str | None:
    return engineer.phones[0] if channel == "sms" else engineer.email


def _notice(
    directory: Directory,
    engineer: Engineer,
    channel: str,
    address: str,
    kind: str,
    once: str,
    now: datetime,
    values: Mapping[str, Any],
    ticket_number: int | None,
) -> dict[str, Any]:
    return {
        "once": f"{once}-{engineer.id}-{channel}",
        "kind": kind,
        "channel": channel,
        "audience": "engineer",
        "person": engineer.id,
        "address": address,
        "language": engineer.language,
        "values": {"line": directory.name, **values},
        "ticket_number": ticket_number,
        "rank": RANK_OF_NOTICES,
        "created_at": now,
        "due_at": now,
    }


def tell_admins(
    session: Session, directory: Directory, kind: str, once: str, now: datetime, values: Mapping[str, Any]
) -> None:
    """Owe this notice to every admin's address, once under this name."""
    for email in accounts.admins(session):
        notifications.owe(
            session,
            {
                "once": f"{once}-{email}",
                "kind": kind,
                "channel": "email",
                "audience": "engineer",
                "address": email,
                "language": directory.language,
                "values": {"line": directory.name, **values},
                "rank": RANK_OF_NOTICES,
                "created_at": now,
                "due_at": now,
            },
        )


def concerned(session: Session, directory: Directory, ticket: Ticket, now: datetime) -> tuple[str, ...]:
    """Whoever has the case; while nobody has it, those whose phone it has rung; before that, the desk."""
    if ticket.assignee and ticket.assignee in directory.engineers:
        return (ticket.assignee,)
    rung = session.scalars(
        select(Notification.person)
        .where(Notification.ticket_number == ticket.number, Notification.kind == "page")
        .where(Notification.sent_at.is_not(None))
        .order_by(Notification.id)
    )
    known = tuple(dict.fromkeys(each for each in rung if each and each in directory.engineers))
    return known or desk(directory, now)


def desk(directory: Directory, at: datetime) -> tuple[str, ...]:
    """Whom an urgent call rings first in ordinary hours."""
    policies = {each.during: each for each in directory.policies if each.severity == Severity.P1}
    policy = policies.get("ordinary") or policies.get("always")
    return people(directory, policy.steps[0].page, at) if policy and policy.steps else ()
