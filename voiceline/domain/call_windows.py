"""Stretches of time in which calls are looked for, newest first; each is met by tokens that every call of it has.

All else that a call is found by bears its season, the longest of these stretches: an index is asked for what happened
then, and what was alike years ago is not on its way.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

LEVELS = 5  # blocks of an hour, and eight times longer each; the longest, some five months, is a season
SEASON = LEVELS - 1
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
    def season(self) -> int:
        """The one that all of it lies in."""
        return self.oldest >> 3 * (SEASON - self.level)

    @property
    def by_season(self) -> Iterator["Window"]:
        """The same by its seasons, the newest first."""
        longer = 3 * (SEASON - self.level)
        for season in range(self.newest >> longer, (self.oldest >> longer) - 1, -1):
            newest, oldest = (season + 1 << longer) - 1, season << longer
            yield Window(self.level, min(self.newest, newest), max(self.oldest, oldest))

    def query(self, groups: Sequence[Sequence[str]]) -> list[list[str]]:
        """The groups of tokens, one of each, that a call of this stretch has which is what these ask for.

        Of a whole season, bearing it is enough: nothing is said of the time.
        """
        in_season = [[_in(self.season, token) for token in each] for each in groups]
        return [in_season[0] if self.level == SEASON else list(self.tokens), *in_season]

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

    @property
    def parts(self) -> tuple["Window", ...]:
        """In half, and the newer half again, and again, the newest first. An hour has none."""
        newest, older = self, list[Window]()
        while len(older) < 3 and newest.halves:
            newest, half = newest.halves
            older = [half, *older]
        return (newest, *older) if older else ()


def windows(before: datetime, since: datetime) -> Iterator[Window]:
    """From this moment (itself included) back to that one, each stretch about four times as long as the last.

    At the edge of two seasons it is cut, so what is looked for bears one of them. None, when that moment comes later:
    an address may name any moment, and a stretch before the year 1 has no beginning.
    """
    if before < since:
        return
    moment = before
    for step in count():
        level = min(2 * step // 3, LEVELS - 1)
        newest = _hours(moment) >> 3 * level
        window = Window(level, newest, newest - (1 << 2 * step - 3 * level))
        for part in window.by_season:
            yield part
            if part.since <= since:
                return
        moment = window.since - INSTANT


def placed(at: datetime, found: Iterable[str]) -> list[str]:
    """The tokens of a call that came in then and is found by these."""
    blocks = [_token(level, _hours(at) >> 3 * level) for level in range(LEVELS)]
    return [*blocks, *(_in(_season(at), each) for each in found)]


def _season(at: datetime) -> int:
    return _hours(at) >> 3 * SEASON


def _in(season: int, token: str) -> str:
    return f"{season}|{token}"


def _token(level: int, block: int) -> str:
    return f"t{level}={block}"


def _hours(at: datetime) -> int:
    return int(at.timestamp() // AN_HOUR)
