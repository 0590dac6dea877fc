"""The values that the words of a place need: a case number digit by digit, a time as it is said, who has the case."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from voiceline.actions.bring_together import HUNG_UP
from voiceline.actions.describe_ticket import SPEAKS
from voiceline.actions.hear_cause import announcement
from voiceline.actions.open_case import others_of_hers
from voiceline.actions.take_cause import taken_too
from voiceline.actions.take_ticket import place_of_caller, queue_of
from voiceline.actions.tell_customer import known_by, recipients, when
from voiceline.actions.turn import Turn
from voiceline.dialog.by_text import BY_TEXT
from voiceline.dialog.catalog import catalog
from voiceline.dialog.conversation import Confirm, meant_at
from voiceline.dialog.customer_line import CUSTOMER_LINE
from voiceline.dialog.scripts import SCRIPTS
from voiceline.dialog.spoken import (
    cases_apart,
    digits_apart,
    spelled_email,
    spoken_before,
    spoken_email,
    spoken_span,
    spoken_when,
)
from voiceline.domain.lifecycle import Status
from voiceline.domain.sending import number_of
from voiceline.store import recordings
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket

SHE_HOLDS_ON = ("waiting", "lost")  # of what he is rung for: that she is on the line
OF_CUSTOMERS = frozenset({CUSTOMER_LINE.name, BY_TEXT.name})


class Values(Mapping[str, Any]):
    """What a prompt may name, by name: a value, or how it is come by, once one of them does name it."""

    def __init__(self, told: dict[str, Any]):
        self._told = told

    def __getitem__(self, name: str) -> Any:
        found = self._told[name]
        if callable(found):
            found = self._told[name] = found()
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


def values_of(turn: Turn, **more: Any) -> Mapping[str, Any]:
    """Everything a prompt of this conversation may name, and ``more``. Values that make no sense yet are empty.

    Most are worked out when they are named, as things stand then: before the transaction ends.
    """
    language = turn.subject.language
    ticket = turn.session.get(Ticket, turn.notes["case"]) if turn.notes.get("case") else None
    told: dict[str, Any] = {
        "line": turn.directory.name,
        "email": lambda: spoken_email(turn.directory.email or "", language),
        "email_spelled": lambda: spelled_email(turn.directory.email or "", language),
        "email_plain": turn.directory.email or "",
        "queue": turn.notes.get("queue") or (queue_of(turn.subject) if isinstance(turn.subject, Call) else ""),
        "conference": f"case-{turn.notes['case']}" if turn.notes.get("case") else "",
        "customer_number": turn.notes.get("customer_number", ""),
        "recording_url": turn.notes.get("recording_url", ""),
        "others": lambda: _others(turn, ticket, language),
        "another": lambda: _another(turn, language),
        "meant": lambda: _meant(turn, language),
        "opening": lambda: _opening(turn, language),
        "consent": lambda: catalog(language).say("consent", {}) if turn.directory.says_it_records else "",
        "announcement": lambda: announcement(turn),
        "second": lambda: _named(turn, turn.notes.get("second")),
        "asked_by": lambda: _named(turn, turn.notes.get("asked_by")),
        "callee": lambda: turn.notes.get("callee") or catalog(language).words["stranger"],
        "of_case": "",
        "open_cases": lambda: ", ".join(map(str, turn.notes.get("cases", ()))),
    }
    values = Values(told)
    if ticket is not None:
        told |= _of_ticket(turn, ticket, language)
        if "why" in turn.notes:  # a call to bring the two together says what for
            told["why"] = lambda: catalog(language).say(f"why_{_why(turn, ticket)}", values)
    told |= more
    return values


def _why(turn: Turn, ticket: Ticket) -> str:
    """What he is rung for, as it stands while he hears it: she may have hung up since."""
    if turn.notes["why"] not in SHE_HOLDS_ON:
        return str(turn.notes["why"])
    found = place_of_caller(turn.session, ticket)
    if found.name not in HUNG_UP:
        return str(turn.notes["why"])
    return "promised" if found.remember.get("is_owed_a_call") else "hung_up"


def _named(turn: Turn, engineer: str | None) -> str:
    found = turn.directory.engineers.get(engineer or "")
    return found.name if found else ""


def _opening(turn: Turn, language: str) -> str:
    """Outside ordinary hours: when they begin."""
    if turn.subject.place.step != "not_urgent" or turn.directory.calendar.is_open(turn.now):
        return ""
    opens = turn.local(turn.directory.calendar.next_opening(turn.now))
    return catalog(language).say("opening", {"when": spoken_when(opens, turn.local(turn.now), language)})


def _another(turn: Turn, language: str) -> str:
    """The key for the next of her cases, while she has several."""
    if not others_of_hers(turn):
        return ""
    said = catalog(language).say if isinstance(turn.subject, Call) else catalog(language).text
    return said("another_of_hers", {})


def _meant(turn: Turn, language: str) -> str:
    """What was understood of her words, while it is being said back to her."""
    place = turn.subject.place
    if not isinstance(SCRIPTS[place.script].steps[place.step], Confirm):
        return ""
    choice = meant_at(SCRIPTS[place.script], place).keys[place.notes["meant"]]
    return catalog(language).words[choice.named]


def _of_ticket(turn: Turn, ticket: Ticket, language: str) -> dict[str, Any]:
    words = catalog(language).words
    assignee = turn.directory.engineers.get(ticket.assignee or "")
    at = datetime.fromisoformat(turn.notes["taken_at"]) if "taken_at" in turn.notes else ticket.acknowledged_at
    return {
        "case": lambda: digits_apart(ticket.number),
        "case_number": ticket.number,
        "severity": words[ticket.severity],
        "severity_code": ticket.severity,
        "customer": ticket.customer or words["stranger"],
        "engineer": turn.notes.get("taken_by") or (assignee.name if assignee else ""),
        "who": assignee.name if assignee else words["whoever_takes_it"],
        "gone": words["she_is_owed_a_call" if turn.notes.get("is_owed_a_call") else "she_is_not_there"],
        "to_hear": lambda: _to_hear(turn, ticket, language),
        "told": lambda: words[_is_told(turn, ticket)],
        "when": lambda: spoken_when(turn.local(at), turn.local(turn.now), language) if at else "",
        "before": lambda: spoken_before(turn.local(ticket.response_due_at), turn.local(turn.now), language),
        "age": lambda: spoken_span(int((turn.now - ticket.opened_at).total_seconds() // 60), language),
        "standing": lambda: standing(turn, ticket, language) if turn.subject.script in OF_CUSTOMERS else "",
        "of_case": lambda: catalog(language).say("of_case", {"case": digits_apart(ticket.number)}),
    }


def _to_hear(turn: Turn, ticket: Ticket, language: str) -> str:
    """The key for what she said, where anything is to be heard, or still may be."""
    is_there = recordings.may_be_heard(turn.session, ticket.number, SPEAKS, turn.now)
    return catalog(language).say("to_hear", {}) if is_there else ""


def _is_told(turn: Turn, ticket: Ticket) -> str:
    """Whether news of her case leads anywhere, for whoever has it."""
    if known_by(recipients(turn.directory, ticket)):
        return "she_is_written_to"
    return "she_is_to_be_called" if number_of(ticket.contact) else "she_left_no_number"


def standing(turn: Turn, ticket: Ticket, language: str) -> str:
    """How her case stands, and by when she hears more: what is really owed, and nothing that is only hoped."""
    words = catalog(language)
    assignee = turn.directory.engineers.get(ticket.assignee or "")
    values = {"engineer": assignee.name if assignee else turn.directory.name}
    if ticket.status == Status.OPEN:
        if not ticket.wants_somebody:
            return words.say("standing_received", values)
        before = _by(turn, ticket.response_due_at, language)
        late = ticket.responded_at is not None or ticket.response_due_at <= turn.now
        return words.say("standing_calling" if late else "standing_open", {**values, "before": before})
    if ticket.status == Status.ACKNOWLEDGED and ticket.resolution_due_at > turn.now and ticket.workaround_at is None:
        before = _by(turn, ticket.resolution_due_at, language)
        return words.say("standing_acknowledged", {**values, "before": before})
    return words.say(f"standing_{'at_work' if ticket.status == Status.ACKNOWLEDGED else ticket.status}", values)


def _by(turn: Turn, at: datetime, language: str) -> str:
    """By when, as it is said on a call and as it is written in a message."""
    if isinstance(turn.subject, Call):
        return spoken_before(turn.local(at), turn.local(turn.now), language)
    return catalog(language).words["before_clock"].format(at=when(turn.directory, at, turn.now, language))


def _others(turn: Turn, ticket: Ticket | None, language: str) -> str:
    """The other cases that wait for an engineer, and which of them his key takes as well. No customer hears of them."""
    others = [number for number in turn.notes.get("cases", ()) if ticket is None or number != ticket.number]
    if not others or not isinstance(turn.subject, Call) or turn.subject.engineer is None:
        return ""
    named = cases_apart(others, language)
    together = taken_too(turn, ticket) if ticket is not None and ticket.wants_somebody else []
    if not together:
        return catalog(language).say("others", {"cases": named})
    return catalog(language).say("others_of_cause", {"cases": named, "taken": cases_apart(together, language)})
