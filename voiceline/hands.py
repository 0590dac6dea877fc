"""Hands: how many things of the outside a process does at once, while each waits for an answer."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

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
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            yield [(waiting.pop(future), future.result()) for future in done]

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _attempt(act: Callable[[Thing], Answer], thing: Thing) -> Answer | Exception:
    try:
        return act(thing)
    except Exception as error:
        return error
