"""Escalate: the time of a step is up, so the next one begins; many at once, gravest first.

A night with thousands of cases is one in which the clock, the workers and the database have the least to spare, so
escalations are claimed and done by the score. Each keeps its own claim and its own look at its ticket, and one that
fails is put aside alone.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from voiceline.actions.page_engineer import next_step
from voiceline.store import directory, follow_ups, tickets
from voiceline.store.claiming import CLAIM_ESCALATIONS
from voiceline.store.follow_ups import FollowUp
from voiceline.store.tickets import Ticket

if TYPE_CHECKING:
    from voiceline.line import Line

log = logging.getLogger(__name__)

TOGETHER = 20  # tickets held in one transaction; a key pressed meanwhile waits for it


def escalate(line: "Line") -> int:
    """Claim the gravest escalations that are due and begin their next steps, by the score; how many.

    While there are more another worker is asked to help, and after its turn this one leaves the rest to others.
    """
    begun = 0
    turn = line.turn("escalate", 0)
    while turn.goes_on:
        claimed = line.claimant.claim(CLAIM_ESCALATIONS, {"now": line.now(), "most": TOGETHER})
        turn.took(len(claimed), TOGETHER)
        if claimed:
            _begin(line, claimed)
        begun += len(claimed)
    return begun


def _begin(line: "Line", claimed: Sequence[int]) -> None:
    try:
        _together(line, claimed)
    except Exception:
        if len(claimed) > 1:
            log.exception("of %s escalations one failed; each by itself now", len(claimed))
        for each in claimed:
            _alone(line, each)


def _together(line: "Line", claimed: Sequence[int]) -> None:
    with line.transaction() as session:
        now = line.now()
        numbers = follow_ups.tickets_of(session, claimed)
        held = {ticket.number: ticket for ticket in tickets.lock_all(session, numbers)}
        ours = [row for row in follow_ups.lock_all(session, claimed) if row.state == "claimed"]
        reasons = {row.id: _begin_next(session, row, held.get(row.ticket_number or 0), now) for row in ours}
        follow_ups.done_together(session, reasons, now)


def _alone(line: "Line", follow_up_id: int) -> None:
    """By itself; what fails is owed again later."""
    try:
        _together(line, [follow_up_id])
    except Exception as error:
        with line.transaction() as session:
            row = follow_ups.lock(session, follow_up_id)
            if row is not None and row.state == "claimed":
                row.fails(line.now(), row.tries, type(error).__name__)
        log.exception("escalation %s failed", follow_up_id)


def _begin_next(session: Session, row: FollowUp, ticket: Ticket | None, now: datetime) -> str:
    """An older intent than the ticket's present step is dropped."""
    if ticket is None or not ticket.wants_somebody:
        return "not_wanted"
    if (row.values["round"], row.values["step"]) != (ticket.round, ticket.step):
        return "overtaken"
    _, book = directory.current(session)
    next_step(session, book, ticket, now)
    return "next_step"
