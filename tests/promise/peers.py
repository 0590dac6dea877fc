"""Three ways in which others ring the same people in the same nights.

Its law: a peer moves by its clock alone, as every paging peer does whose code we read (none acts on a ring that has
ended), and rings first phones only. It is given the benefit of every other doubt: no delay before a page, an
acknowledgement is a key and never a voicemail, and a ring that has begun may still be answered after its turn.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import count, cycle
from math import inf

from tests.promise.nights import GIVES_UP, Night
from tests.promise.people import World
from voiceline.domain.escalation import Ending

Way = Callable[[Night, World], float]


def by_clock(every: float, once: bool = False) -> Way:
    """Seconds to the first key when the next person is rung each so many seconds: once each, or round and round."""

    def reached(night: Night, world: World) -> float:
        best, counted = inf, Counter[str]()
        busy_until: defaultdict[str, float] = defaultdict(float)
        in_order = night.in_order()
        for turn, person in zip(count(), in_order if once else cycle(in_order), strict=False):
            now = turn * every
            if now >= min(best, GIVES_UP):
                break
            if busy_until[person] > now:
                continue
            phone = night.directory.engineers[person].phones[0]
            ring = night.persons[person].ring(world, counted[person], phone)
            counted[person] += 1
            busy_until[person] = now + ring.lasts
            if ring.ending is Ending.ACKNOWLEDGED:
                best = min(best, now + ring.lasts)
        return best if best <= GIVES_UP else inf

    return reached


PEERS: dict[str, Way] = {
    "one pass, 20 s a person": by_clock(20, once=True),
    "next person each 5 min": by_clock(300),
    "next person each 30 s": by_clock(30),
}
