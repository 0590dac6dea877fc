"""Lead one cause behind many cases: open it, link cases, say how it stands to everybody concerned, resolve, close.

A person does each of these. A case of a cause stays a case: its own clocks, its own pages, its own yes at the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.actions.move_ticket import Desk, resolve
from voiceline.actions.page_engineer import page_leader
from voiceline.actions.tell_customer import known_by, recipients, tell_customer
from voiceline.domain.cause import STATE_LONGEST, named_in
from voiceline.domain.directory import Directory
from voiceline.domain.lifecycle import Status
from voiceline.store import causes, tickets
from voiceline.store.causes import Cause
from voiceline.store.tickets import Ticket

AT_WORK = (Status.OPEN, Status.ACKNOWLEDGED, Status.WAITING)


@dataclass(frozen=True)
class State:
    """What everybody may hear, in each language."""

    spanish: str
    english: str


class BadStateError(Exception):
    """These words must not be said: ``why`` is empty, too_long or names; ``name`` is whom they name."""

    def __init__(self, why: str, name: str = ""):
        super().__init__(why)
        self.why, self.name = why, name


def check_state(book: Directory, state: State) -> None:
    """Strangers hear it as well: short, in both languages, and it names no customer of ours."""
    people = [name for each in book.customers for name in (each.name, *(contact.name for contact in each.contacts))]
    for words in (state.spanish, state.english):
        if not words:
            raise BadStateError("empty")
        if len(words) > STATE_LONGEST:
            raise BadStateError("too_long")
        if name := named_in(words, people):
            raise BadStateError("names", name)


def open_cause(desk: Desk, name: str, first: Ticket | None) -> Cause:
    """A cause, and the first case of it."""
    cause = Cause(name=name, state_es="", state_en="", announced=False, opened_at=desk.now, opened_by=_who(desk))
    desk.session.add(cause)
    desk.session.flush()
    causes.record(desk.session, cause.id, "opened", desk.now, _who(desk), name=name)
    if first is not None:
        link(desk, cause, first)
    return cause


def link(desk: Desk, cause: Cause, ticket: Ticket) -> None:
    """This case is of this cause; who has the first is rung for it, and she is told how things stand."""
    if not cause.is_open:
        raise causes.ClosedCauseError(cause.id)
    if ticket.cause_id == cause.id:
        return
    ticket.link(cause.id, cause.name, desk.now, desk.by)
    desk.session.flush()
    page_leader(desk.session, desk.directory, ticket, desk.now)
    if desk.by != "customer" and cause.state_es:  # she has just heard it herself
        _tell(desk, cause, [ticket])


def unlink(desk: Desk, cause: Cause, ticket: Ticket) -> None:
    """It was something else. What was told stays told."""
    if ticket.cause_id == cause.id:
        ticket.unlink(cause.name, desk.now, desk.by)


def say_state(desk: Desk, cause: Cause, state: State) -> bool:
    """How it stands from now on: callers hear it, and each customer of its cases is told once. False: nothing new.

    Raises BadStateError for words that must not be said.
    """
    check_state(desk.directory, state)
    if (cause.state_es, cause.state_en) == (state.spanish, state.english):
        return False
    cause.say(state.spanish, state.english, desk.now)
    said = {"es": state.spanish, "en": state.english}
    causes.record(desk.session, cause.id, "stated", desk.now, _who(desk), **said)
    cases = causes.cases_of(desk.session, cause.id)
    tickets.lock_all(desk.session, [each.number for each in cases])
    _tell(desk, cause, [each for each in cases if each.status != Status.CLOSED])
    return True


def announce(desk: Desk, cause: Cause) -> None:
    """From now on every caller hears it first; whatever was announced before is not any more."""
    if not cause.state_es:
        raise BadStateError("empty")
    for other in causes.silence_others(desk.session, cause.id):
        causes.record(desk.session, other, "silenced", desk.now, _who(desk))
    if not cause.announced:
        cause.announce()
        causes.record(desk.session, cause.id, "announced", desk.now, _who(desk))


def silence(desk: Desk, cause: Cause) -> None:
    if cause.announced:
        cause.silence()
        causes.record(desk.session, cause.id, "silenced", desk.now, _who(desk))


def resolve_linked(desk: Desk, cause: Cause, note: str) -> list[int]:
    """Each case of it by its own verb: each customer is asked whether it really works. The numbers."""
    numbers = [each.number for each in causes.cases_of(desk.session, cause.id) if each.status in AT_WORK]
    at_work = [each for each in tickets.lock_all(desk.session, numbers) if each.status in AT_WORK]
    for ticket in at_work:
        resolve(desk, ticket, note)
    done = [each.number for each in at_work]
    causes.record(desk.session, cause.id, "resolved", desk.now, _who(desk), cases=done, note=note)
    return done


def close_cause(desk: Desk, cause: Cause) -> None:
    """It is over: announced no more, and no case of it is touched."""
    cause.close(desk.now)
    causes.record(desk.session, cause.id, "closed", desk.now, _who(desk))


def _tell(desk: Desk, cause: Cause, cases: Sequence[Ticket]) -> None:
    """A customer with several of its cases is told once, of the first."""
    told: set[str] = set()
    for ticket in cases:
        state = cause.state(ticket.language)
        if tell_customer(desk.session, desk.directory, ticket, "cause", desk.now, again=True, but=told, state=state):
            ticket.record("cause_told", desk.now, desk.by, {"cause": cause.id, "name": cause.name, "state": state})
        told.update(known_by(recipients(desk.directory, ticket)))


def _who(desk: Desk) -> str:
    return desk.by or "line"


def linked_by_caller(
    session: Session, book: Directory, version: int, cause_id: int, number: int, now: datetime
) -> bool:
    """She says that her case is of the cause she heard of. False when that is over by now."""
    cause, ticket = session.get(Cause, cause_id), tickets.lock(session, number)
    if cause is None or not cause.is_open or ticket is None or ticket.status == Status.CLOSED:
        return False
    link(Desk(session, book, version, "customer", now), cause, ticket)
    return True
