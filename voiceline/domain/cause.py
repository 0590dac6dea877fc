"""One cause behind many cases: who is rung for a new one beside the policy, and what may be said of it to everybody.

No rule here ever withholds, delays or ends a ring. The one liberty taken is to ring somebody more, once for several
cases: whoever has the first case of the cause, and took it within the last half hour, is awake and at it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from voiceline.domain.lifecycle import Status
from voiceline.domain.speech.plain_words import plain_words

LEADS_FOR = timedelta(minutes=30)  # after taking the first case
STATE_LONGEST = 120  # characters a language: some nine seconds before the keys are said


@dataclass(frozen=True, slots=True)
class FirstCase:
    """The case of a cause that somebody took first, as it stands."""

    status: Status
    assignee: str | None
    acknowledged_at: datetime | None


def leader(first: FirstCase | None, now: datetime) -> str | None:
    """Who is rung for the other cases too, once for all: whoever took the first within half an hour, else nobody."""
    if first is None or first.status not in (Status.ACKNOWLEDGED, Status.WAITING) or first.acknowledged_at is None:
        return None
    return first.assignee if now - first.acknowledged_at <= LEADS_FOR else None


def named_in(words: str, names: Iterable[str]) -> str | None:
    """The first of these names that the words say, whatever its case and accents: what strangers hear names nobody."""
    said = f" {plain_words(words)} "
    return next((name for name in names if plain_words(name) and f" {plain_words(name)} " in said), None)
