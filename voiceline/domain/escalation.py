"""Who is rung, in which order, and what comes after each ring: the whole escalation, as values.

``MOVES`` is the table of what follows how a ring ended. A step ends when nothing is left to try in it, or after its
``wait``; after the last step comes the first again. Nothing here ever stops by itself.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import NamedTuple

from voiceline.domain.directory import Directory
from voiceline.domain.rotation import on_call
from voiceline.domain.severity import Severity

CARRIER_RETRY = timedelta(seconds=1)
ROUND_AT_LEAST = timedelta(seconds=15)  # phones that fail at once must not make the policy spin
MOST_FALLBACK = 10  # numbers that the carrier rings in turn; what is beyond them is never rung
EVERYONE_AT = 75  # per cent of a response target after which everyone is rung, whatever step rings


class Ending(StrEnum):
    """How one ring of one phone ended, told from receipts and keys. "Answered" by itself proves nothing."""

    ACKNOWLEDGED = "acknowledged"
    PASSED_ON = "passed_on"
    NO_KEY = "no_key"  # answered, and hung up without a key
    VOICEMAIL = "voicemail"  # answered, and listened to the end without a key
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    REJECTED = "rejected"  # by the network or the person
    CARRIER_ERROR = "carrier_error"  # the carrier did not even try
    REFUSED = "refused"  # nor will it: it calls no such number


class Move(Enum):
    STOP = "the case has somebody"
    LEAVE = "the next step at once; this person is left alone until the policy begins again"
    NEXT_PHONE = "that person's next phone at once; after the last, the one not answered once more"
    SAME_PHONE = "the same phone after a second, and only then the next"


MOVES: dict[Ending, Move] = {
    Ending.ACKNOWLEDGED: Move.STOP,
    Ending.PASSED_ON: Move.LEAVE,
    Ending.NO_KEY: Move.NEXT_PHONE,
    Ending.VOICEMAIL: Move.NEXT_PHONE,
    Ending.NO_ANSWER: Move.NEXT_PHONE,
    Ending.BUSY: Move.NEXT_PHONE,
    Ending.UNREACHABLE: Move.NEXT_PHONE,
    Ending.REJECTED: Move.NEXT_PHONE,
    Ending.CARRIER_ERROR: Move.SAME_PHONE,
    Ending.REFUSED: Move.NEXT_PHONE,
}
# The carrier's codes (reference/twilio.md 4.7) that say so of the number and not of the account, or of this moment.
OF_THE_NUMBER = frozenset(
    {
        *("21211", "21214", "21217", "13224", "13225", "13226"),  # no number, or none that can be called
        *("21215", "13227", "32205"),  # of a country that the account may not call
        "21216",  # blocked
        "21219",  # a trial account calls only numbers it has verified
    }
)


OUT_OF_REACH = (Ending.UNREACHABLE, Ending.REFUSED)  # what a test or a ring by day would meet again


def ending_of_refusal(code: str | None) -> Ending:
    """Of a call that the carrier did not take."""
    return Ending.REFUSED if code in OF_THE_NUMBER else Ending.CARRIER_ERROR


class Tried(NamedTuple):
    """One ring of a step that is over."""

    phone: str
    ending: Ending


def next_phone(tried: Sequence[Tried], phones: Sequence[str]) -> tuple[str, timedelta] | None:
    """(the phone of this person to ring next in this step, after how long); None when nothing is left to try.

    Once all were tried, the first that was not answered is rung once more: phones let a quick repeat through their
    do-not-disturb.
    """
    if not tried:
        return (phones[0], timedelta()) if phones else None
    last = tried[-1]
    rung = Counter(each.phone for each in tried)
    match MOVES[last.ending]:
        case Move.STOP | Move.LEAVE:
            return None
        case Move.SAME_PHONE if rung[last.phone] == 1 and last.phone in phones:
            return last.phone, CARRIER_RETRY
    untried = [phone for phone in phones if phone not in rung]
    if untried:
        return untried[0], timedelta()
    unanswered: set[str] = set()
    for each in tried:
        if each.phone in unanswered:
            return None  # one has been rung once more already
        if each.ending == Ending.NO_ANSWER:
            unanswered.add(each.phone)
    once_more = next((phone for phone in phones if phone in unanswered), None)
    return (once_more, timedelta()) if once_more else None


def following(steps: int, step: int, round_: int, round_began_at: datetime, now: datetime) -> tuple[int, int, datetime]:
    """(round, step, from when) after this step: the next at once; after the last the first again."""
    if step < steps:
        return round_, step + 1, now
    return round_ + 1, 1, max(now, round_began_at + ROUND_AT_LEAST)


@dataclass(frozen=True, slots=True)
class RingStep:
    after_seconds: int
    engineers: tuple[str, ...]
    by: tuple[str, ...]
    wait: int


@dataclass(frozen=True, slots=True)
class RingPlan:
    hours: str
    steps: tuple[RingStep, ...]


def people(directory: Directory, names: Sequence[str], at: datetime) -> tuple[str, ...]:
    """Engineer ids behind these names of rotations, groups and engineers, in order, each once."""
    found: dict[str, None] = {}
    for name in names:
        for engineer in _behind(directory, name, at):
            if engineer in directory.engineers:
                found[engineer] = None
    return tuple(found)


def who(directory: Directory, severity: Severity, at: datetime) -> RingPlan:
    """Who would be paged if the line rang then. A step that reaches nobody takes no time."""
    policy = directory.policy_for(severity, at)
    steps: list[RingStep] = []
    after = 0
    for step in policy.steps if policy else ():
        engineers = people(directory, step.page, at)
        if engineers:
            steps.append(RingStep(after, engineers, step.by, step.wait))
            after += step.wait
    return RingPlan(directory.hours_at(at), tuple(steps))


def everyone(directory: Directory) -> tuple[str, ...]:
    """Everyone on any policy, and whom ``escalate_to`` names; all engineers when that is nobody."""
    names = [name for policy in directory.policies for step in policy.steps for name in step.page]
    names += [directory.escalate_to] if directory.escalate_to else []
    return everyone_behind(directory, names) or tuple(directory.engineers)


def everyone_behind(directory: Directory, names: Sequence[str]) -> tuple[str, ...]:
    """All members behind these names, on call or not; each once, in order."""
    found: dict[str, None] = {}
    for name in names:
        members = (
            directory.rotations[name].members
            if name in directory.rotations
            else directory.groups[name].members
            if name in directory.groups
            else (name,)
        )
        found.update(dict.fromkeys(member for member in members if member in directory.engineers))
    return tuple(found)


def _behind(directory: Directory, name: str, at: datetime) -> tuple[str, ...]:
    if name in directory.rotations:
        engineer = on_call(directory.rotations[name], directory.overrides, at, directory.timezone)
        return (engineer,) if engineer else ()
    if name in directory.groups:
        return directory.groups[name].members
    return (name,)


def fallback_numbers(directory: Directory) -> tuple[str, ...]:
    """Numbers rung when the app cannot decide: the directory's own, else the first phone of everyone on a policy."""
    if directory.fallback_phones:
        return directory.fallback_phones
    return tuple(directory.engineers[each].phones[0] for each in everyone(directory))
