"""Give a case to an engineer: what nobody has is acknowledged by it, what somebody has is handed over.

Whoever is given an urgent case is paged for it, at any hour, since only a key shows that he is awake: without one the
case is lost to him and the policy goes on. All else that is told is a text, which may come at night.
"""

from voiceline.actions.bring_together import JOIN, make_sure
from voiceline.actions.move_ticket import Desk
from voiceline.actions.take_by_link import take_without_a_call
from voiceline.actions.take_ticket import tell_who_has_it
from voiceline.actions.tell_engineers import tell_engineers
from voiceline.domain.lifecycle import Status
from voiceline.store import notifications
from voiceline.store.tickets import Ticket


def take_case(desk: Desk, ticket: Ticket, engineer: str) -> None:
    """He has logged in and takes it: the first wins. Raises NotAllowedError unless it is open."""
    take_without_a_call(desk.session, desk.directory, ticket, engineer, desk.now)


def assign(desk: Desk, ticket: Ticket, engineer: str) -> None:
    """Raises NotAllowedError where it is solved or over."""
    before = ticket.assignee
    if ticket.status == Status.OPEN:
        take_without_a_call(desk.session, desk.directory, ticket, engineer, desk.now, assigned_by=desk.by or "line")
    else:
        _hand_over(desk, ticket, engineer, before)
    if engineer != desk.by:
        is_rung = make_sure(desk.session, desk.directory, ticket, "assigned", desk.now)
        _tell(desk, ticket, "assigned_urgent" if is_rung else "assigned", engineer)


def _hand_over(desk: Desk, ticket: Ticket, engineer: str, before: str | None) -> None:
    ticket.hand_over(engineer, desk.now, desk.by)
    notifications.drop_calls(desk.session, ticket.number, JOIN, "handed_over", desk.now)
    if before in desk.directory.engineers and before != desk.by:
        _tell(desk, ticket, "handed_over", str(before))
    tell_who_has_it(desk.session, desk.directory, ticket, engineer, desk.now)


def _tell(desk: Desk, ticket: Ticket, kind: str, engineer: str) -> None:
    values = {
        "case_number": ticket.number,
        "severity_code": str(ticket.severity),
        "customer": ticket.customer or "",
        "engineer": desk.directory.engineers[ticket.assignee or ""].name,
    }
    once = f"{kind}-{ticket.number}-{int(desk.now.timestamp())}"
    tell_engineers(desk.session, desk.directory, [engineer], kind, once, desk.now, values, ticket.number)
