"""Deliver a notification: claim it, look again whether it is still wanted, commit, call the carrier, record.

What if the carrier fails? A temporary failure is tried again from the row; a page goes to the same phone after a
second, then to the next. After an answer that never came, or a claim taken over from a dead process, the carrier is
asked first whether it rings already. What if Redis fails? The clock finds the row. A crash between the carrier's yes
and our record can ring a phone twice when the carrier does not know the call either: for a P1 the right side to err on.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import TextClause
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voiceline.actions.answer_call import outbound_call
from voiceline.actions.bring_together import call_over
from voiceline.actions.page_engineer import end_ring, is_beside
from voiceline.dialog.catalog import catalog
from voiceline.domain.escalation import CARRIER_RETRY, Ending
from voiceline.domain.lifecycle import Status
from voiceline.store import calls, directory, notifications, tickets
from voiceline.store.follow_ups import retry_delay
from voiceline.store.notifications import CLAIM_CALL, CLAIM_MESSAGE, Notification
from voiceline.store.tickets import Ticket
from voiceline.telephony.gsm7 import segments
from voiceline.telephony.phone import CarrierError
from voiceline.telephony.text_reply import notice_words

if TYPE_CHECKING:
    from voiceline.line import Line
    from voiceline.settings import Settings

log = logging.getLogger(__name__)

PAGE_TRIES = 2  # carrier errors on one phone before the next phone is rung
TEXT_TRIES = 6
PAGE_TEXT_LIVES = 300  # seconds after which a page's text is stale and must not arrive
NEWS_LIVES = 3600


@dataclass(frozen=True)
class Errand:
    """What is needed to call the carrier, copied out of the row so that no transaction is open meanwhile."""

    id: int
    channel: str
    address: str
    body: str
    url: str
    status_url: str
    lives: int
    look_first_since: datetime | None
    name: str


def deliver(line: "Line", notification_id: int) -> int | None:
    """Deliver this notification, or the gravest page that is due when it is a call; the id of what was delivered.

    None when there was nothing to do: taken by somebody else, not due, no longer wanted, or not this call's turn yet.
    """
    claimed = _claim(line, notification_id)
    if claimed is None:
        return None
    try:
        with line.transaction() as session:
            errand = _prepare(session, claimed, line.now(), line.settings)
        if errand is None:
            return None
        sid = _carry_out(line, errand)
    except CarrierError as error:
        log.warning("notification %s: %s", claimed, error)
        with line.transaction() as session:
            _failed(session, claimed, error, line.now())
        return None
    except Exception as error:  # a row we cannot make sense of: pushed away first, so it stops nothing else
        with line.transaction() as session:
            _failed(session, claimed, CarrierError(type(error).__name__, temporary=True), line.now())
        raise
    with line.transaction() as session:
        _delivered(session, errand, sid, line.settings.caller_number, line.now())
    return errand.id


def _claim(line: "Line", notification_id: int) -> int | None:
    """One conditional UPDATE that names this process. A message by its id; a call, the gravest that may ring now."""
    now = line.now()
    gap = 1.0 / line.settings.calls_per_second
    attempts: tuple[tuple[TextClause, dict[str, Any]], ...] = (
        (CLAIM_MESSAGE, {"id": notification_id, "now": now}),
        (CLAIM_CALL, {"now": now, "gap": gap}),
    )
    for statement, values in attempts:
        try:
            won = line.claimant.claim(statement, values)
        except IntegrityError:  # somebody else began to ring this very engineer in the same instant
            return None
        if won:
            return won[0]
    return None


def _prepare(session: Session, notification_id: int, now: datetime, settings: "Settings") -> Errand | None:
    """What the carrier will be asked, if it is still wanted.

    What is wanted is only read: a commit that changes nothing waits for no disk, and what changes between this look
    and the carrier's answer is seen when that is recorded.
    """
    row = session.get(Notification, notification_id)
    if row is None or row.state != "claimed":
        return None
    ticket = session.get(Ticket, row.ticket_number) if row.ticket_number else None
    if row.carrier_sid is None and _unwanted(row, ticket, settings) is None:
        return _errand(row, settings)
    ticket = tickets.lock(session, ticket.number) if ticket else None
    row = notifications.lock(session, notification_id)
    if row is None or row.state != "claimed":
        return None
    if row.carrier_sid is not None:  # a callback has told meanwhile what became of it
        row.sent(row.carrier_sid, now)
        return None
    reason = _unwanted(row, ticket, settings)
    if reason is not None:
        row.cancel(reason, now)
        return None
    return _errand(row, settings)


def _unwanted(row: Notification, ticket: Ticket | None, settings: "Settings") -> str | None:
    """Why this need not reach anybody any more; None when it must."""
    if row.kind == "page" and (ticket is None or not ticket.wants_somebody):
        return row.reason or "not_wanted"
    if row.kind == "page" and ticket and not is_beside(row) and (row.round, row.step) != (ticket.round, ticket.step):
        return "overtaken"
    if row.is_join_call and (ticket is None or ticket.status != Status.ACKNOWLEDGED or ticket.assignee != row.person):
        return "not_wanted"
    if row.channel == "email" and not settings.smtp_url:
        return "channel_off"
    return None


def _errand(row: Notification, settings: "Settings") -> Errand:
    body = ""
    if row.channel == "email":
        body = catalog(row.language).mail(f"text_{row.kind}", _values(row, settings))
    elif row.channel != "call":
        body = notice_words(f"text_{row.kind}", row.language, _values(row, settings), row.channel)
    place = f"{settings.public_url}/{'voice/page' if row.channel == 'call' else 'text'}/{row.token}"
    return Errand(
        id=row.id,
        channel=row.channel,
        address=row.address,
        body=body,
        url=place,
        status_url=f"{place}/status",
        lives=PAGE_TEXT_LIVES if row.kind == "page" else NEWS_LIVES,
        look_first_since=None if row.tries == 1 else row.created_at,
        name=row.token,
    )


def _values(row: Notification, settings: "Settings") -> dict[str, Any]:
    """What the words of a message may name, in the reader's language."""
    words = catalog(row.language).words
    asked = "resolved" if row.kind == "reminder" else row.kind
    how = words.get(f"answer_{asked}{'' if row.values.get('can_answer') else '_by_call'}", "")
    severity = words.get(row.values.get("severity_code", ""), "")
    customer = row.values.get("customer") or words["stranger"]
    said = {
        "severity": severity,
        "customer": customer,
        "line_number": settings.line_number,
        "link": f"{settings.public_url}/p/{row.token}",
        "answer": how.format(line_number=settings.line_number),
    }
    return {**row.values, **said}


