"""Note the number a caller keys or says: where she is called back, and where the news of her case goes."""

from voiceline.actions.take_ticket import tell_who_has_it
from voiceline.actions.tell_opened import tell_opened
from voiceline.actions.turn import Outcome, Turn
from voiceline.domain.lifecycle import Status
from voiceline.domain.phone_number import guatemalan, is_landline
from voiceline.store import tickets
from voiceline.store.tickets import Ticket

MOST_WRONG = 2  # then she waits without, rather than keying on


def note_number(turn: Turn) -> Outcome:
    """It is hers by her own word only: nothing is recognised by it. What is no number of Guatemala is asked for again.

    From a landline it is a mobile that is asked for, and another landline is none.
    """
    ticket = tickets.lock(turn.session, int(turn.notes["case"]))
    number = guatemalan(str(turn.notes["entered_number"]))
    wrong = int(turn.notes.get("wrong_numbers", 0)) + 1
    if ticket is None:
        return Outcome("given_up")
    had_one = ticket.contact is not None
    if number is None or (had_one and is_landline(number)):
        if wrong >= MOST_WRONG:
            return Outcome("given_up" if had_one else "unreachable")
        return Outcome("no_mobile" if had_one else "no_number", {"wrong_numbers": wrong})
    ticket.is_reached_at(number, turn.now)
    _tell(turn, ticket)
    return Outcome("taken" if ticket.status == Status.ACKNOWLEDGED else "noted")


def _tell(turn: Turn, ticket: Ticket) -> None:
    """The first news that can reach her is how it stands now: she may leave her number late on."""
    if ticket.status == Status.OPEN:
        tell_opened(turn.session, turn.directory, ticket, turn.now)
    elif ticket.status in (Status.ACKNOWLEDGED, Status.WAITING) and ticket.assignee in turn.directory.engineers:
        tell_who_has_it(turn.session, turn.directory, ticket, str(ticket.assignee), turn.now)
