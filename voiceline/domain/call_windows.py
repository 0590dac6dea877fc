"""Stretches of time in which calls are looked for, newest first; each is met by tokens that every call of it has."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

LEVELS = 6  # blocks of an hour, and eight times longer each
AN_HOUR = 3600
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """Blocks of one level that follow each other, the newest and the oldest among them."""

    level: int
    newest: int
    oldest: int

    @property
    def since(self) -> datetime:
        return datetime.fromtimestamp((self.oldest << 3 * self.level) * AN_HOUR, UTC)

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(_token(self.level, block) for block in range(self.newest, self.oldest - 1, -1))

    @property
    def halves(self) -> tuple["Window", ...]:
        """The newer first. An hour has none."""
        level, newest, oldest = self.level, self.newest, self.oldest
        if newest == oldest and level == 0:
            return ()
        if newest == oldest:
            level, newest, oldest = level - 1, (newest << 3) + 7, oldest << 3
        middle = (newest + oldest) // 2
        return Window(level, newest, middle + 1), Window(level, middle, oldest)


def windows(before: datetime, since: datetime) -> Iterator[Window]:
    """From this moment (itself included) back to that one, each stretch about four times as long as the last."""
    moment = before
    for step in count():
        level = min(2 * step // 3, LEVELS - 1)
        newest = _hours(moment) >> 3 * level
        window = Window(level, newest, newest - (1 << 2 * step - 3 * level))
        yield window
        if window.since <= since:
            return
        moment = window.since - INSTANT


def blocks(at: datetime) -> set[str]:
    """The tokens of a call that came in then."""
    return {_token(level, _hours(at) >> 3 * level) for level in range(LEVELS)}


def _token(level: int, block: int) -> str:
    return f"t{level}={block}"


def _hours(at: datetime) -> int:
    return int(at.timestamp() // AN_HOUR)
