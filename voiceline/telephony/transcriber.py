"""The port: whoever writes down what a caller dictates. Nothing waits for it and nothing hangs on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Utterance:
    """Words that were understood. ``name`` is theirs alone, however often they come; ``order`` sorts them as spoken."""

    call_sid: str
    name: str
    order: str
    words: str
    language: str
    confidence: float | None


@dataclass(frozen=True)
class Trouble:
    """The transcriber gave up on this call; ``code`` is its own."""

    call_sid: str
    code: str


class Transcriber(Protocol):
    @property
    def name(self) -> str:
        """Whose words these are."""

    def begin(self, document: Any, language: str) -> None:
        """Put into this document that what is said from here on is written down."""

    def end(self, document: Any) -> None:
        """Put into this document that it no longer is. Where nothing was being written, nothing changes."""

    def heard(self, form: Mapping[str, str]) -> Utterance | Trouble | None:
        """What this callback tells; None for what is not worth a row, or makes no sense."""
