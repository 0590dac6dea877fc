"""What a command said, and the file it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
BOOK = ROOT / "tests" / "story" / "directory.toml"


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def is_one_line(self) -> bool:
        """A mistake as promised: nothing printed, one line of complaint, not zero."""
        return self.code != 0 and not self.out and self.err.startswith("voiceline: ") and self.err.count("\n") == 1


Run = Callable[..., Said]
