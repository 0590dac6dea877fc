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
    """``how``: first, next (the ``nth`` engineer), together (``count`` at once), round (from the first again),
    everyone.
    """

    how: str
    nth: int = 1
    count: int = 1


def progress(rung: Sequence[Rung]) -> Progress | None:
    """What the last of these is to somebody who has heard of those before it; None while nobody was rung."""
    if not rung:
        return None
    last, steps = rung[-1], [each for each in rung if not each.everyone]
    count = len(last.engineers)
    if last.everyone:
        return Progress("everyone", count=count)
    if last.round > steps[0].round and last.round not in {each.round for each in steps[:-1]}:
        return Progress("round", count=count)
    if count > 1:
        return Progress("together", count=count)
    order = list(dict.fromkeys(engineer for step in steps for engineer in step.engineers))
    nth = order.index(last.engineers[0]) + 1 if last.engineers else len(order)
    return Progress("first" if nth == 1 else "next", nth=nth)
