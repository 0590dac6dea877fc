"""Numbers as people say them: digit by digit, by pairs or as one number, in Spanish or English."""

from voiceline.domain.speech import number_words
from voiceline.domain.speech.number_words import SMALL, TENS
from voiceline.domain.speech.plain_words import plain_words
from voiceline.domain.speech.small_words import FILLERS

UNITS = {plain_words(word): n for words in SMALL.values() for n, word in enumerate(words[:10])} | {
    **{"huno": 1, "doz": 2, "trez": 3, "quatro": 4, "sinco": 5, "ciete": 7, "nuebe": 9, "oh": 0},
}
# Said and heard alike; a number only where nothing but numbers is said.
ALIKE = {"un": 1, "una": 1, "won": 1, "to": 2, "too": 2, "tree": 3, "for": 4, "fore": 4, "ate": 8, "o": 0}
TEENS = {plain_words(word): n for words in SMALL.values() for n, word in enumerate(words[10:], 10)} | {"veintiun": 21}
TENS_ES = {"diez": 10, "veinte": 20} | {word: 10 * n for n, word in TENS["es"].items()}
TENS_EN = {word: 10 * n for n, word in TENS["en"].items()}
HUNDREDS = {"cien": 100} | {word: 100 * n for n, word in number_words.HUNDREDS.items()}
TIMES = {"doble": 2, "double": 2, "triple": 3}
NAMING = frozenset(
    ["caso", "case", "ticket", "numero", "number", "telefono", "phone", "celular", "movil", "mobile", "pin"]
)


def digits_said(words: str) -> str:
    """``cuatro uno siete``, ``cuatrocientos diecisiete``, ``four seventeen``, ``4 17`` → ``417``; nothing → ````.

    After "caso", "número", "pin" and the like, only what follows counts.
    """
    said = plain_words(words).split()
    for at in reversed(range(len(said))):
        if said[at] in NAMING and (found := _digits(said[at + 1 :])):
            return found
    return _digits(said)


def key_said(word: str) -> str | None:
    """The digit that this one word is; None for any other word."""
    if len(word) == 1 and word in "0123456789":
        return word
    return str(UNITS[word]) if word in UNITS else None


def _digits(said: list[str]) -> str:
    if any(_is_numeral(word) for word in said) and all(
        _is_numeral(word) or word in ALIKE or word in FILLERS or word in NAMING for word in said
    ):
        said = [str(ALIKE[word]) if word in ALIKE else word for word in said]
    found, rest = "", said
    while rest:
        digits, rest = _next(rest)
        found += digits
    return found


def _is_numeral(word: str) -> bool:
    known = (UNITS, TEENS, TENS_ES, TENS_EN, HUNDREDS, TIMES)
    return _is_written(word) or word in ("mil", "hundred", "thousand", "cientos") or any(word in each for each in known)


def _is_written(word: str) -> bool:
    return word.isascii() and word.isdigit()


def _next(said: list[str]) -> tuple[str, list[str]]:
    """The digits of the number that begins here, and what follows it; a word that is none is passed over."""
    word = said[0]
    if _is_written(word):
        return word, said[1:]
    if word in TIMES and said[1:] and (digit := key_said(said[1])):
        return digit * TIMES[word], said[2:]
    value, rest = _below_thousand(said)
    if rest[:1] in (["mil"], ["thousand"]) and value != 0:
        more, after = _below_thousand(_without_and(rest[1:]))
        return str((value or 1) * 1000 + (more or 0)), after
    return ("" if value is None else str(value)), (said[1:] if value is None else rest)


def _below_thousand(said: list[str]) -> tuple[int | None, list[str]]:
    hundreds, rest = (HUNDREDS[said[0]], said[1:]) if said and said[0] in HUNDREDS else (None, said)
    if hundreds is None and len(said) > 1 and said[1] in ("hundred", "cientos") and UNITS.get(said[0], 0):
        hundreds, rest = 100 * UNITS[said[0]], _without_and(said[2:])
    value, after = _below_hundred(rest)
    if hundreds is None:
        return value, after
    return (hundreds, rest) if not value else (hundreds + value, after)


def _below_hundred(said: list[str]) -> tuple[int | None, list[str]]:
    if not said:
        return None, said
    word, unit = said[0], (UNITS.get(said[2], 0) if said[1:2] == ["y"] and len(said) > 2 else 0)
    if word in TENS_ES and unit:
        return TENS_ES[word] + unit, said[3:]
    if word in TENS_EN and len(said) > 1 and UNITS.get(said[1], 0):
        return TENS_EN[word] + UNITS[said[1]], said[2:]
    for known in (UNITS, TEENS, TENS_ES, TENS_EN):
        if word in known:
            return known[word], said[1:]
    return None, said


def _without_and(said: list[str]) -> list[str]:
    return said[1:] if said[:1] == ["and"] else said
