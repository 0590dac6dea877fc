"""PINs that were keyed on a call: whether they were right, and of which case. The digits themselves stand nowhere."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from voiceline.store import calls
from voiceline.store.base import ask, run
from voiceline.store.calls import Call

LOCK_CLASS = 5477  # a namespace of PostgreSQL's advisory locks beside the claims' own
LONGEST_CALL = timedelta(hours=4)  # the carrier ends one then


class Door(NamedTuple):
    """Whose PINs are keyed there. Each door has its own events, its own turns, and so limits of its own."""

    name: str
    event: str  # of a call: whether an entry was right
    lock: int
    tries: str  # the note of a call that counts its wrong entries
    notice: str  # what the desk is told


ENGINEERS = Door("engineers", "pin", 0, "wrong_entries", "door")
CUSTOMERS = Door("customers", "customer_pin", 1, "wrong_customer_entries", "customer_door")


class Wrong(NamedTuple):
    """Wrong entries: in all, and of one case."""

    in_all: int
    of_case: int


def take_turns(session: Session, door: Door) -> None:
    """One entry at a time, until this transaction ends: guesses on many calls at once are counted like any other."""
    run(session, "SELECT pg_advisory_xact_lock(%(lock)s, %(door)s)", {"lock": LOCK_CLASS, "door": door.lock})


def note(session: Session, door: Door, call: Call, case: int | None, right: bool, now: datetime) -> None:
    """``case`` is None for a number that no case has."""
    calls.note(session, call, door.event, now, case=case, right=right)


_WRONG = """
SELECT count(*), count(*) FILTER (WHERE e.detail->>'case' IS NOT DISTINCT FROM %(case)s::text)
FROM calls c JOIN call_events e ON e.call_id = c.id
WHERE c.started_at >= %(began)s AND e.kind = %(event)s AND e.at >= %(since)s AND e.detail->>'right' = 'false'
"""


def wrong_since(session: Session, door: Door, case: int | None, since: datetime) -> Wrong:
    """How many were wrong since then. Those of all cases that do not exist count together, like those of one."""
    values = {"event": door.event, "since": since, "began": since - LONGEST_CALL}
    values["case"] = None if case is None else str(case)
    return Wrong(*ask(session, _WRONG, values)[0])
