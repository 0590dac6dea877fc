"""Cases of whoever is in the directory no more: an urgent one is paged to others at once, any other is nobody's again.

A talk about it is left to its end, and what waits for the customer to her word.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from voiceline.actions.keep_rhythm import HAS_LEFT
from voiceline.actions.page_engineer import IN_A_TALK, begin_policy, policy_in_force
from voiceline.actions.tell_customer import tell_customer
from voiceline.actions.tell_engineers import desk, tell_engineers
from voiceline.domain.directory import Directory
from voiceline.domain.lifecycle import Status
from voiceline.domain.severity import Severity
from voiceline.store import calls, directory, follow_ups, notifications, tickets
from voiceline.store import left_behind as rows
from voiceline.store.follow_ups import NotYetError
from voiceline.store.left_behind import LeftBehind
from voiceline.store.tickets import Ticket

if TYPE_CHECKING:
    from voiceline.line import Line

KIND = "left_behind"
LOOK_AGAIN_AFTER = timedelta(seconds=30)


def owe_look(session: Session, version: int, now: datetime) -> None:
    """This directory is in force since this transaction: what whoever is in it no more had is owed a look.

    No case is held here. The second look is for a key that was pressed by the directory before.
    """
    if rows.has_lost_an_engineer(session, version):
        follow_ups.owe(session, f"{KIND}-{version}", KIND, now, now)
        follow_ups.owe(session, f"{KIND}-{version}-again", KIND, now + LOOK_AGAIN_AFTER, now)


def left_behind(session: Session, book: Directory) -> list[LeftBehind]:
    """The cases of whoever is not in this directory, gravest first; they are read and not held."""
    return rows.left_behind(session, list(book.engineers))


def look_after(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """Each such case, held for itself alone."""
    with line.reading() as session:
        _, book = directory.current(session)
        left = left_behind(session, book)
    done = [_look_after(line, each.ticket) for each in left if not each.waits_for_her]
    if "talks" in done:
        raise NotYetError("whoever had it is still in a talk about it")
    return f"{len(done)} looked after"


def _look_after(line: "Line", number: int) -> str:
    with line.transaction() as session:
        _, book = directory.current(session)
        ticket = tickets.lock(session, number)
        if ticket is None or not is_left_behind(book, ticket):
            return "not_wanted"
        if calls.is_at(session, ticket.assignee or "", number, IN_A_TALK):
            return "talks"
        find_another(session, book, ticket, line.now())
    return "looked_after"


def is_left_behind(book: Directory, ticket: Ticket) -> bool:
    """Whether somebody has it, as it says, who is in the directory no more."""
    return ticket.status == Status.ACKNOWLEDGED and ticket.assignee not in book.engineers


def find_another(session: Session, book: Directory, ticket: Ticket, now: datetime) -> None:
    """It is nobody's again; of what is urgent the policy begins, as it stands now. The caller holds the ticket."""
    ticket.lose(now, "left")
    notifications.drop_calls(session, ticket.number, "join", "left", now)
    if not ticket.wants_somebody:
        _tell_desk(session, book, ticket, now)
        return
    ticket.policy = policy_in_force(book, Severity(ticket.severity), now)
    begin_policy(session, book, ticket, now)
    tell_customer(session, book, ticket, HAS_LEFT, now, again=True)


def _tell_desk(session: Session, book: Directory, ticket: Ticket, now: datetime) -> None:
    """It rings nobody: who works at the next opening reads that it is nobody's."""
    due_at = book.calendar.next_opening(now)
    told = desk(book, due_at)
    values = {"case_number": ticket.number, "severity_code": str(ticket.severity), "customer": ticket.customer or ""}
    once = f"nobodys-{ticket.number}-{int(now.timestamp())}"
    tell_engineers(session, book, told, "nobodys", once, now, values, ticket.number, due_at=due_at)


DEEDS = {KIND: look_after}
