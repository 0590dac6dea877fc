"""What each command does to its case: the same verbs as by key and in admin, by the same rules, answered in a line.

The caller holds the ticket. Whoever comes second hears who was first; a case that another has is his alone to move,
but anybody may add a note.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from voiceline.actions import move_ticket
from voiceline.actions.exclude_case import exclude
from voiceline.actions.move_ticket import Desk
from voiceline.actions.take_by_link import take_without_a_call
from voiceline.actions.take_ticket import pass_without_a_call
from voiceline.actions.tell_customer import numbers_of, recipients
from voiceline.domain.lifecycle import Status
from voiceline.domain.text_command import Command, Verb
from voiceline.store import notifications
from voiceline.store.tickets import Ticket


@dataclass(frozen=True)
class Answer:
    """A prompt ``command_<name>``, and what its words need beside the case."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)


HAD = (Status.ACKNOWLEDGED, Status.WAITING, Status.RESOLVED)  # by its assignee
Deed = Callable[[Desk, Ticket, Command, str], Answer]


def take(desk: Desk, ticket: Ticket, wanted: Command, sid: str) -> Answer:
    if ticket.status != Status.OPEN:
        return _whose(desk, ticket)
    why = take_without_a_call(desk.session, desk.directory, ticket, _engineer(desk), desk.now)
    return _whose(desk, ticket) if why is None else Answer("yours_joined", {"at_second": _second(desk, desk.now)})


def pass_on(desk: Desk, ticket: Ticket, wanted: Command, sid: str) -> Answer:
    if not ticket.wants_somebody:
        whose = _whose(desk, ticket) if ticket.status != Status.OPEN else Answer("not_asked")
        return replace(whose, name="yours_to_hand_over") if whose.name == "yours" else whose
    if ticket.number not in notifications.tickets_asked_of(desk.session, _engineer(desk)):
        return Answer("not_asked")
    pass_without_a_call(desk.session, desk.directory, ticket, _engineer(desk), desk.now)
    return Answer("passed")


def resolve(desk: Desk, ticket: Ticket, wanted: Command, sid: str) -> Answer:
    move_ticket.resolve(desk, ticket, wanted.note)
    return _done(desk, ticket, "resolved")


def work_around(desk: Desk, ticket: Ticket, wanted: Command, sid: str) -> Answer:
    move_ticket.work_around(desk, ticket, wanted.note)
    return _done(desk, ticket, "worked_around")


def note(desk: Desk, ticket: Ticket, wanted: Command, sid: str) -> Answer:
    """Also when another has the case, or it is over: knowing more never harms."""
    ticket.record("noted", desk.now, desk.by, {"text": wanted.note})
    return Answer("noted")


def tell(desk: Desk, ticket: Ticket, wanted: Command, sid: str) -> Answer:
    return Answer("told" if move_ticket.update(desk, ticket, wanted.note, sid) else "nobody_to_tell")


def change_severity(desk: Desk, ticket: Ticket, wanted: Command, sid: str) -> Answer:
    if wanted.severity is None:
        raise ValueError("a severity is read before it is changed")
    if wanted.severity == ticket.severity and ticket.status != Status.CLOSED:
        return Answer("same_severity")
    move_ticket.change_severity(desk, ticket, wanted.severity, wanted.note)
    return _done(desk, ticket, "severity_changed")


def set_aside(desk: Desk, ticket: Ticket, wanted: Command, sid: str) -> Answer:
    """Of a P1 or P2 only an admin may say so, in admin, where he has logged in: a text proves nobody's role."""
    if not exclude(desk, ticket, wanted.exclusion or "", is_admin=False):
        return Answer("exclusion_asked")
    return _done(desk, ticket, "set_aside")


def _only_his(deed: Deed) -> Deed:
    """What another has, also solved and not yet confirmed, is not moved: he is told whose it is."""

    def guarded(desk: Desk, ticket: Ticket, wanted: Command, sid: str) -> Answer:
        is_had = ticket.status in HAD and ticket.assignee is not None
        if is_had and ticket.assignee != desk.by:
            return _taken(desk, ticket)
        return deed(desk, ticket, wanted, sid)

    return guarded


def _whose(desk: Desk, ticket: Ticket) -> Answer:
    """The truth for whoever comes second, or asks again."""
    if ticket.status not in (Status.ACKNOWLEDGED, Status.WAITING):
        return Answer(f"is_{ticket.status}")
    if ticket.assignee == desk.by:
        return Answer("yours", {"at_second": _second(desk, ticket.acknowledged_at or desk.now)})
    return _taken(desk, ticket)


def _taken(desk: Desk, ticket: Ticket) -> Answer:
    first = desk.directory.engineers.get(ticket.assignee or "")
    at = _second(desk, ticket.acknowledged_at or desk.now)
    return Answer("taken", {"engineer": first.name if first else ticket.assignee, "at_second": at})


def _done(desk: Desk, ticket: Ticket, name: str) -> Answer:
    """Done; whether the customer hears of it is said as it is."""
    return Answer(name if numbers_of(recipients(desk.directory, ticket)) else "done_untold")


def _second(desk: Desk, at: datetime) -> str:
    """``02:14:07``, with its day when that is not today."""
    zone = ZoneInfo(desk.directory.timezone)
    local = at.astimezone(zone)
    is_today = local.date() == desk.now.astimezone(zone).date()
    return f"{local:%H:%M:%S}" if is_today else f"{local:%d/%m %H:%M:%S}"


def _engineer(desk: Desk) -> str:
    if desk.by is None:
        raise ValueError("a command is an engineer's")
    return desk.by


DEEDS: Mapping[Verb, Deed] = {
    Verb.TAKE: take,
    Verb.PASS: pass_on,
    Verb.RESOLVE: _only_his(resolve),
    Verb.WORK_AROUND: _only_his(work_around),
    Verb.NOTE: note,
    Verb.TELL: _only_his(tell),
    Verb.SEVERITY: _only_his(change_severity),
    Verb.SET_ASIDE: _only_his(set_aside),
}
