"""One turn of a conversation: what it may look at and change, whichever channel it runs on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from voiceline.domain.directory import Directory
from voiceline.store import calls
from voiceline.store.calls import Call
from voiceline.store.threads import Thread


@dataclass(frozen=True)
class Turn:
    """``subject`` holds the place; ``contact`` is the other side's number, None when it proves nothing."""

    session: Session
    directory: Directory
    version: int
    now: datetime
    subject: Call | Thread
    channel: str
    contact: str | None
    page: int | None = None  # the notification whose own URL this is
    arrived_at: datetime | None = None  # of a message that is heard later than it came

    @property
    def notes(self) -> Mapping[str, Any]:
        return self.subject.notes

    @property
    def engineer(self) -> str:
        """The engineer on the other side; only on his own scripts."""
        engineer = self.subject.engineer if isinstance(self.subject, Call) else None
        if engineer is None:
            raise ValueError("nobody of ours is on the other side")
        return engineer

    @property
    def written(self) -> str:
        """What she has written in this conversation that no case has yet."""
        return str(self.notes.get("written", ""))

    def take_out(self, note: str) -> str:
        """What was remembered under this name, which the place forgets before anything is written. For secrets."""
        notes = dict(self.subject.notes)
        found = str(notes.pop(note))
        self.subject.notes = notes
        return found

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.directory.timezone))


@dataclass(frozen=True)
class Outcome:
    """What an action came to: its name picks the next step, ``remember`` goes into the place's notes."""

    name: str
    remember: Mapping[str, Any] = field(default_factory=dict)


def lead(session: Session, call: Call, step: str, now: datetime) -> None:
    """Take a live call to another step, as a worker's redirect does; older answers act on nothing from then on."""
    call.place = replace(call.place.at(step), turn=call.place.turn + 1)
    call.queued_at = None
    calls.note(session, call, "led", now, step=step)
