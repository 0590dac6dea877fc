"""Who is rung, in which order, and what follows when a ring or a step has ended."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from voiceline.domain.directory import Directory
from voiceline.domain.rotation import on_call
from voiceline.domain.severity import Severity

CARRIER_RETRY = timedelta(seconds=1)  # the same phone once more after a carrier error
ROUND_AT_LEAST = timedelta(seconds=15)  # phones that fail at once must not make the policy spin
EVERYONE_AT = 75  # per cent of the response target: all are rung beside the policy


class Ending(StrEnum):
    """How one ring of one phone ended."""

    ACKNOWLEDGED = "acknowledged"
    PASSED_ON = "passed_on"
    NO_KEY = "no_key"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    REJECTED = "rejected"
    CARRIER_ERROR = "carrier_error"


class Tried(NamedTuple):
    phone: str
    ending: Ending


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


def next_phone(tried: Sequence[Tried], phones: Sequence[str]) -> tuple[str, timedelta] | None:
    """The phone of this person to ring next in this step, and after how long; None when nothing is left to try.

    After the last phone the first one that nobody answered rings once more: telephones that do not disturb let a
    second call within three minutes through.
    """
    at_once = timedelta()
    if tried and tried[-1].ending in (Ending.ACKNOWLEDGED, Ending.PASSED_ON):
        return None
    rings = Counter(each.phone for each in tried)
    if tried and tried[-1].ending is Ending.CARRIER_ERROR and rings[tried[-1].phone] == 1:
        return tried[-1].phone, CARRIER_RETRY
    for phone in phones:
        if not rings[phone]:
            return phone, at_once
    first = {each.phone: each.ending for each in reversed(tried)}
    if any(count > 1 + (first[phone] is Ending.CARRIER_ERROR) for phone, count in rings.items()):
        return None  # the last resort has been taken
    answered = {each.phone for each in tried if each.ending is Ending.NO_KEY}
    return next(((phone, at_once) for phone in phones if phone not in answered), None)


def following(steps: int, step: int, round_: int, round_began_at: datetime, now: datetime) -> tuple[int, int, datetime]:
    """(round, step, from when) after this step: the next step at once; after the last, the first again."""
    if step < steps:
        return round_, step + 1, now
    return round_ + 1, 1, max(now, round_began_at + ROUND_AT_LEAST)


def fallback_numbers(directory: Directory) -> tuple[str, ...]:
    """Numbers rung when the app cannot decide: the directory's own, else the first phone of everyone on a policy."""
    if directory.fallback_phones:
        return directory.fallback_phones
    return tuple(directory.engineers[each].phones[0] for each in everyone(directory))
