"""What follows a call that was hung up before anything was chosen. Any length counts, one that never connected too.

A ring of half a second at three in the morning is how a failing line, or a failing nerve, looks from here; the worst it
costs is a message to somebody we know.
"""

from dataclasses import dataclass
from datetime import timedelta

AGAIN_WITHIN = timedelta(minutes=30)  # hang-ups closer together than this are one
GRACE = timedelta(seconds=30)  # in which she may call back by herself, or a late recording tell what she wanted


@dataclass(frozen=True, slots=True)
class Known:
    """What is known when the grace is over."""

    customer: bool  # her number is listed, and proves that it is hers
    came_back: bool  # she is on the line again, or has opened a case since
    case_near: bool  # a case of hers was opened, or hung up on, within the half hour
    told_lately: bool  # she had this message within the half hour
    opens: bool  # the directory wants a call-back case


@dataclass(frozen=True, slots=True)
class Follows:
    """``case``: opens, joins or nothing."""

    text: bool
    case: str | None


def what_follows(known: Known) -> Follows:
    """A stranger is only on the log: a number that proves nothing leads to nothing."""
    if not known.customer or known.came_back:
        return Follows(False, None)
    if known.case_near:
        return Follows(False, "joins")
    if known.opens:
        return Follows(True, "opens")
    return Follows(not known.told_lately, None)
