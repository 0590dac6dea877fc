"""A customer watches her case by its live link: how it stands, what is promised, what happened, in her language.

Only what she may know: her own words, what she was told or will be, who has her case once he has it. Never a phone of
ours, a note, a reason, or who was rung in vain. Looking changes nothing, so a preview of the link may look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from voiceline.actions.case_by_link import PAUSE, offer
from voiceline.actions.keep_rhythm import next_update
from voiceline.actions.live_timeline import Moment, timeline
from voiceline.actions.tell_customer import clock, when
from voiceline.dialog.catalog import catalog
from voiceline.domain.directory import Directory
from voiceline.domain.lifecycle import REOPENED_WITHIN, Status
from voiceline.domain.severity import Severity
from voiceline.store import directory, live
from voiceline.store.tickets import Ticket

LOOKS = {Status.OPEN: 20, Status.ACKNOWLEDGED: 30, Status.RESOLVED: 60}  # seconds; never while she writes


@dataclass(frozen=True)
class Promise:
    """What is promised (a prompt ``live_<name>``) and for when; ``late`` when that moment is over."""

    name: str
    at: str
    late: bool = False


@dataclass(frozen=True)
class Sight:
    """What the page says. ``offer`` is what its buttons act on, and ``asks`` which they are; see ``case_by_link``."""

    language: str
    line: str
    status: Status
    named: str
    stands: str
    more: Sequence[str]
    promises: Sequence[Promise]
    moments: Sequence[Moment]
    offer: str
    asks: Sequence[str]
    as_of: str
    seconds: int | None


def look(session: Session, token: str, now: datetime) -> Sight | None:
    """The case of this link as it stands; None for a link we never sent."""
    ticket = live.by_token(session, token)
    if ticket is None:
        return None
    _, book = directory.current(session)
    return _Looking(session, book, ticket, now).sight()


class _Looking:
    """One look at one case: its rows are read once."""

    def __init__(self, session: Session, book: Directory, ticket: Ticket, now: datetime):
        self._session, self._book, self._ticket, self._now = session, book, ticket, now
        self._words = catalog(ticket.language)
        self._events = live.events(session, ticket)
        self._rings = live.rings(session, ticket)

    def sight(self) -> Sight:
        ticket, status = self._ticket, Status(self._ticket.status)
        is_over = ticket.closed_at is not None and self._now - ticket.closed_at >= REOPENED_WITHIN
        offered, severity = offer(ticket, self._now), self._words.words[ticket.severity]
        return Sight(
            language=self._words.language,
            line=self._book.name,
            status=status,
            named=self._say("named", severity=severity, opened_clock=self._at(ticket.opened_at)),
            stands=self._stands(),
            more=self._more(),
            promises=self._promises(),
            moments=[] if is_over else timeline(self._book, ticket, self._events, self._rings, self._now),
            offer=offered,
            asks=_asks(status) if offered else (),
            as_of=f"{clock(self._book, self._now)}:{self._now:%S}",
            seconds=LOOKS.get(status),
        )

    def _stands(self) -> str:
        """How it stands, in one sentence that is true."""
        ticket, engineer = self._ticket, self._engineer(self._ticket.assignee)
        match ticket.status:
            case Status.OPEN:
                return self._say("open" if ticket.wants_somebody else "received")
            case Status.ACKNOWLEDGED:
                return self._say("acknowledged", engineer=engineer, at_clock=self._at(ticket.acknowledged_at))
            case Status.WAITING:
                question = self._last("asked").get("question", "")
                return self._say("waiting", engineer=engineer, question=question)
            case Status.RESOLVED:
                return self._say("resolved", at_clock=self._at(ticket.resolved_at))
            case _:
                return self._say("closed", at_clock=self._at(ticket.closed_at))

    def _more(self) -> list[str]:
        """What goes with it: the calls so far, what to do meanwhile, what was done, what her button did."""
        ticket, said = self._ticket, []
        rung = [at for at in self._rings if at >= self._looking_since()]
        if ticket.wants_somebody and rung:
            said.append(self._say("rung", count=len(rung), at_clock=self._at(rung[-1])))
        if ticket.workaround_at and ticket.status not in (Status.RESOLVED, Status.CLOSED):
            said.append(self._say("workaround", note=self._last("workaround").get("note", "")))
        if ticket.status == Status.RESOLVED:
            said.append(self._say("done", note=self._last("resolved").get("note", "")))
        pressed = live.last_called_again(self._session, ticket)
        if pressed and self._now - pressed < PAUSE and ticket.status in (Status.OPEN, Status.ACKNOWLEDGED):
            said.append(self._say(self._done_then(pressed), at_clock=self._at(pressed)))
        return said

    def _done_then(self, pressed: datetime) -> str:
        """What her button did: of who has it since, she reads above."""
        if not Severity(self._ticket.severity).is_urgent:
            return "told_again"
        if self._ticket.acknowledged_at and self._ticket.acknowledged_at < pressed:
            return "rung_again"
        return "ringing_on" if self._ticket.wants_somebody else "heard_again"

    def _promises(self) -> list[Promise]:
        """What is still owed to her, late or not; nothing that was kept."""
        ticket, made = self._ticket, []
        if ticket.status in (Status.RESOLVED, Status.CLOSED):
            return []
        if ticket.responded_at is None:
            made.append(self._promise("response", ticket.response_due_at))
        if ticket.resolution_met_at is None and ticket.status != Status.WAITING:
            made.append(self._promise("solution", ticket.resolution_due_at))
        told = next_update(self._session, ticket.number)
        if told is not None and told > self._now:
            made.append(self._promise("next", told))
        return made

    def _promise(self, name: str, at: datetime) -> Promise:
        return Promise(name, self._at(at), at <= self._now)

    def _looking_since(self) -> datetime:
        """Since when somebody is looked for: its opening, or the last time it came back."""
        back = [each.at for each in self._events if each.kind in ("opened", "reopened", "lost", "left")]
        return back[-1] if back else self._ticket.opened_at

    def _last(self, kind: str) -> dict[str, Any]:
        return next((event.detail for event in reversed(self._events) if event.kind == kind), {})

    def _engineer(self, name: str | None) -> str:
        known = self._book.engineers.get(name or "")
        return known.name if known else self._book.name

    def _at(self, at: datetime | None) -> str:
        return when(self._book, at, self._now, self._ticket.language) if at else ""

    def _say(self, name: str, **values: Any) -> str:
        return self._words.text(f"live_{name}", {"case_number": self._ticket.number, **values})


def _asks(status: Status) -> tuple[str, ...]:
    if status == Status.WAITING:
        return ("answer", "fails")
    return ("works", "fails") if status == Status.RESOLVED else ("fails",)
