"""The timeline of a case by kind, from the address: what is left out is left out, no script needed."""

from collections.abc import Sequence

from voiceline.web.admin.story import FOLDED_FROM, Day, Stretch
from voiceline.web.admin.teller import Moment

CASE, CALLS, MESSAGES, WORDS, CLOCK = KINDS = ("case", "calls", "messages", "words", "clock")
_OF_WORDS = frozenset(f"event-{each}" for each in ("described", "noted", "updated", "asked", "transcribed", "attached"))
_OF_CLOCK = frozenset(f"event-{each}" for each in ("warned", "breached", "deadlines_moved", "rectified"))
_OF_MESSAGES = frozenset({"owed", "sent", "receipt"})


def kind_of(moment: Moment) -> str:
    mark = moment.mark.split()[0]
    if mark in _OF_WORDS:
        return WORDS
    if mark == "clock" or mark in _OF_CLOCK:
        return CLOCK
    if mark in _OF_MESSAGES:
        return MESSAGES
    return CASE if mark.startswith("event-") else CALLS


def only(days: Sequence[Day], kind: str | None) -> Sequence[Day]:
    """These days with the lines of this kind alone; all of them without one."""
    if kind is None:
        return days
    kept = [Day(_of(day.moments, kind), [_stretch(each, kind) for each in day.stretches]) for day in days]
    return [Day(day.moments, [each for each in day.stretches if each.moments]) for day in kept if day.moments]


def _stretch(stretch: Stretch, kind: str) -> Stretch:
    moments = _of(stretch.moments, kind)
    return Stretch(moments, stretch.folded and len(moments) >= FOLDED_FROM)


def _of(moments: Sequence[Moment], kind: str) -> Sequence[Moment]:
    return [each for each in moments if kind_of(each) == kind]
