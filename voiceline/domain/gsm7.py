"""SMS text: GSM 03.38's alphabet, and how many segments a text takes (160 or 153 septets; 70 or 67 outside it)."""

import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")
_PLAIN = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\xa0": " "}
_SIGNS = {**dict.fromkeys("👍👌✅", "(OK)"), **dict.fromkeys("👎❌", "(NO)"), **dict.fromkeys("🆘🚨", "(SOS)")}
_UNSEEN = ("Cf", "Mn", "Sk")  # what shows nothing by itself: marks, joiners, the colour of a hand


def to_gsm7(words: str) -> str:
    """The same words in the SMS alphabet: á í ó ú lose their accent, é ñ ü ¿ ¡ keep theirs, the unknown becomes ?.

    A nod stays one, and what shows nothing by itself leaves nothing.
    """
    return words.translate(_FITTED)


def segments(words: str) -> int:
    """How many SMS segments these words take."""
    if all(character in BASIC or character in EXTENDED for character in words):
        return _parts([2 if character in EXTENDED else 1 for character in words], 160, 153)
    return _parts([len(character.encode("utf-16-le")) // 2 for character in words], 70, 67)


def _parts(sizes: list[int], alone: int, each: int) -> int:
    """Into how many parts of this size they go; a character is never cut in two."""
    if sum(sizes) <= alone:
        return 1
    parts, taken = 1, 0
    for size in sizes:
        if taken + size > each:
            parts, taken = parts + 1, 0
        taken += size
    return parts


class _Fitting(dict[int, str]):
    """What stands for each character; one that is met for the first time is looked up and remembered."""

    def __missing__(self, code: int) -> str:
        self[code] = fitted = _fit(chr(code))
        return fitted


def _fit(character: str) -> str:
    if character in BASIC or character in EXTENDED:
        return character
    known = {**_PLAIN, **_SIGNS}.get(character)
    if known is not None:
        return known
    if unicodedata.category(character) in _UNSEEN:
        return ""
    bare = unicodedata.normalize("NFD", character)[0]
    return bare if bare in BASIC else "?"


_FITTED = _Fitting()
