"""What a request leaves to be done after it: a thread of this process takes all that has come in, together.

Only for what may be lost with the process, because a row says it too.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

Thing = TypeVar("Thing")


class Aside(Generic[Thing]):
    """Begins with the first thing it is handed, so never before a fork."""

    def __init__(self, act: Callable[[list[Thing]], object]):
        self._act = act
        self._things: SimpleQueue[Thing | None] = SimpleQueue()
        self._begins = threading.Lock()
        self._thread: threading.Thread | None = None

    def hand(self, things: Sequence[Thing]) -> None:
        if things and self._thread is None:
            with self._begins:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._go_on, name="aside", daemon=True)
                    self._thread.start()
        for thing in things:
            self._things.put(thing)

    def close(self) -> None:
        """What was handed before is still done."""
        if self._thread is not None:
            self._things.put(None)
            self._thread.join(timeout=2)

    def _go_on(self) -> None:
        goes_on = True
        while goes_on:
            taken = [self._things.get(), *self._waiting()]
            goes_on = None not in taken
            try:
                self._act([thing for thing in taken if thing is not None])
            except Exception:  # whatever it is, the next has its turn
                log.exception("what was to be done aside was not")

    def _waiting(self) -> list[Thing | None]:
        found: list[Thing | None] = []
        try:
            while True:
                found.append(self._things.get_nowait())
        except Empty:
            return found
