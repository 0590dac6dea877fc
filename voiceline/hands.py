"""How a process works through what is due: how many things of the outside at once, and for how long in one job."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from time import monotonic
from typing import TypeVar

TOGETHER = 0.02  # seconds in which answers are taken as one group

A_TURN = 0.5  # seconds after which what has come in meanwhile, and may be graver, has its turn

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")


class Hands:
    """Begun in the process that uses them, never before a fork. One hand does one thing after the other, in order."""

    def __init__(self, number: int):
        self.number = number
        self._pool: ThreadPoolExecutor | None = None

    def map(
        self, act: Callable[[Thing], Answer], things: Sequence[Thing]
    ) -> Iterator[list[tuple[Thing, Answer | Exception]]]:
        """Each thing with its answer, or with what it raised: in groups, as they are done."""
        if self.number == 1 or len(things) < 2:
            for thing in things:
                yield [(thing, _attempt(act, thing))]
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.number, "hand")
        waiting: dict[Future[Answer | Exception], Thing] = {
            self._pool.submit(_attempt, act, thing): thing for thing in things
        }
        while waiting:
            wait(waiting, return_when=FIRST_COMPLETED)
            done, _ = wait(waiting, timeout=TOGETHER)
            yield [(waiting.pop(future), future.result()) for future in done]

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


class Turn:
    """One job's turn at what is due. Whoever finds more than it can take at once rings for another worker to help."""

    def __init__(self, ring: Callable[[], object]):
        self.goes_on = True
        self._ring = ring
        self._until = monotonic() + A_TURN
        self._help_is_called = False

    def took(self, number: int, most: int) -> None:
        """So many were taken, of so many at the most: as many mean that there may be more."""
        is_over = monotonic() >= self._until
        self.goes_on = number >= most and not is_over
        if number >= most and (is_over or not self._help_is_called):
            self._help_is_called = True
            self._ring()


def _attempt(act: Callable[[Thing], Answer], thing: Thing) -> Answer | Exception:
    try:
        return act(thing)
    except Exception as error:
        return error
