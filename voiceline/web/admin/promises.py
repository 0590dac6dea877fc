"""Whether a promise was kept: a target is met only by what was done in time, and is missed as soon as it was not."""

from dataclasses import dataclass
from datetime import datetime

from voiceline.store.tickets import Ticket
from voiceline.web.admin.words import Words


@dataclass(frozen=True)
class Promise:
    """``verdict`` is kept, missed or running; ``words`` say by how much."""

    due_at: datetime
    met_at: datetime | None
    verdict: str
    words: str


def response(ticket: Ticket, now: datetime, w: Words) -> Promise:
    return _promise(ticket.response_due_at, ticket.responded_at, now, w)


def resolution(ticket: Ticket, now: datetime, w: Words) -> Promise:
    return _promise(ticket.resolution_due_at, ticket.resolved_at, now, w)


def _promise(due_at: datetime, met_at: datetime | None, now: datetime, w: Words) -> Promise:
    late = ((met_at or now) - due_at).total_seconds()
    if met_at is None and late <= 0:
        return Promise(due_at, None, "running", w("running_for", span=w.span(-late)))
    if late <= 0:
        return Promise(due_at, met_at, "kept", w("kept"))
    return Promise(due_at, met_at, "missed", w("missed_by" if met_at else "missed_for", span=w.span(late)))
