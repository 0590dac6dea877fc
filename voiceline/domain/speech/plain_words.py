"""Words as a rule reads them: no case, no accents, no apostrophes, no drawn-out letters."""

import re
import unicodedata
from functools import lru_cache

LONGEST = 1600  # characters of a message; a voice is heard for a minute at the most
REMEMBERED = 0x2100  # signs below are met every day
_APOSTROPHES = re.compile(r"[’'`´]")
_PAUSES = re.compile(r"[.,;:!?¡¿()\n—–…]+")
_ALARMS = str.maketrans(dict.fromkeys("🆘🚨", " sos "))
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")


class _Letters(dict[int, str | None]):
    """What becomes of each sign, for ``str.translate``: a letter or a digit stays, a mark goes, all else is a gap."""

    def __missing__(self, sign: int) -> str | None:
        letter = chr(sign)
        kept = None if unicodedata.combining(letter) else letter if letter.isalnum() else " "
        if sign < REMEMBERED:
            self[sign] = kept
        return kept


_LETTERS = _Letters()


@lru_cache(maxsize=64)  # of one message or answer many things are asked
def plain_words(words: str) -> str:
    """Lower case, without accents or signs, one space between words: ``¡Está CAÍDOOO! 🆘`` → ``esta caido sos``."""
    folded = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", words[:LONGEST]).translate(_ALARMS)).casefold()
    kept = unicodedata.normalize("NFKD", folded).translate(_LETTERS)
    return _DRAWN_OUT.sub(r"\1", " ".join(kept.split()))


def clauses(words: str) -> list[list[str]]:
    """The plain words between two pauses; what has none is dropped."""
    parts = (plain_words(part).split() for part in _PAUSES.split(words[:LONGEST]))
    return [part for part in parts if part]


def one_slip_apart(written: str, meant: str) -> bool:
    """Whether one letter was missed, doubled, mistaken, or changed places with its neighbour."""
    if abs(len(written) - len(meant)) > 1 or written == meant:
        return False
    same = 0
    while same < min(len(written), len(meant)) and written[same] == meant[same]:
        same += 1
    rest, wanted = written[same:], meant[same:]
    swapped = wanted[1:2] + wanted[:1] + wanted[2:]
    return rest in (wanted[1:], swapped) or rest[1:] in (wanted, wanted[1:])


def phrases_of(table: str) -> tuple[str, ...]:
    """The phrases of a table written as text, with commas between them."""
    return tuple(" ".join(phrase.split()) for phrase in table.split(","))
