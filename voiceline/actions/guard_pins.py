"""Guard a door that a case number and a PIN open: wrong entries are limited on a call, of a case, and in all.

Three mistakes a call. Across calls they are counted on record; beyond that the door is shut until they are an hour old,
and the desk and the admins hear of it. Each door counts its own, so none can shut another.
"""

import logging
from datetime import timedelta
from typing import NamedTuple

from voiceline.actions.tell_engineers import desk, tell_admins, tell_engineers
from voiceline.actions.turn import Turn
from voiceline.dialog.conversation import MOST_TRIES
from voiceline.store import pin_entries
from voiceline.store.calls import Call
from voiceline.store.pin_entries import Door, Wrong

log = logging.getLogger(__name__)

WITHIN = timedelta(hours=1)
MOST_OF_CASE, MOST = 5, 10  # wrong entries within the hour; at four digits and ten PINs that fit, a chance of 1 in 100


class Tried(NamedTuple):
    """Wrong entries so far: on this call, and across calls."""

    on_call: int
    wrong: Wrong


def is_used_up(turn: Turn, door: Door) -> bool:
    """Whether no further entry is heard: too many on this call, or in all."""
    return turn.notes.get(door.tries, 0) >= MOST_TRIES or wrong(turn, door, None).in_all >= MOST


def wrong(turn: Turn, door: Door, case: int | None) -> Wrong:
    return pin_entries.wrong_since(turn.session, door, case, turn.now - WITHIN)


def is_shut(wrong: Wrong) -> bool:
    """For that case, or altogether."""
    return wrong.of_case >= MOST_OF_CASE or wrong.in_all >= MOST


def note_wrong(turn: Turn, door: Door, case: int | None) -> Tried:
    """One more, on record; the caller remembers the call's own."""
    if not isinstance(turn.subject, Call):
        raise ValueError("a PIN is keyed on a call")
    pin_entries.note(turn.session, door, turn.subject, case, False, turn.now)
    found = wrong(turn, door, case)
    if is_shut(found):
        _tell(turn, door, found)
    return Tried(turn.notes.get(door.tries, 0) + 1, found)


def _tell(turn: Turn, door: Door, wrong: Wrong) -> None:
    """The desk and the admins, once an hour."""
    log.error("%s wrong PINs within an hour: the door of %s is shut for now", wrong.in_all, door.name)
    once = f"{door.notice}-{turn.now:%Y%m%d%H}"
    values = {"count": wrong.in_all}
    tell_engineers(turn.session, turn.directory, desk(turn.directory, turn.now), door.notice, once, turn.now, values)
    tell_admins(turn.session, turn.directory, door.notice, once, turn.now, values)
