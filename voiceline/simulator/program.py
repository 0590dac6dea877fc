"""What a leg's program is: a generator that yields waits and is woken by what it hears, or torn out by a signal."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeVar


@dataclass(frozen=True)
class Wait:
    """What a program yields: how long it waits, what for, and what a person would say it is doing."""

    seconds: float | None
    doing: str
    hears: frozenset[str] = frozenset()  # besides the timer: 'key', 'speech', 'response', 'child', 'member', …
    token: object = None  # a response is only heard by the wait that asked for it


@dataclass(frozen=True)
class Heard:
    """What ends a wait."""

    kind: str
    value: Any = None
    token: object = None


T = TypeVar("T")
Program = Generator[Wait, Heard, T]


class Signal(Exception):
    """Thrown into a program at its wait; a verb may tidy up on its way through."""


class HungUp(Signal):
    """This leg is over."""


class Interrupted(Signal):
    """A REST update takes the call elsewhere."""
