"""Somebody has her case and she waits for him on the line: what is true of him is said, and he is rung until he comes.

Whether the case is lost to him is decided elsewhere (``bring_together.lost``). Who says that he is at it, or has a case
that may not ring by night again and again, is written to: she hears so and is not held.
"""

from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.actions.bring_together import JOIN, ring_to_join
from voiceline.actions.page_engineer import CALLS_HER
from voiceline.actions.ring_beside import is_being_rung
from voiceline.actions.tell_engineers import tell_engineers
from voiceline.actions.turn import Turn
from voiceline.dialog.talk_menu import MENU, TALKING
from voiceline.domain.severity import Severity
from voiceline.store import calls
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket, TicketEvent

CALL_OWED = "call_owed"  # the text to whoever has it


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
    values = {
        "case_number": ticket.number,
        "severity_code": str(ticket.severity),
        "customer": ticket.customer or "",
        "where": turn.contact or ticket.contact or "",
    }
    once = f"{CALL_OWED}-{call.id}-{int(turn.now.timestamp())}"
    his = [ticket.assignee] if ticket.assignee and ticket.assignee in turn.directory.engineers else []
    tell_engineers(turn.session, turn.directory, his, CALL_OWED, once, turn.now, values, ticket.number, by=("sms",))


def _is_at_it(session: Session, call: Call, ticket: Ticket) -> bool:
    """Whether he has said so by a key since she called."""
    said = select(TicketEvent.id).where(TicketEvent.ticket_number == ticket.number, TicketEvent.kind == "reached")
    return session.scalar(said.where(TicketEvent.at >= call.started_at).limit(1)) is not None
