"""Who is rung, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from voiceline.domain.directory import Directory
from voiceline.domain.rotation import on_call
from voiceline.domain.severity import Severity


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
