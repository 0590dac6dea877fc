"""Take a case together with others of its cause: one ring, one key, for whoever already has the first of them.

Only what was named to him before he pressed, and only cases whose callers have hung up: whoever waits on the line is
joined to him one after the other, as ever.
"""

from voiceline.actions import take_ticket
from voiceline.actions.bring_together import watch_contact
from voiceline.actions.tell_engineers import tell_engineers
from voiceline.actions.turn import Outcome, Turn
from voiceline.dialog.spoken import listed
from voiceline.domain.cause import leader
from voiceline.store import causes, tickets
from voiceline.store.tickets import Ticket


def taken_too(turn: Turn, ticket: Ticket) -> list[int]:
    """The other cases his key would take as well, of those named on this call."""
    others = [number for number in turn.notes.get("cases", ()) if number != ticket.number]
    if not others or ticket.cause_id is None or not _leads(turn, ticket.cause_id):
        return []
    return causes.waiting_together(turn.session, ticket.cause_id, others)


def acknowledge(turn: Turn) -> Outcome:
    """Key 1: the case, and with it the others of its cause, if he has the first."""
    ticket = tickets.lock(turn.session, int(turn.notes["case"]))
    together = taken_too(turn, ticket) if ticket is not None and turn.notes.get("cases") else []
    outcome = take_ticket.acknowledge(turn)
    if ticket is not None and ticket.cause_id and together and outcome.remember.get("acknowledged"):
        _take(turn, ticket.cause_id, together)
    return outcome


def _leads(turn: Turn, cause_id: int) -> bool:
    return leader(causes.first_case(turn.session, cause_id), turn.now) == turn.engineer


def _take(turn: Turn, cause_id: int, numbers: list[int]) -> None:
    taken = causes.free_to_take(turn.session, cause_id, numbers)
    for ticket in taken:
        take_ticket.take(turn.session, turn.directory, ticket, turn.engineer, turn.now)
        watch_contact(turn.session, ticket, turn.now)
    if taken:
        cases = listed([str(ticket.number) for ticket in taken], turn.subject.language)
        once = f"cause-taken-{taken[0].number}-{int(turn.now.timestamp())}"
        told = {"cases": cases}
        tell_engineers(turn.session, turn.directory, [turn.engineer], "cause_taken", once, turn.now, told, by=("sms",))


DEEDS = {"acknowledge": acknowledge}
