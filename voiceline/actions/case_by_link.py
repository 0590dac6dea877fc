"""What a customer does to her case from its live page: "sigue caído", "ya funciona", an answer to our question.

Each button acts on what the page offered when it was shown (its ``offer``); a second press, or one on a page that was
overtaken, changes nothing and sees how the case stands.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voiceline.actions.move_ticket import Desk, confirm, customer_spoke, refuse, reopen
from voiceline.actions.open_case import call_again
from voiceline.actions.tell_engineers import concerned, tell_engineers
from voiceline.actions.words_for_case import add_to_case
from voiceline.domain.lifecycle import Status, is_reopened_by_her_word
from voiceline.domain.severity import Severity
from voiceline.store import directory, live, tickets
from voiceline.store.tickets import Ticket

PAUSE = timedelta(minutes=5)  # between two calls of its people that she asks for
LONGEST = 600  # characters of an answer
LINK = "link"


def offer(ticket: Ticket, now: datetime) -> str:
    """What her buttons would act on: the case at work on, this resolution, this end; empty when there is no button."""
    if ticket.status == Status.RESOLVED and ticket.resolved_at:
        return f"resolved {ticket.resolved_at.timestamp()}"
    if ticket.status != Status.CLOSED:
        return "at_work"
    if is_reopened_by_her_word(ticket.closed_as, ticket.closed_at, now) and ticket.closed_at:
        return f"closed {ticket.closed_at.timestamp()}"
    return ""


def press(session: Session, token: str, offered: str, button: str, words: str, now: datetime) -> bool:
    """One press, once. False for a link we never sent; else the page says how it stands."""
    found = live.by_token(session, token)
    ticket = tickets.lock(session, found.number) if found else None
    if ticket is None:
        return False
    version, book = directory.current(session)
    desk = Desk(session, book, version, "customer", now)
    deed = DEEDS.get((offered.partition(" ")[0], button))
    if deed is not None and offered == offer(ticket, now):
        deed(desk, ticket, " ".join(words.split())[:LONGEST])
    return True


def _still_down(desk: Desk, ticket: Ticket, words: str) -> None:
    """Its people are rung at once, at most once in five minutes; what is not urgent is a text."""
    last = live.last_called_again(desk.session, ticket)
    if last is not None and desk.now - last < PAUSE:
        return
    if Severity(ticket.severity).is_urgent:
        call_again(desk, ticket, "still_down", how=LINK)
        return
    ticket.record("called_again", desk.now, "customer", {"how": LINK})
    customer_spoke(desk, ticket)
    values = {"case_number": ticket.number, "severity_code": str(ticket.severity), "customer": ticket.customer or ""}
    told = concerned(desk.session, desk.directory, ticket, desk.now)
    once = f"still_down-{ticket.number}-{int(desk.now.timestamp())}"
    tell_engineers(desk.session, desk.directory, told, "still_down", once, desk.now, values, ticket.number)


def _answer(desk: Desk, ticket: Ticket, words: str) -> None:
    """Her words go to the case and end its wait; whoever has it is told by text."""
    said = [each.detail.get("text") for each in live.events(desk.session, ticket) if each.kind == "described"]
    if not words or words in said[-1:]:
        return
    customer_spoke(desk, ticket)
    add_to_case(desk, ticket, words, f"link-{int(desk.now.timestamp())}")


DEEDS: dict[tuple[str, str], Callable[[Desk, Ticket, str], None]] = {
    ("at_work", "fails"): _still_down,
    ("at_work", "answer"): _answer,
    ("resolved", "works"): lambda desk, ticket, words: confirm(desk, ticket),
    ("resolved", "fails"): lambda desk, ticket, words: refuse(desk, ticket),
    ("closed", "fails"): lambda desk, ticket, words: reopen(desk, ticket),
}
