"""What the customer says about her case: her words kept, a reflex "1" undone, the recording found for the engineer."""

from voiceline.actions.move_ticket import Desk, change_severity
from voiceline.actions.tell_customer import numbers_of, recipients
from voiceline.actions.turn import Outcome, Turn
from voiceline.actions.words_for_case import add_to_case
from voiceline.dialog.catalog import catalog
from voiceline.dialog.conversation import Record
from voiceline.dialog.customer_line import CUSTOMER_LINE
from voiceline.domain.lifecycle import Status
from voiceline.domain.severity import Severity
from voiceline.store import recordings, tickets
from voiceline.store.threads import Thread
from voiceline.store.tickets import Ticket

# Where she speaks, or is about to.
SPEAKS = frozenset(
    {"same_cause", *(name for name, step in CUSTOMER_LINE.steps.items() if isinstance(step, Record))},
)


def describe_ticket(turn: Turn) -> Outcome:
    """Her words (the recording's file comes later, by a follow-up). Nothing is lost when she hangs up."""
    ticket = tickets.lock(turn.session, int(turn.notes["case"]))
    if ticket is None:
        return Outcome("hung_up")
    seconds = int(turn.notes.get("recorded_seconds", 0))
    words = str(turn.notes.get("words", ""))
    if ticket.status == Status.ACKNOWLEDGED and isinstance(turn.subject, Thread) and words:
        _tell_him(turn, ticket, words)
    elif words or seconds:
        ticket.describe(words, turn.now, "customer")
    if turn.notes.get("hung_up"):
        return Outcome("hung_up")
    if ticket.status == Status.ACKNOWLEDGED:
        return Outcome("taken")
    if ticket.contact is None:
        return Outcome("ask_number")
    if not numbers_of(recipients(turn.directory, ticket)):  # a landline, and nobody else to be told
        return Outcome("ask_mobile")
    return Outcome("holding")


def undo_ticket(turn: Turn) -> Outcome:
    """ "Marqué por error", before anyone has taken it: P3 by her own word, and the rings stop.

    Whoever has it decides what becomes of it: he reads what she wrote, and on a call hears it from herself.
    """
    ticket = tickets.lock(turn.session, int(turn.notes["case"]))
    if ticket is not None and ticket.status == Status.ACKNOWLEDGED and ticket.assignee in turn.directory.engineers:
        if not isinstance(turn.subject, Thread):
            return Outcome("taken")
        _tell_him(turn, ticket, catalog(turn.directory.language).words["by_error"])
        return Outcome("told")
    if ticket is None or ticket.status != Status.OPEN:
        return Outcome("too_late")
    change_severity(_desk(turn), ticket, Severity.P3, "marcó por error", told_as="lowered")
    return Outcome("lowered")


def undo_written(turn: Turn) -> Outcome:
    """The same by a message after her description; of the case that she wrote about herself, and no colleague's."""
    number = int(turn.notes["case"])
    ticket = tickets.lock(turn.session, number)
    hers = isinstance(turn.subject, Thread) and turn.subject.ticket_number == number
    can_be = ticket is not None and (ticket.wants_somebody or ticket.status == Status.ACKNOWLEDGED)
    return undo_ticket(turn) if hers and can_be else Outcome("too_late")


def find_recording(turn: Turn) -> Outcome:
    """Key 3 of an engineer: what the caller said, if it is here already. Of many a case nothing ever will be: it came
    in writing, or nobody dictated.
    """
    ticket = tickets.lock(turn.session, int(turn.notes["case"]))
    if ticket is None:
        return Outcome("over")
    recording = recordings.of_ticket(turn.session, ticket.number)
    if recording is not None:
        return Outcome("ready", {"recording": recording.id})
    return Outcome("not_yet" if recordings.may_be_heard(turn.session, ticket.number, SPEAKS, turn.now) else "none")


def _tell_him(turn: Turn, ticket: Ticket, words: str) -> None:
    """Whoever has it is told of them by text."""
    add_to_case(_desk(turn), ticket, words, f"{turn.subject.id}-{turn.subject.turn}")


def _desk(turn: Turn) -> Desk:
    return Desk(turn.session, turn.directory, turn.version, "customer", turn.now)
