"""What a customer writes of an open case, by message or on its live page: kept with it, told by text to who has it.

It rings nobody. Whoever has it reads the first three, and then one notice in five minutes.
"""

from voiceline.actions.move_ticket import Desk
from voiceline.actions.tell_engineers import concerned, tell_engineers
from voiceline.actions.turn import Outcome, Turn
from voiceline.dialog.catalog import catalog
from voiceline.store import her_cases, tickets, word_notices
from voiceline.store.threads import Thread
from voiceline.store.tickets import Ticket
from voiceline.store.word_notices import NOTICES_WITHIN

QUOTED = 100  # characters of her words in the text to an engineer
MOST_NOTICES = 3  # then one in ``NOTICES_WITHIN``: he knows that she writes


def cases_of(turn: Turn) -> list[int]:
    """The open cases a message of hers can be of: the one she writes about, else her own, else her company's.

    Gravest first, then the newest.
    """
    if not isinstance(turn.subject, Thread):
        return []
    written, stands = turn.subject.ticket_number, her_cases.of(turn.session, turn.subject, turn.now)
    return [written] if written is not None and stands.are_hers(written) else stands.own or stands.company


def add_words(turn: Turn) -> Outcome:
    """What she has written and no case has yet, to the one case it can be of."""
    numbers = cases_of(turn)
    if not turn.written and not turn.notes.get("recorded_seconds"):
        return Outcome("nothing" if numbers else "none")
    if len(numbers) > 1:
        return Outcome("several", {"cases": numbers})
    return _add(turn, numbers[0]) if numbers else Outcome("none")


def add_to_named(turn: Turn) -> Outcome:
    """She has named the case. One that is not hers is none."""
    number = int(turn.notes["named_case"])
    return _add(turn, number) if number in turn.notes.get("cases", ()) else Outcome("not_hers")


def add_to_case(desk: Desk, ticket: Ticket, words: str, mark: str, noticed: int | None = None) -> None:
    """``mark`` names what she wrote. No words: something was shown. Her wait, if any, is the caller's to end.

    ``noticed``: of how many messages he was told lately, where that was asked already.
    """
    ticket.describe(words, desk.now, "customer")
    if noticed is None:
        noticed = word_notices.lately(desk.session, ticket.number, desk.now)
    if noticed >= MOST_NOTICES:
        mark = f"more-{int(desk.now.timestamp() // NOTICES_WITHIN.total_seconds())}"
    words = words or catalog(desk.directory.language).words["something_shown"]
    values = {
        "case_number": ticket.number,
        "severity_code": ticket.severity,
        "customer": ticket.customer or "",
        "note": words if len(words) <= QUOTED else f"{words[: QUOTED - 3]}...",
    }
    told = concerned(desk.session, desk.directory, ticket, desk.now)
    once = f"wrote-{ticket.number}-{mark}"
    tell_engineers(desk.session, desk.directory, told, word_notices.KIND, once, desk.now, values, ticket.number)


def _add(turn: Turn, number: int) -> Outcome:
    ticket = tickets.lock(turn.session, number)
    if ticket is None or not isinstance(turn.subject, Thread):
        return Outcome("none")
    turn.subject.ticket_number = number
    desk = Desk(turn.session, turn.directory, turn.version, "customer", turn.now)
    noticed = her_cases.of(turn.session, turn.subject, turn.now).noticed.get(number)
    add_to_case(desk, ticket, turn.written, f"{turn.subject.id}-{turn.subject.turn}", noticed)
    return Outcome("kept", {"case": number, "written": ""})


DEEDS = {"add_words": add_words, "add_to_named": add_to_named}
