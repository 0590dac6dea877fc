"""Close as out of scope (agreement: five exclusions). Of a P1 or P2 only an admin may say so; an engineer asks for it.

Until an admin has confirmed it nothing of the case changes: its clocks run and its pages ring.
"""

from voiceline.actions.move_ticket import Desk, set_aside
from voiceline.actions.tell_engineers import tell_admins, tell_engineers
from voiceline.dialog.catalog import catalog
from voiceline.domain.lifecycle import NotAllowedError, Status
from voiceline.domain.severity import Severity
from voiceline.store import exclusions
from voiceline.store.tickets import Ticket


def exclude(desk: Desk, ticket: Ticket, exclusion: str, is_admin: bool) -> bool:
    """Closed so, with the words the customer is told; False when it was only asked for."""
    if ticket.status != Status.CLOSED and Severity(ticket.severity).is_urgent and not is_admin:
        ask_exclusion(desk, ticket, exclusion)
        return False
    set_aside(desk, ticket, exclusion)
    return True


def ask_exclusion(desk: Desk, ticket: Ticket, exclusion: str) -> None:
    """Asked for; every admin is told. Asking again for the same tells nobody again."""
    if ticket.status == Status.CLOSED:
        raise NotAllowedError(Status.CLOSED, "set_aside")
    before = exclusions.waiting(desk.session, ticket.number)
    if before is not None and (before.by, before.exclusion) == (desk.by, exclusion):
        return
    ticket.record(exclusions.ASKED, desk.now, desk.by, {"exclusion": exclusion})
    engineer = desk.directory.engineers.get(desk.by or "")
    values = {**_of(desk, ticket, exclusion), "engineer": engineer.name if engineer else desk.by or ""}
    once = f"exclusion-asked-{ticket.number}-{int(desk.now.timestamp())}"
    tell_admins(desk.session, desk.directory, "exclusion_asked", once, desk.now, values)


def confirm_exclusion(desk: Desk, ticket: Ticket) -> bool:
    """An admin agrees. False when nothing is asked for any more."""
    asked = exclusions.waiting(desk.session, ticket.number)
    if asked is None:
        return False
    set_aside(desk, ticket, asked.exclusion)
    return True


def decline_exclusion(desk: Desk, ticket: Ticket, reason: str) -> bool:
    """An admin does not: whoever asked is told why, by text. False when nothing is asked for any more."""
    asked = exclusions.waiting(desk.session, ticket.number)
    if asked is None:
        return False
    ticket.record(exclusions.DECLINED, desk.now, desk.by, {"exclusion": asked.exclusion, "reason": reason})
    if asked.by in desk.directory.engineers:
        values = {**_of(desk, ticket, asked.exclusion), "note": reason}
        once = f"exclusion-declined-{ticket.number}-{int(desk.now.timestamp())}"
        told = [asked.by]
        tell_engineers(desk.session, desk.directory, told, "exclusion_declined", once, desk.now, values, ticket.number)
    return True


def _of(desk: Desk, ticket: Ticket, exclusion: str) -> dict[str, object]:
    return {
        "case_number": ticket.number,
        "severity_code": str(ticket.severity),
        "customer": ticket.customer or "",
        "exclusion": catalog(desk.directory.language).words[exclusion],
    }
