"""Questions put side by side, each on a thread of its own: one that never comes back stops neither us nor the end."""

import threading
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from voiceline.doctor.check import Unknown
from voiceline.telephony.phone import CarrierError

T = TypeVar("T")

LATE = "no contestó a tiempo"


class Asked(Generic[T]):
    """A question under way. ``question`` may raise anything; its answer is then an Unknown."""

    def __init__(self, question: Callable[[], T], until: float):
        self._until = until
        self._found: T | Unknown = Unknown(LATE)
        self._told = threading.Event()
        threading.Thread(target=self._ask, args=(question,), daemon=True).start()

    def answer(self) -> T | Unknown:
        """What it found; waits no longer than until the moment (of ``monotonic``) given at the start."""
        self._told.wait(max(0.0, self._until - monotonic()))
        return self._found

    def _ask(self, question: Callable[[], T]) -> None:
        try:
            found: T | Unknown = question()
        except Exception as error:
            found = Unknown(in_words(error), error)
        if monotonic() < self._until:
            self._found = found
        self._told.set()


class NotAsked(Asked[T]):
    """A question that cannot even be put."""

    def __init__(self, why: str):
        self._why = why

    def answer(self) -> T | Unknown:
        return Unknown(self._why, was_asked=False)


def in_words(error: Exception) -> str:
    """The error in one line, for people; what a driver said is quoted as it said it."""
    if isinstance(error, CarrierError):
        if error.code:
            return f"contestó con el código {error.code}"
        return "no hay conexión o no contestó a tiempo" if error.temporary else "no contestó lo esperado"
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines()
    return f"{type(cause).__name__}: {lines[0]}" if lines else type(cause).__name__
