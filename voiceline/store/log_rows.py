"""The rows of the call log: each call with what its case says of it, and the last day in figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ARRAY, BigInteger, any_, case, func, literal, select
from sqlalchemy.orm import Session, load_only

from voiceline.store.base import run
from voiceline.store.call_log import CallLog
from voiceline.store.calls import Call, CallEvent
from voiceline.store.log_search import Place
from voiceline.store.tickets import Ticket

A_DAY = timedelta(hours=24)
OF_ITS_CASE = (Ticket.number, Ticket.severity, Ticket.customer, Ticket.assignee, Ticket.responded_at, Ticket.summary)


@dataclass(frozen=True)
class Row:
    """``ticket``: no more of it than ``OF_ITS_CASE``. ``human_at``: when whoever called in first talked to a person.

    ``after_hours`` is None while it is not written.
    """

    call: Call
    ticket: Ticket | None
    human_at: datetime | None
    after_hours: bool | None

    @property
    def seconds_to_human(self) -> int | None:
        if self.human_at is None:
            return None
        return round((self.human_at - self.call.started_at).total_seconds())

    @property
    def response_after(self) -> float | None:
        """Seconds until the customer of its case had an answer from a person some other way."""
        answered = self.ticket.responded_at if self.ticket else None
        if self.call.direction != "inbound" or answered is None or answered < self.call.started_at:
            return None
        return (answered - self.call.started_at).total_seconds()


def rows_at(session: Session, places: Sequence[Place]) -> list[Row]:
    """The calls at these places of the log, in their order."""
    ids = literal([place.id for place in places], ARRAY(BigInteger))  # one parameter, and one statement for any page
    joined = select(func.min(CallEvent.at)).where(CallEvent.call_id == Call.id, CallEvent.kind == "joined")
    human_at = func.coalesce(joined.scalar_subquery(), Call.joined_at)
    asked = (
        select(Call, Ticket, case((Call.direction == "inbound", human_at)), CallLog.after_hours)
        .outerjoin(Ticket, Ticket.number == Call.ticket_number)
        .outerjoin(CallLog, CallLog.call_id == Call.id)
        .where(Call.id == any_(ids))
        .options(load_only(*OF_ITS_CASE, raiseload=True))
    )
    found = {row[0].id: Row(*row) for row in session.execute(asked)}
    return [found[place.id] for place in places if place.id in found]


class Glance(NamedTuple):
    """Of the calls that came in within a day: how many, how many hung up, talked to nobody; seconds to a person."""

    calls: int
    abandoned: int
    alone: int
    median: float | None
    longest: float | None


def last_day(session: Session, now: datetime) -> Glance:
    """Calls that are over; engineers who called in are no callers of ours."""
    return Glance(*run(session, _LAST_DAY, {"since": now - A_DAY}).fetchall()[0])


_LAST_DAY = """
SELECT count(*), count(*) FILTER (WHERE outcome = 'abandoned'),
       count(*) FILTER (WHERE joined_at IS NULL AND ended_at IS NOT NULL),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM joined_at - started_at)),
       max(extract(epoch FROM joined_at - started_at))
FROM calls WHERE started_at >= %(since)s AND direction = 'inbound' AND engineer IS NULL
"""
