"""How a spoken prompt sounds, as rules: who is woken at three hears what to press before anything else, and no signs.

Asked by the tests of the house about the words it is shipped with, and by ``rewording`` about an admin's.
"""

import re

CHARACTERS_A_SECOND = 15  # of a neural voice, in either language
FIRST_KEY_WITHIN = 4.0  # seconds
LONGEST = 15.0  # seconds
POUND = {"es": "numeral", "en": "pound"}
_KEY = {"es": re.compile(r"[Mm]arque (\d)"), "en": re.compile(r"[Pp]ress (\d)")}
_SPOKEN = re.compile(r"[A-Za-zÁÉÍÓÚÑÜáéíóúñü0-9 .,:;¿?¡!']")
_GLUED = re.compile(r"\d\d+|[^\W\d_]\d|\d[^\W\d_]")
# What is told by its digits ("4, 1, 7") beside a key or its like, with no more than a stop or an "y" between.
_DIGITS = r"\{(?:case|cases|taken)\}"
_BETWEEN = r"[\s.,:;]*(?:(?:y|o|and|or)\b[\s.,:;]*)?"
_TOGETHER = re.compile(rf"{_DIGITS}{_BETWEEN}(?:\d|{_DIGITS})|\d{_BETWEEN}{_DIGITS}")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_FAMILIAR = {"tu", "tus", "tú", "te", "ti", "contigo", "tienes", "puedes", "quieres", "dinos", "cuelgas", "vos"}


def seconds(said: str) -> float:
    """How long a voice takes for these words."""
    return len(said) / CHARACTERS_A_SECOND


def first_key_after(said: str, language: str) -> float | None:
    """How many seconds until the first key has been said; None when none is."""
    found = _KEY[language].search(said)
    return seconds(said[: found.end()]) if found else None


def keys_told(words: str) -> set[str]:
    """The keys that are named. A case number is a placeholder, so every digit of a spoken prompt is a key."""
    return set(re.findall(r"\d", without_placeholders(words)))


def stumbles(words: str) -> list[str]:
    """What a voice would stumble over: signs ("#", "%", "@"), "P1", digits that are not alone."""
    bare = without_placeholders(words)
    return sorted({each for each in bare if not _SPOKEN.fullmatch(each)}) + _GLUED.findall(bare)


def run_together(words: str) -> list[str]:
    """Where a case's last digit and a key are heard as one number: "caso 1, 0, 1, 2 si es otro"."""
    return _TOGETHER.findall(words)


def familiar(words: str) -> list[str]:
    """Spanish words of tú and vos: everybody here is usted."""
    return sorted(_FAMILIAR & set(re.findall(r"\w+", words.lower())))


def without_placeholders(words: str) -> str:
    return _PLACEHOLDER.sub("", words)
