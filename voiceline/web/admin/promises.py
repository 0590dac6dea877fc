"""Whether a promise was kept: a target is met only by what was done in time, and is missed as soon as it was not."""

from dataclasses import dataclass
from datetime import datetime

from voiceline.domain.lifecycle import Status
from voiceline.domain.sla import RESOLUTION, RESPONSE
from voiceline.store.tickets import Ticket
from voiceline.web.admin.words import Words


@dataclass(frozen=True)
class Promise:
    """``verdict`` is kept, missed, running, paused or set_aside; ``words`` say by how much."""

    due_at: datetime
    met_at: datetime | None
    verdict: str
    words: str
    rectified: dict[str, str] | None = None  # by, at, reason


def response(ticket: Ticket, now: datetime, w: Words) -> Promise:
    return _promise(ticket, RESPONSE, ticket.responded_at, now, w)


def resolution(ticket: Ticket, now: datetime, w: Words) -> Promise:
    return _promise(ticket, RESOLUTION, ticket.resolution_met_at, now, w)


def both(ticket: Ticket, now: datetime, w: Words) -> list[tuple[str, Promise]]:
    return [(RESPONSE, response(ticket, now, w)), (RESOLUTION, resolution(ticket, now, w))]


def _promise(ticket: Ticket, target: str, met_at: datetime | None, now: datetime, w: Words) -> Promise:
    due_at, missed_at = ticket.due_at(target), ticket.breached_at(target)
    late = ((met_at or now) - (missed_at or due_at)).total_seconds()
    if missed_at is not None or (late > 0 and (met_at is not None or ticket.runs(target))):
        words = w("missed_by" if met_at else "missed_for", span=w.span(max(late, 0)))
        return Promise(due_at, met_at, "missed", words, ticket.rectified.get(target))
    if met_at is not None:
        return Promise(due_at, met_at, "kept", w("kept"))
    if ticket.status == Status.CLOSED:
        return Promise(due_at, None, "set_aside", w("set_aside_promise"))
    if not ticket.runs(target):
        return Promise(due_at, None, "paused", w("paused"))
    return Promise(due_at, None, "running", w("running_for", span=w.span(-late)))
