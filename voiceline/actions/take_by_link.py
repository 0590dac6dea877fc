"""Take a case without a call, from the link in its page's text: first wins, the truth told to the second."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from voiceline.actions.bring_together import HE_MAY_ANSWER, owe_loss, ring_to_join, watch_contact
from voiceline.actions.take_ticket import take
from voiceline.domain.directory import Directory
from voiceline.domain.escalation import Ending
from voiceline.domain.lifecycle import Status
from voiceline.domain.severity import Severity
from voiceline.store import calls, directory, merged, notifications
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket


@dataclass(frozen=True)
class Seen:
    """What the page says: ``state`` is ask, yours, taken, over or, of a link that was used, unknown."""

    state: str
    language: str
    values: Mapping[str, Any]


def look(session: Session, token: str) -> Seen | None:
    """What this link leads to, changing nothing; None for a link we never sent."""
    page = _page(session, token)
    ticket = session.get(Ticket, merged.goes_on_in(session, page.ticket_number or 0)) if page else None
    if page is None or ticket is None:
        return None
    _, book = directory.current(session)
    return _seen(book, page, ticket)


def take_by_link(session: Session, token: str, now: datetime) -> Seen | None:
    """The button was pressed. A caller who waits is joined to him by a call of ours, at once."""
    page = _page(session, token)
    ticket = merged.lock_where_it_goes_on(session, page.ticket_number or 0) if page else None
    if page is None or ticket is None:
        return None
    _, book = directory.current(session)
    if _seen(book, page, ticket).state == "ask" and page.person:
        take_without_a_call(session, book, ticket, page.person, now)
        held = notifications.lock(session, page.id)
        if held is not None:
            held.ending = Ending.ACKNOWLEDGED  # a link works once
    return _seen(book, page, ticket)


def take_without_a_call(
    session: Session,
    book: Directory,
    ticket: Ticket,
    engineer: str,
    now: datetime,
    assigned_by: str | None = None,
) -> str | None:
    """He has it. A caller who waits, or is owed a call, is joined to him by a call of ours: why, None without one.

    Who waits on the line waits for nobody longer than two minutes: without a key on that call another is called.
    Raises NotAllowedError unless the case is open.
    """
    take(session, book, ticket, engineer, now, assigned_by=assigned_by)
    caller, promised = calls.caller_or_promise(session, ticket.number)
    why = "waiting" if caller is not None else "promised" if promised is not None else None
    if why is not None:
        ring_to_join(session, book, ticket, why, now)
    if caller is not None and Severity(ticket.severity).is_urgent:
        owe_loss(session, ticket, now, HE_MAY_ANSWER, why="assigned" if assigned_by else "waiting")
    watch_contact(session, ticket, now)
    return why


def _page(session: Session, token: str) -> Notification | None:
    found = notifications.by_token(session, token)
    return found if found is not None and found.kind == "page" and found.channel != "call" else None


def _seen(book: Directory, page: Notification, ticket: Ticket) -> Seen:
    values = {**page.values, "case_number": ticket.number, "severity_code": ticket.severity}
    if ticket.wants_somebody:
        usable = page.person in book.engineers and page.ending is None
        return Seen("ask" if usable else "unknown", page.language, values)
    if ticket.status != Status.ACKNOWLEDGED:
        return Seen("over", page.language, values)
    if ticket.assignee == page.person:
        return Seen("yours", page.language, values)
    first = book.engineers.get(ticket.assignee or "")
    return Seen("taken", page.language, {**values, "engineer": first.name if first else ticket.assignee})
