"""Keep the rhythm of ``[updates]``: when a customer with an open case hears next, and when a line of it is asked for.

Whatever tells her how it stands begins the rhythm anew (``tell_customer`` calls ``begin_anew``), and so does whatever
moves the case without a word to her; so it falls due only when nothing was said for all its length. It stands still
while we wait for her and once the case is solved. One row of each kind a ticket: its ``due_at`` is what is promised.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.domain.directory import Directory
from voiceline.domain.lifecycle import Status
from voiceline.domain.rhythm import Beat, beat_after
from voiceline.domain.severity import Severity
from voiceline.store import follow_ups
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket

ASK, UPDATE = "ask_for_line", "update_customer"
LINE_ASKED = "line_asked"  # the text to whoever has it
OPENED, OPENED_LATE = "opened", "opened_late"  # what she is told of a case that is open
PROMISING = frozenset({OPENED, "hung_up_case"})  # it names the moment by which she is answered
TAKEN, SEEKING_ANOTHER, HAS_LEFT = "taken", "seeking_another", "has_left"  # what she is told of who has it
STILL = frozenset({"still", "still_workaround", "still_ringing", "still_queued"})  # the truth, when there is no line


def next_update(session: Session, ticket_number: int) -> datetime | None:
    """When this customer hears next of her case at the latest; None where no rhythm runs."""
    return follow_ups.armed(session, ticket_number, UPDATE)


def beat(directory: Directory, ticket: Ticket, told_at: datetime) -> Beat | None:
    """The next one, if she heard at that moment; None where the rhythm stands still or there is none."""
    every = directory.updates.get(Severity(ticket.severity))
    if every is None or stands_still(ticket):
        return None
    return beat_after(told_at, every, Severity(ticket.severity), directory.calendar)


def begin_anew(session: Session, directory: Directory, ticket: Ticket, told_at: datetime, now: datetime) -> None:
    """She knows how it stands since ``told_at``. The caller holds the ticket."""
    if not directory.updates:
        return
    found = beat(directory, ticket, told_at)
    moments = {UPDATE: found.due_at} if found else {}
    if found and ticket.status == Status.ACKNOWLEDGED:
        moments[ASK] = found.ask_at
    follow_ups.keep_one_each(session, ticket.number, (ASK, UPDATE), moments, now)


def take_up(session: Session, directory: Directory, ticket: Ticket, now: datetime) -> None:
    """Another directory is in force: what is promised stands, and its rhythm goes on from there.

    A case that had none gets it now, and one that has none any more is left in peace. The caller holds the ticket.
    """
    if beat(directory, ticket, now) is None:
        follow_ups.cancel(session, ticket.number, (ASK, UPDATE), "no_rhythm", now)
    elif next_update(session, ticket.number) is None:
        begin_anew(session, directory, ticket, now, now)


def truth(ticket: Ticket) -> str:
    """Which words say how it stands: nobody has it yet, there is a way around it, or he is at it."""
    if ticket.status == Status.OPEN:
        return "still_ringing" if ticket.wants_somebody else "still_queued"
    return "still_workaround" if ticket.workaround_at else "still"


def may_promise(ticket: Ticket, now: datetime) -> bool:
    """Whether she can be told by when she is answered: nobody has it, and the moment is still to come."""
    return ticket.status == Status.OPEN and ticket.responded_at is None and now < ticket.response_due_at


def is_overtaken(row: Notification, ticket: Ticket | None, now: datetime) -> bool:
    """Whether this message would not be the truth any more, by the first way it went or by another."""
    if row.kind == LINE_ASKED:
        return ticket is None or ticket.status != Status.ACKNOWLEDGED or ticket.assignee != row.person
    if row.kind == TAKEN and "since" in row.values:
        return ticket is None or ticket.acknowledged_at != datetime.fromisoformat(row.values["since"])
    if row.kind in PROMISING:
        return ticket is None or not may_promise(ticket, now)
    if row.kind in (OPENED_LATE, SEEKING_ANOTHER, HAS_LEFT):
        return ticket is None or not ticket.wants_somebody
    if row.kind in STILL:
        return ticket is None or stands_still(ticket) or row.kind != truth(ticket)
    return False


def stands_still(ticket: Ticket) -> bool:
    """While we wait for her, and once the case is solved."""
    return ticket.status not in (Status.OPEN, Status.ACKNOWLEDGED)
