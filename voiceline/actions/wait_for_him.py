"""Somebody has her case and she waits for him on the line: what is true of him is said, and he is rung until he comes.

Whether the case is lost to him is decided elsewhere (``bring_together.lost``). Who says that he is at it, or has a case
that may not ring by night again and again, is written to: she hears so and is not held.
"""

from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.actions.bring_together import JOIN, ring_to_join
from voiceline.actions.page_engineer import CALLS_HER
from voiceline.actions.ring_beside import is_being_rung
from voiceline.actions.tell_engineers import tell_engineers
from voiceline.actions.turn import Turn
from voiceline.dialog.talk_menu import MENU, TALKING
from voiceline.domain.directory import Directory
from voiceline.domain.lifecycle import Status
from voiceline.domain.severity import Severity
from voiceline.store import calls, directory, follow_ups, tickets
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket, TicketEvent

if TYPE_CHECKING:
    from voiceline.line import Line

CALL_OWED, LEFT_NO_NUMBER = "call_owed", "left_no_number"  # the texts to whoever has it
SHE_KEYS_ONE = timedelta(seconds=90)  # a number, as often as she is asked for it


class Him(Enum):
    COMES = "he is on his way to her, or looks at her case while she holds on"
    BUSY = "he talks with somebody else"
    IS_RUNG = "his phone rings, or will in a moment"
    STAYS_AWAY = "he has not answered, or has said that he is at it: she is not held for him"


def look_for_him(turn: Turn, call: Call, ticket: Ticket) -> Him:
    """Where whoever has her case is now. Nowhere to be found, he is rung once more."""
    session, engineer = turn.session, ticket.assignee or ""
    if calls.is_talking_with_another(session, ticket.number, call.id):
        return Him.BUSY
    if calls.is_at(session, engineer, ticket.number, CALLS_HER):  # a colleague of hers, since she is here
        return Him.BUSY
    if calls.is_at(session, engineer, ticket.number, TALKING | MENU):
        return Him.COMES
    is_rung = is_being_rung(session, ticket, JOIN, engineer)
    if not is_rung and (not Severity(ticket.severity).is_urgent or _is_at_it(session, call, ticket)):
        return Him.STAYS_AWAY
    ring_to_join(session, turn.directory, ticket, "waiting", turn.now)
    return Him.BUSY if calls.is_in_another_talk(session, engineer, ticket.number) else Him.IS_RUNG


def owe_her_his_call(turn: Turn, call: Call, ticket: Ticket) -> None:
    """She does not wait any longer: he reads that he owes her a call, and where."""
    once, where = f"{CALL_OWED}-{call.id}-{int(turn.now.timestamp())}", turn.contact or ticket.contact or ""
    _tell_him(turn.session, turn.directory, ticket, CALL_OWED, once, turn.now, where)


def owe_look_for_number(turn: Turn, call: Call, ticket: Ticket) -> None:
    """She leaves without a number, and is asked for one: should she give none, or hang up, he hears that as well."""
    once = f"{LEFT_NO_NUMBER}-{call.id}-{int(turn.now.timestamp())}"
    due_at = turn.now + SHE_KEYS_ONE
    follow_ups.owe(turn.session, once, LEFT_NO_NUMBER, due_at, turn.now, ticket_number=ticket.number)


def left_no_number(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """Whoever has her case cannot call her; unless she gave a number after all, or is on the line again."""
    with line.transaction() as session:
        ticket = tickets.lock(session, number or 0)
        if ticket is None or ticket.status != Status.ACKNOWLEDGED or ticket.contact is not None:
            return "not_wanted"
        if calls.waiting_caller(session, ticket.number) is not None:
            return "not_wanted"
        _, book = directory.current(session)
        once = f"{LEFT_NO_NUMBER}-{ticket.number}-{int(line.now().timestamp())}"
        _tell_him(session, book, ticket, LEFT_NO_NUMBER, once, line.now())
    return "told"


def _tell_him(
    session: Session, book: Directory, ticket: Ticket, kind: str, once: str, now: datetime, where: str = ""
) -> None:
    values = {
        "case_number": ticket.number,
        "severity_code": str(ticket.severity),
        "customer": ticket.customer or "",
        "where": where,
    }
    his = [ticket.assignee] if ticket.assignee and ticket.assignee in book.engineers else []
    tell_engineers(session, book, his, kind, once, now, values, ticket.number, by=("sms",))


def _is_at_it(session: Session, call: Call, ticket: Ticket) -> bool:
    """Whether he has said so by a key since she called."""
    said = select(TicketEvent.id).where(TicketEvent.ticket_number == ticket.number, TicketEvent.kind == "reached")
    return session.scalar(said.where(TicketEvent.at >= call.started_at).limit(1)) is not None


DEEDS = {LEFT_NO_NUMBER: left_no_number}
