"""Which of what is to come people may move or call off, and why not the rest: a table.

What the agreement counts, and what makes sure that an urgent case has somebody, is moved by no hand. What is not in the
table is the line's own machinery and moves by itself.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

LONGEST_AHEAD = timedelta(days=30)


class Freedom(NamedTuple):
    """``earlier``, ``later``: whether it may be moved so; ``off``: whether it may be called off."""

    earlier: bool
    later: bool
    off: bool


FREEDOM: Mapping[str, Freedom] = {
    "remind_validation": Freedom(earlier=True, later=True, off=True),
    "ask_for_line": Freedom(earlier=True, later=True, off=True),
    "update_customer": Freedom(earlier=True, later=False, off=False),  # she was told by when she hears again
    "close_unvalidated": Freedom(earlier=False, later=True, off=False),  # she was given that long to answer
}
WHY_NOT: Mapping[str, str] = {
    "clock": "is_the_promise",
    **dict.fromkeys(("escalate", "forgotten", "lost", "untold", "text_silence"), "makes_sure"),
    "update_customer": "is_promised_to_her",
    "close_unvalidated": "is_her_time",
}


def why_fixed(kind: str) -> str | None:
    """Why nobody may move or call this off; None where somebody may, be it one way only."""
    return None if kind in FREEDOM else WHY_NOT.get(kind, "is_machinery")


def why_not_moved(kind: str, due_at: datetime, to: datetime, now: datetime) -> str | None:
    free = FREEDOM.get(kind)
    if free is None:
        return why_fixed(kind)
    if to <= now:
        return "is_past"
    if to > now + LONGEST_AHEAD:
        return "is_too_far"
    if (to < due_at and not free.earlier) or (to > due_at and not free.later):
        return WHY_NOT[kind]
    return None


def why_not_called_off(kind: str) -> str | None:
    free = FREEDOM.get(kind)
    if free is None:
        return why_fixed(kind)
    return None if free.off else WHY_NOT[kind]
