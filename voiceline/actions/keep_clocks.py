"""Keep a ticket's two clocks: its deadlines, and a follow-up at each threshold for as long as its target runs.

Whatever changes a clock (severity, a pause, an answer, another calendar) calls ``plan_clocks`` in the same transaction;
what it finds pending is moved, and nothing that was told once is told again.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from voiceline.domain.directory import Directory
from voiceline.domain.severity import Severity
from voiceline.domain.sla import BREACH, RESOLUTION, RESPONSE, reported, thresholds
from voiceline.store import follow_ups
from voiceline.store.tickets import Ticket

KIND = "clock"
CALENDAR = "calendar"  # why a deadline moved: the hours or closures were changed
TARGETS = (RESPONSE, RESOLUTION)


def start_clocks(severity: Severity, at: datetime) -> dict[str, str]:
    """``clock_starts`` of a ticket first reported then."""
    return {each: since.isoformat() for each, since in reported({}, severity, at).items()}


def plan_clocks(
    session: Session,
    directory: Directory,
    version: int,
    ticket: Ticket,
    now: datetime,
    why: str | None = None,
    by: str | None = None,
) -> bool:
    """Both deadlines as they stand now, and their thresholds owed; whether a deadline moved, which is an event.

    The deadline of a target that is met, or whose clock stands still, stays as it is.
    """
    moments: dict[str, datetime] = {}
    before = deadlines_told(ticket)
    for target in TARGETS:
        if why == CALENDAR and ticket.runs(target) and ticket.is_late(target, now):
            ticket.warn(target, BREACH, now)
    for target, told, reached in _planned(directory, ticket, now, why):
        if target == RESPONSE:
            ticket.response_due_at = reached[BREACH]
        else:
            ticket.resolution_due_at = reached[BREACH]
        moments |= {name_of(ticket, target, share): at for share, at in reached.items() if share > told}
    follow_ups.plan(session, ticket.number, KIND, moments, now)
    after = deadlines_told(ticket)
    if after == before:
        return False
    ticket.directory_version = version
    detail = {"why": why, "before": before, "after": after, "directory_version": version}
    ticket.record("deadlines_moved", now, by, detail)
    return True


def would_move(directory: Directory, ticket: Ticket, now: datetime) -> dict[str, datetime]:
    """The deadlines that this calendar would move, and to when. The ticket may be one that is only read."""
    reached = {target: each[BREACH] for target, _, each in _planned(directory, ticket, now, CALENDAR)}
    return {target: at for target, at in reached.items() if at != ticket.due_at(target)}


def _planned(
    directory: Directory, ticket: Ticket, now: datetime, why: str | None
) -> Iterator[tuple[str, int, dict[int, datetime]]]:
    """(target, the share of it that was told already, ``moments_of``) of each target that runs."""
    for target in TARGETS:
        told = ticket.warned.get(f"{target} {ticket.severity}", 0)
        is_missed = told == BREACH or ticket.is_late(target, now)
        if ticket.runs(target) and not (why == CALENDAR and is_missed):  # by the calendar it was promised by
            yield target, told, moments_of(directory, ticket, target)


def moments_of(directory: Directory, ticket: Ticket, target: str) -> dict[int, datetime]:
    """Share of the target in per cent → when it is used up, as things stand."""
    pauses = ticket.past_pauses if target == RESOLUTION else ()
    return thresholds(Severity(ticket.severity), target, ticket.clock_started_at, directory.calendar, pauses)


def name_of(ticket: Ticket, target: str, share: int) -> str:
    return f"clock-{ticket.number}-{target}-{ticket.severity}-{share}"


def respond(session: Session, ticket: Ticket, at: datetime, how: str) -> None:
    """The customer has heard from a person; nothing more is told of that target."""
    was_answered = ticket.responded_at is not None
    ticket.respond(at, how)
    if not was_answered:
        kept = [name_of(ticket, RESOLUTION, share) for share in (50, 75, 90, BREACH)]
        follow_ups.drop(session, ticket.number, KIND, kept, "responded", at)


def deadlines_told(ticket: Ticket) -> dict[str, Any]:
    """Both deadlines, in UTC, for the detail of an event."""
    return {
        "response_due_at": ticket.response_due_at.astimezone(UTC).isoformat(),
        "resolution_due_at": ticket.resolution_due_at.astimezone(UTC).isoformat(),
    }
