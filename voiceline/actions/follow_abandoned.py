"""Follow a call that was hung up before anything was chosen: a word to a customer we know, and a case if so wanted.

It waits half a minute, in which she mostly calls again by herself. Whatever is decided here, her next call is answered
like any other: nothing of this stands in its way.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from voiceline.actions.open_ticket import Report, open_ticket
from voiceline.actions.tell_customer import RANK_OF_NEWS, clock, reachable
from voiceline.actions.transcribe import attach
from voiceline.dialog.catalog import catalog
from voiceline.domain.abandoned import AGAIN_WITHIN, GRACE, Known, what_follows
from voiceline.domain.directory import Customer, Directory
from voiceline.store import calls, directory, follow_ups, hang_ups, notifications, tickets
from voiceline.store.calls import Call

if TYPE_CHECKING:
    from voiceline.line import Line

KIND = "abandoned"
CHOSE_NOTHING = frozenset({"abandoned", "rejected"})  # hung up at the first question, or before it could be put


def owe_follow_up(session: Session, call: Call, now: datetime) -> None:
    """The call is over. Of a stranger, or a number that proves nothing, the log is all there is."""
    if call.direction != "inbound" or call.outcome not in CHOSE_NOTHING:
        return
    if call.customer and not call.notes.get("unproven"):
        values = {"call": call.sid, "number": call.from_number}
        follow_ups.owe(session, f"{KIND}-{call.sid}", KIND, now + GRACE, now, values=values)


def follow_abandoned(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """The grace is over. What hangs up again meanwhile is decided after this, and so finds what this leaves."""
    with line.transaction() as session:
        hang_ups.hold_number(session, values["number"])
        call = calls.lock(session, values["call"])
        if call is None or call.ticket_number is not None or call.outcome not in CHOSE_NOTHING:
            return "not_wanted"  # a recording that came late has opened a case
        version, book = directory.current(session)
        return _follow(session, book, version, call, line.now())


def _follow(session: Session, book: Directory, version: int, call: Call, now: datetime) -> str:
    customer, since = book.customer_named(call.customer), now - AGAIN_WITHIN
    near = hang_ups.case_near(session, call.from_number, since)
    told = [
        each for each in reachable(customer, call.from_number, "sms") if hang_ups.told_since(session, each[1], since)
    ]
    follows = what_follows(
        Known(
            customer=customer is not None,
            came_back=hang_ups.is_on_the_line(session, call.from_number) or hang_ups.has_chosen_since(session, call),
            case_near=near is not None,
            told_lately=bool(told),
            opens=book.abandoned_opens is not None,
        )
    )
    if follows.case == "joins" and near is not None:
        _join(session, near, call, now)
        return "joined"
    if follows.case == "opens" and book.abandoned_opens is not None:
        report = Report(
            book.abandoned_opens,
            "voice",
            call.language,
            call.customer,
            call.from_number,
            call.started_at,
            why="hung_up",
        )
        ticket = open_ticket(session, book, version, report, now)
        ticket.summary = catalog(book.language).text("by_hang_up", {})
        call.ticket_number = ticket.number
        attach(session, call, now)
        return "opened"
    if follows.text and customer is not None:
        _tell(session, book, customer, call, now)
        return "told"
    return "not_wanted"


def _join(session: Session, number: int, call: Call, now: datetime) -> None:
    ticket = tickets.lock(session, number)
    if ticket is not None:
        ticket.record("hung_up", now, None, {"call": call.sid})
        call.ticket_number = number
        attach(session, call, now)


def _tell(session: Session, book: Directory, customer: Customer, call: Call, now: datetime) -> None:
    values = {"at_clock": clock(book, call.started_at), "email_plain": book.email or ""}
    for channel, address, person in reachable(customer, call.from_number, "sms"):
        notifications.owe(
            session,
            {
                "once": f"hung-up-{call.sid}-{address}",
                "kind": "hung_up",
                "channel": channel,
                "audience": "customer",
                "person": person,
                "address": address,
                "language": call.language,
                "values": values,
                "rank": RANK_OF_NEWS + 9,
                "created_at": now,
                "due_at": now,
            },
        )


DEEDS = {KIND: follow_abandoned}
