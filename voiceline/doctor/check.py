"""One line of the diagnosis, and what stands for a fact that could not be had."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True)
class Check:
    """``found`` and ``do`` are Spanish, for whoever runs the line; ``do`` is empty exactly when all is well."""

    name: str
    state: State
    found: str
    do: str = ""


@dataclass(frozen=True)
class Unknown:
    """A fact nobody could tell: why (Spanish), the error if there was one, and whether it was not even asked."""

    reason: str
    error: Exception | None = None
    was_asked: bool = True


def ok(name: str, found: str) -> Check:
    return Check(name, State.OK, found)


def warning(name: str, found: str, do: str) -> Check:
    return Check(name, State.WARNING, found, do)


def bad(name: str, found: str, do: str) -> Check:
    return Check(name, State.BAD, found, do)


def untold(name: str, why: Unknown, do: str) -> Check:
    """Not known, so neither well nor wrong; what it hangs on has a line of its own that is."""
    return warning(name, f"no se sabe: {why.reason}", do if why.was_asked else "Primero los ajustes.")
