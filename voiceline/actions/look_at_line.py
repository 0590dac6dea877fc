"""Look whether the line is alive, from what its own processes leave behind: a beat, a pulse, who listens to the bell.

What only the carrier knows is the doctor's to ask.
"""

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from voiceline.actions.sweep import has_pulse
from voiceline.store import heartbeats

if TYPE_CHECKING:
    from voiceline.line import Line

PATIENCE = 0.5  # seconds for Redis: a screen asks every few seconds
# The line rings nobody in time: what an alarm is for. Without Redis the clock delivers by itself, a second later.
GRAVE = frozenset({"clock", "workers", "overdue"})


def what_is_wrong(line: "Line", session: Session) -> tuple[str, ...]:
    """Of clock, overdue, workers and redis those that are not as they must be, the gravest first."""
    age = heartbeats.age_seconds(session, "clock")
    wrong = [] if age is not None and age < heartbeats.CLOCK_IS_DEAD_AFTER else ["clock"]
    if not has_pulse(line):
        wrong.append("overdue")
    listening = line.listening(PATIENCE)
    if not listening:
        wrong.append("redis")
    elif not all(listening.values()):
        wrong.append("workers")
    return tuple(wrong)
