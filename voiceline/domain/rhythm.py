"""The rhythm at which a customer with an open case hears from us, and when the engineer is asked for a line of it.

It is counted in the time of the severity's own resolution: real time for a P1, ordinary hours for all others.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from voiceline.domain.business_time import Calendar
from voiceline.domain.severity import Severity
from voiceline.domain.sla import TARGETS, after

ASKED_BEFORE = timedelta(minutes=10)  # or half of a rhythm that is shorter than twice this


@dataclass(frozen=True, slots=True)
class Beat:
    """``ask_at``: whoever has the case is asked for one line; ``due_at``: the customer hears, with or without it."""

    ask_at: datetime
    due_at: datetime


def beat_after(told_at: datetime, every: timedelta, severity: Severity, calendar: Calendar) -> Beat:
    """The next beat for a customer who has heard at that moment."""
    own_time = TARGETS[severity][1]
    asked_after = every - min(ASKED_BEFORE, every / 2)
    return Beat(after(own_time, told_at, asked_after, calendar), after(own_time, told_at, every, calendar))
