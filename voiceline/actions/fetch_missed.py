"""Calls that never reached us, fetched from the carrier afterwards: on the log as "por respaldo", each with a case.

While the line was down the carrier played the static fallback and rang the numbers in it. Somebody may have answered
or not: a person looks at each.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from voiceline.actions.open_ticket import Report, open_ticket
from voiceline.dialog.catalog import catalog
from voiceline.domain.directory import Directory
from voiceline.domain.severity import Severity
from voiceline.store import calls, directory, follow_ups
from voiceline.telephony.phone import MissedCall

if TYPE_CHECKING:
    from voiceline.line import Line

KIND = "fetch_missed"
LOOK_BACK = timedelta(hours=2)
SETTLED_AFTER = timedelta(minutes=2)  # so long after its end nobody else is still writing it


def arm_fetch(line: "Line") -> None:
    """Owe a look once an hour; called by the clock."""
    with line.transaction() as session:
        now = line.now()
        owe_fetch(session, f"missed-{now:%Y%m%d%H}", now - LOOK_BACK, now)


def owe_fetch(session: Session, once: str, since: datetime, now: datetime) -> None:
    follow_ups.owe(session, once, KIND, now + SETTLED_AFTER, now, values={"since": since.isoformat()})


def fetch_missed(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """Whatever rang the line since then and is not on record."""
    found = line.phone.calls_in(datetime.fromisoformat(values["since"]))
    made = 0
    for call in found:
        if line.now() - call.ended_at < SETTLED_AFTER:
            continue
        with line.transaction() as session:
            version, book = directory.current(session)
            made += _put_on_record(session, book, version, call, line.settings.own_numbers, line.now())
    return f"{made} missed"


def _put_on_record(
    session: Session, book: Directory, version: int, missed: MissedCall, own: frozenset[str], now: datetime
) -> bool:
    proven = missed.caller if missed.caller.startswith("+") and missed.caller not in own else None
    customer = book.customer_of(proven) if proven else None
    language = customer.language if customer else book.language
    row = {
        "sid": missed.sid,
        "direction": "inbound",
        "from_number": missed.caller,
        "to_number": missed.called,
        "status": missed.status,
        "started_at": missed.began_at,
        "customer": customer.name if customer else None,
        "language": language,
        "script": "customer_line",
        "step": "welcome",
        "notes": {"by_fallback": True, **({} if proven else {"unproven": True})},
    }
    if not calls.arrive(session, row):
        return False
    name = customer.name if customer else None
    report = Report(Severity.P3, "voice", language, name, proven, missed.began_at, unasked=True)
    ticket = open_ticket(session, book, version, report, now)
    ticket.describe(catalog(book.language).text("by_fallback", {}), now, None)
    call = calls.lock(session, missed.sid)
    if call is not None:
        call.ticket_number = ticket.number
        call.end(missed.status, missed.ended_at, missed.duration_seconds, "case_opened")
        calls.note(session, call, "by_fallback", now)
    return True


DEEDS = {KIND: fetch_missed}
