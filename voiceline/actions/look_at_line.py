"""Look whether the line is alive, from what its own processes leave behind: a beat, what is late, who hears the bell.

What only the carrier knows is the doctor's to ask.
"""

from typing import TYPE_CHECKING

from voiceline.actions.sweep import is_in_time
from voiceline.store import heartbeats
from voiceline.store.bells import MESSAGES, URGENT

if TYPE_CHECKING:
    from voiceline.line import Line

PATIENCE = 0.5  # seconds for Redis: a screen asks every few seconds, and the clock has one second
# A worker does not beat while it is at something. What only fetches may take a minute, and what somebody waits for
# behind it is late then; these never do.
PROMPT = (URGENT, MESSAGES)
# The line rings nobody in time: what an alarm is for. Without Redis the clock delivers by itself, a second later.
GRAVE = frozenset({"clock", "workers", "overdue"})


def what_is_wrong(line: "Line") -> tuple[str, ...]:
    """Of clock, overdue, workers and redis those that are not as they must be, the gravest first."""
    wrong = [] if _clock_lives(line) else ["clock"]
    if not is_in_time(line):
        wrong.append("overdue")
    listening = line.listening(PATIENCE)
    if not listening:
        wrong.append("redis")
    elif not all(listening[queue] for queue in PROMPT):
        wrong.append("workers")
    return tuple(wrong)


def what_stops_the_pulse(line: "Line") -> tuple[str, ...]:
    """What of it is grave; nothing while the line has a pulse.

    On a quiet night without workers nothing is late yet: the clock rings bells that nobody hears.
    """
    return tuple(each for each in what_is_wrong(line) if each in GRAVE)


def _clock_lives(line: "Line") -> bool:
    with line.reading() as session:
        age = heartbeats.age_seconds(session, "clock")
    return age is not None and age < heartbeats.CLOCK_IS_DEAD_AFTER
