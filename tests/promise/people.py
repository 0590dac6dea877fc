"""The people who are rung and the telephones they sleep beside.

Its law: what becomes of somebody's n-th ring of a night is decided before anybody rings him, by the seed, the night,
the person and n alone. So every way of ringing, and every world, meets the same people (common random numbers), and a
difference between two rows of the table is a difference between the ways.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple, Protocol

from voiceline.domain.escalation import Ending

RING = 20.0  # seconds we ask the carrier to ring
SLACK = 5.0  # seconds by which the carrier may ring longer
VOICEMAIL_AFTER, VOICEMAIL_WITHIN = 15.0, 5.0
THREE_ASKINGS = 40.0  # a page that nobody answers asks three times, then hangs up
BUSY_AFTER, UNREACHABLE_AFTER, ERROR_AFTER = 3.0, 5.0, 1.0
KEY_AFTER, KEY_WITHIN = 3.0, 9.0  # whoever answers hears the case before he presses


@dataclass(frozen=True, slots=True)
class World:
    """Shares of rings, phones and nights. All but the first two are assumptions of ours, not measurements."""

    answers: float = 0.7  # of the rings that ring beside somebody who can wake
    asleep: float = 0.1  # of an engineer's nights: hears nothing at all, whichever phone and however often
    voicemail: float = 0.3  # of the phones: a machine answers what its owner does not
    unreachable: float = 0.03  # of a phone's nights: switched off, or without signal
    busy: float = 0.02  # of the rings
    carrier_errors: float = 0.02  # of the calls placed
    passes_on: float = 0.03  # of the rings answered
    hangs_up: float = 0.03  # of the rings answered: no key
    slowest: float = RING  # seconds after which even the slowest has answered


class Ring(NamedTuple):
    """What becomes of one ring, and how many seconds after its beginning it is over."""

    ending: Ending
    lasts: float


class Person(Protocol):
    def ring(self, world: World, nth: int, phone: str) -> Ring:
        """This person's n-th ring of the night (from 0), on this phone."""


class Draws(NamedTuple):
    """One ring's numbers, each in [0, 1)."""

    carrier: float
    busy: float
    answer: float
    delay: float
    key: float
    listen: float


class Engineer:
    """One engineer's fate in one night. Drawn as it is needed, in an order nobody's way of ringing can change."""

    def __init__(self, seed: int, night: int, name: str, phones: Sequence[str]) -> None:
        self._random = Random(f"{seed}/{night}/{name}").random
        self._sleep = self._random()
        self._phones = {phone: (self._random(), self._random()) for phone in phones}
        self._rings: list[Draws] = []

    def ring(self, world: World, nth: int, phone: str) -> Ring:
        while len(self._rings) <= nth:
            self._rings.append(Draws(*(self._random() for _ in Draws._fields)))
        drawn = self._rings[nth]
        if drawn.carrier < world.carrier_errors:
            return Ring(Ending.CARRIER_ERROR, ERROR_AFTER)
        if self._is_off(world, phone):
            return Ring(Ending.UNREACHABLE, UNREACHABLE_AFTER)
        if drawn.busy < world.busy:
            return Ring(Ending.BUSY, BUSY_AFTER)
        if not self.is_asleep(world) and drawn.answer < world.answers:
            lasts = drawn.delay * world.slowest + KEY_AFTER + drawn.listen * KEY_WITHIN
            return Ring(_pressed(world, drawn.key), lasts)
        if self._phones[phone][0] < world.voicemail:
            return Ring(Ending.VOICEMAIL, VOICEMAIL_AFTER + drawn.delay * VOICEMAIL_WITHIN + THREE_ASKINGS)
        return Ring(Ending.NO_ANSWER, RING + drawn.delay * SLACK)

    def is_asleep(self, world: World) -> bool:
        return self._sleep < world.asleep

    def can_be_woken(self, world: World) -> bool:
        """Whether any number of rings could reach this person tonight."""
        return not self.is_asleep(world) and not all(self._is_off(world, phone) for phone in self._phones)

    def _is_off(self, world: World, phone: str) -> bool:
        return self._phones[phone][1] < world.unreachable


def _pressed(world: World, drawn: float) -> Ending:
    if drawn < world.passes_on:
        return Ending.PASSED_ON
    return Ending.NO_KEY if drawn < world.passes_on + world.hangs_up else Ending.ACKNOWLEDGED
