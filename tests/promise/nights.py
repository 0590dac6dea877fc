"""One P1 night under the product's own escalation, on a clock that is a heap of things to come.

Its law: every decision about whom to ring next is asked of ``voiceline.domain.escalation``; what is added is what the
database does in the product: who is on the phone, whose page waits for that, which step rings, who passed on. A step
that is over tries no further phone, but a page it owes is still rung, and the key pressed on an old ring counts.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from math import inf
from random import Random
from typing import NamedTuple

from tests.promise.people import Engineer, Person, World
from voiceline.domain.directory import Directory, Policy
from voiceline.domain.escalation import EVERYONE_AT, Ending, Tried, everyone_behind, following, next_phone, people
from voiceline.domain.severity import Severity
from voiceline.domain.sla import TARGETS

PROMISED = TARGETS[Severity.P1][0].duration.total_seconds()
GIVES_UP = 2 * 60 * 60.0  # the loop never ends; the counting does
BESIDE = 0  # the "step" of pages that ring beside the policy
YEAR = datetime(2026, 6, 1, tzinfo=UTC)  # the rotations have begun, and a whole year of hand-offs follows


@dataclass(frozen=True, slots=True)
class Night:
    """A case that opens then, under this policy, beside these people."""

    directory: Directory
    policy: Policy
    began: datetime
    persons: Mapping[str, Person]

    def in_order(self) -> tuple[str, ...]:
        """Everybody the policy reaches at its beginning, each once."""
        return people(self.directory, [name for step in self.policy.steps for name in step.page], self.began)


class Rung(NamedTuple):
    """One ring that was placed."""

    person: str
    phone: str
    began: float
    ends: float
    ending: Ending
    round: int
    step: int


@dataclass(slots=True)
class Spent:
    """How a night went: seconds until somebody pressed 1 (infinite when nobody did), and every ring."""

    reached: float = inf
    rings: list[Rung] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class _Step:
    round: int
    number: int
    tried: dict[str, list[Tried]]
    left: set[str]  # whose phones have not all been tried


def night_of(directory: Directory, seed: int, number: int) -> Night:
    """The number-th night of a seed: an hour out of ordinary hours, and everybody's fate in it."""
    random = Random(f"{seed}/{number}")
    while True:
        began = YEAR + timedelta(minutes=random.randrange(365 * 24 * 60))
        policy = directory.policy_for(Severity.P1, began)
        if policy is not None and not directory.calendar.is_open(began):
            break
    persons = {each.id: Engineer(seed, number, each.id, each.phones) for each in directory.engineers.values()}
    return Night(directory, policy, began, persons)


def spend(night: Night, world: World, until: float = GIVES_UP) -> Spent:
    """The night from the customer's key to the engineer's, or until the counting ends."""
    return _Escalation(night, world).run(until)


class _Escalation:
    def __init__(self, night: Night, world: World) -> None:
        self.night, self.world, self.spent = night, world, Spent()
        self.now = 0.0
        self.to_come: list[tuple[float, int, Callable[[], None]]] = []
        self.numbers = count()
        self.current: _Step | None = None  # none between two rounds
        self.round_began = 0.0
        self.on_phone: set[str] = set()
        self.waiting: dict[str, tuple[_Step, str]] = {}  # a page that waits for the end of its engineer's call
        self.passed: set[tuple[int, str]] = set()
        self.counted: Counter[str] = Counter()

    def run(self, until: float) -> Spent:
        self._at(PROMISED * EVERYONE_AT / 100, self._ring_everyone)
        self._begin(1, 1)
        while self.to_come and self.spent.reached == inf:
            self.now, _, happens = heappop(self.to_come)
            if self.now > until:
                break
            happens()
        return self.spent

    def _at(self, moment: float, happens: Callable[[], None]) -> None:
        heappush(self.to_come, (moment, next(self.numbers), happens))

    def _begin(self, round_: int, number: int) -> None:
        if number == 1:
            self.round_began = self.now
        planned = self.night.policy.steps[number - 1]
        found = people(self.night.directory, planned.page, self._moment(self.now))
        step = self._step(round_, number, found)
        self.current = step
        if not step.left:
            self._move_on(step)
            return
        self._at(self.now + planned.wait, lambda: self._move_on(step))
        self._ring_first_phones(step)

    def _ring_everyone(self) -> None:
        """Beside the policy, those who passed on too; whoever is rung already, or about to be, is left to it."""
        above = [self.night.directory.escalate_to] if self.night.directory.escalate_to else []
        names = [name for step in self.night.policy.steps for name in step.page] + above
        found = everyone_behind(self.night.directory, names)
        free = [each for each in found if each not in self.on_phone and each not in self.waiting]
        self._ring_first_phones(self._step(self.current.round if self.current else 0, BESIDE, free))

    def _step(self, round_: int, number: int, reached: Sequence[str]) -> _Step:
        return _Step(round_, number, {each: [] for each in reached}, set(reached))

    def _ring_first_phones(self, step: _Step) -> None:
        for person in step.tried:
            self._ring_next(step, person)

    def _ring_next(self, step: _Step, person: str) -> None:
        """Ring what this step owes this person next; nothing, when he has no phone left or the step is over."""
        if step is not self.current and step.number != BESIDE:
            return
        found = next_phone(step.tried[person], self.night.directory.engineers[person].phones)
        if found is None:
            self._nothing_left(step, person)
            return
        phone, after = found
        if after:
            self._at(self.now + after.total_seconds(), lambda: self._ring(step, person, phone))
        else:
            self._ring(step, person, phone)

    def _nothing_left(self, step: _Step, person: str) -> None:
        step.left.discard(person)
        if not step.left:
            self._move_on(step)

    def _ring(self, step: _Step, person: str, phone: str) -> None:
        if step.number != BESIDE and (step.round, person) in self.passed:
            self._nothing_left(step, person)  # even when it was on an older ring, while this page waited for its end
            return
        if person in self.on_phone:
            self.waiting[person] = (step, phone)
            return
        self.on_phone.add(person)
        ring = self.night.persons[person].ring(self.world, self.counted[person], phone)
        self.counted[person] += 1
        ends = self.now + ring.lasts
        self.spent.rings.append(Rung(person, phone, self.now, ends, ring.ending, step.round, step.number))
        self._at(ends, lambda: self._ring_over(step, person, Tried(phone, ring.ending)))

    def _ring_over(self, step: _Step, person: str, tried: Tried) -> None:
        self.on_phone.discard(person)
        if tried.ending is Ending.ACKNOWLEDGED:
            self.spent.reached = self.now
            return
        step.tried[person].append(tried)
        if tried.ending is Ending.PASSED_ON:
            self.passed.add((step.round, person))
        waited = self.waiting.pop(person, None)
        if waited is not None:
            self._ring(waited[0], person, waited[1])
        if step is self.current and tried.ending is Ending.PASSED_ON:
            self._move_on(step)  # "not me" is an answer to wait no longer for
        elif waited is None or step is self.current:
            self._ring_next(step, person)

    def _move_on(self, step: _Step) -> None:
        if step is not self.current:
            return
        steps = len(self.night.policy.steps)
        began, now = self._moment(self.round_began), self._moment(self.now)
        round_, number, moment = following(steps, step.number, step.round, began, now)
        self.current = None
        if moment <= now:
            self._begin(round_, number)
        else:
            self._at((moment - self.night.began).total_seconds(), lambda: self._begin(round_, number))

    def _moment(self, seconds: float) -> datetime:
        return self.night.began + timedelta(seconds=seconds)
