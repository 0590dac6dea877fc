"""SI and NO by text to a colleague who asks to be covered.

A bare word counts where it can be about nothing else: no case waits for him, and one colleague asks. Otherwise nothing
is guessed, and he reads what to write.
"""

from collections.abc import Sequence

from voiceline.actions import swap_shift
from voiceline.actions.case_by_text import Answer
from voiceline.actions.edit_roster import RosterError
from voiceline.actions.shift_by_text import is_called
from voiceline.actions.turn import Turn
from voiceline.domain.directory import Engineer
from voiceline.domain.shift_word import ShiftWord
from voiceline.store import roster
from voiceline.store.directory_file import DirectoryError
from voiceline.store.roster import Swap


def answer_swap(turn: Turn, engineer: Engineer, word: ShiftWord, waiting: Sequence[int]) -> Answer | None:
    """None where it is not about a shift. ``waiting``: cases that wait for him, which a bare word may be about."""
    asked = roster.asked_of(turn.session, engineer.id)
    if not word.is_named and (waiting or not asked):
        return Answer("swap_or_case", {"case_number": waiting[0]}) if asked else None
    if not asked:
        return Answer("swap_nobody")
    meant = [each for each in asked if not word.whose or _is_of(turn, each, word.whose)]
    if len(meant) != 1:
        return Answer("swap_which", {"count": len(asked)})
    return _answered(turn, engineer, meant[0], word.is_yes)


def _answered(turn: Turn, engineer: Engineer, swap: Swap, is_yes: bool) -> Answer:
    act = swap_shift.accept if is_yes else swap_shift.decline
    try:
        act(turn.session, swap.id, engineer.id, turn.now)
    except (RosterError, DirectoryError):
        return Answer("swap_over")
    values = swap_shift.values_of(turn.directory, swap, engineer.language)
    return Answer("swap_covered" if is_yes else "swap_not_covered", values)


def _is_of(turn: Turn, swap: Swap, name: str) -> bool:
    known = turn.directory.engineers.get(swap.engineer)
    return known is not None and is_called(known, name)
