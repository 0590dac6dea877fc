"""Keep a customer informed at the rhythm of ``[updates]``: whoever has her case is asked for one line, and without one
she is told the truth.

Both are texts, whatever the hour. A line of the machine's own is no answer of a person: it meets no promise.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from voiceline.actions.keep_rhythm import ASK, LINE_ASKED, UPDATE, beat, begin_anew, next_update, truth
from voiceline.actions.tell_customer import recipients, tell_customer, when
from voiceline.actions.tell_engineers import text_engineer
from voiceline.domain.directory import Directory
from voiceline.domain.lifecycle import Status
from voiceline.store import calls, directory, follow_ups, tickets
from voiceline.store.tickets import Ticket

if TYPE_CHECKING:
    from voiceline.line import Line

A_TALK_LATER = timedelta(minutes=1)  # then he who talks with her now is asked, if he has ended


def ask_for_line(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """Ten minutes before: whoever has the case can still say it in his own words."""
    with line.transaction() as session:
        ticket, now = tickets.lock(session, number or 0), line.now()
        _, book = directory.current(session)
        promised = _promised(session, book, ticket, ASK, now)
        if ticket is None or promised is None or promised <= now or ticket.status != Status.ACKNOWLEDGED:
            return "not_wanted"
        engineer = book.engineers.get(ticket.assignee or "")
        if engineer is None or not recipients(book, ticket):
            return "nobody_to_tell"
        if calls.talked_until(session, ticket.number, now) == now:
            follow_ups.keep_one_each(session, ticket.number, (ASK,), {ASK: now + A_TALK_LATER}, now)
            return "they_talk"
        once = f"{LINE_ASKED}-{ticket.number}-{int(promised.timestamp())}"
        said = {"case_number": ticket.number, "next_clock": when(book, promised, now, engineer.language)}
        if text_engineer(session, book, engineer, LINE_ASKED, once, now, said, ticket.number):
            ticket.record(LINE_ASKED, now, engineer.id, {"until": promised.isoformat()})
    return "told"


def update_customer(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """Nothing was said since: she hears how it stands, and when she hears again."""
    with line.transaction() as session:
        ticket, now = tickets.lock(session, number or 0), line.now()
        _, book = directory.current(session)
        promised = _promised(session, book, ticket, UPDATE, now)
        if ticket is None or promised is None:
            return "not_wanted"
        engineer = book.engineers.get(ticket.assignee or "")
        named = engineer.name if engineer else book.name
        kind, mark = truth(ticket), str(int(promised.timestamp()))
        if not tell_customer(session, book, ticket, kind, now, again=mark, engineer=named):
            return "nobody_to_tell"
        ticket.record("kept_informed", now, None, {"told": kind})
    return "told"


def _promised(session: Session, book: Directory, ticket: Ticket | None, kind: str, now: datetime) -> datetime | None:
    """The moment she was promised, if this kind is really due for it; None when something was said meanwhile.

    A talk with an engineer over that moment is worth more than a line of his: the rhythm goes on from it. One that
    ended before moves nothing, since she was told the moment and not told another.
    """
    own = follow_ups.armed(session, ticket.number, kind) if ticket else None
    promised = next_update(session, ticket.number) if ticket else None
    if ticket is None or own is None or own > now or promised is None or beat(book, ticket, now) is None:
        return None
    talked = calls.talked_until(session, ticket.number, now)
    if talked and talked >= promised:
        begin_anew(session, book, ticket, talked, now)
        return None
    return promised


DEEDS = {ASK: ask_for_line, UPDATE: update_customer}
