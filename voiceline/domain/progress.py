"""How the ringing for a case goes, in the few words that somebody who waits can use."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the policy that has begun to ring, or everyone at once."""

    round: int
    engineers: tuple[str, ...]
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """``how``: first, next (the ``nth``), together (``count`` at once), round (the same once more), everyone."""

    how: str
    nth: int = 1
    count: int = 1


def progress(rung: Sequence[Rung]) -> Progress | None:
    """What the last of these is to somebody who has heard of those before it; None while nobody was rung."""
    if not rung:
        return None
    last = rung[-1]
    count = len(last.engineers)
    if last.everyone:
        return Progress("everyone", count=count)
    steps = [each for each in rung if not each.everyone]
    before = {each: True for step in steps[:-1] for each in step.engineers}
    new = [each for each in last.engineers if each not in before]
    if not new:
        return Progress("round", count=count)
    if count > 1:
        return Progress("together", count=count)
    return Progress("next" if before else "first", nth=len(before) + 1)