def _carry_out(line: "Line", errand: Errand) -> str:
    """Outside any transaction: the carrier's sid, found or new."""
    if errand.channel == "email" and line.mail is not None:
        return line.mail.send(errand.address, errand.body.partition(". ")[0], errand.body, errand.name)
    phone = line.phone
    if errand.channel == "call":
        if errand.look_first_since:
            known = phone.find_call(errand.address, errand.look_first_since)
            if known:
                return known
        return phone.call(errand.address, errand.url, errand.status_url, line.settings.ring_seconds)
    if errand.look_first_since:
        known = phone.find_text(errand.address, errand.body, errand.look_first_since)
        if known:
            return known
    return phone.text(errand.channel, errand.address, errand.body, errand.status_url, errand.lives)


def _delivered(session: Session, errand: Errand, sid: str, caller_number: str, now: datetime) -> None:
    row = session.get(Notification, errand.id)
    if row is None:
        return
    if errand.channel == "call":
        outbound_call(session, row, sid, "queued", now, caller_number)
        calls.lock(session, sid)
    ticket = tickets.lock(session, row.ticket_number) if row.ticket_number else None
    row = notifications.lock(session, errand.id)
    if row is None:
        return
    row.sent(sid, now)
    row.segments = segments(errand.body) if errand.channel == "sms" else None
    if row.is_page_call and row.state == "sent" and ticket is not None and not ticket.wants_somebody:
        end_ring(session, row, now)  # taken while the carrier was being asked


def _failed(session: Session, notification_id: int, error: CarrierError, now: datetime) -> None:
    found = session.get(Notification, notification_id)
    if found is None:
        return
    if found.ticket_number:
        tickets.lock(session, found.ticket_number)
    row = notifications.lock(session, notification_id)
    if row is None or row.state != "claimed":
        return
    row.error_code = error.code
    is_call = row.channel == "call"
    most = PAGE_TRIES if is_call else TEXT_TRIES
    if error.temporary and row.tries < most:
        wait = CARRIER_RETRY if is_call else retry_delay(row.tries)
        row.try_again(now + wait, str(error))
    elif is_call:
        row.reason = str(error)
        _, book = directory.current(session)
        call_over(session, book, row, Ending.CARRIER_ERROR, now)
    else:
        row.end("undelivered", now, str(error))
