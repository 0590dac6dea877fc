"""What a request leaves to be done after it: a thread of this process takes all that has come in, together.

What comes alone is done at once; in a crowd what comes within a breath is done in one go.

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
    """Begins with the first thing it is handed, so never before a fork. ``breath``: seconds from one go to the next."""

    def __init__(self, act: Callable[[list[Thing]], object], breath: float):
        self._act, self._breath = act, breath
        self._handed: SimpleQueue[Sequence[Thing] | None] = SimpleQueue()
        self._begins = threading.Lock()
        self._ends = threading.Event()
        self._thread: threading.Thread | None = None

    def hand(self, things: Sequence[Thing]) -> None:
        if things and self._thread is None:
            with self._begins:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._go_on, name="aside", daemon=True)
                    self._thread.start()
        if things:
            self._handed.put(things)

    def close(self) -> None:
        """What was handed before is still done."""
        if self._thread is not None:
            self._ends.set()
            self._handed.put(None)
            self._thread.join(timeout=2)

    def _go_on(self) -> None:
        goes_on = True
        while goes_on:
            taken = [self._handed.get(), *self._waiting()]
            goes_on = None not in taken
            try:
                self._act([thing for things in taken if things is not None for thing in things])
            except Exception:  # whatever it is, the next has its turn
                log.exception("what was to be done aside was not")
            self._ends.wait(self._breath)

    def _waiting(self) -> list[Sequence[Thing] | None]:
        found: list[Sequence[Thing] | None] = []
        try:
            while True:
                found.append(self._handed.get_nowait())
        except Empty:
            return found
