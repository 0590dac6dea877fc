"""What a short text asks for: upper or lower case, accents or none, Spanish or English."""

import unicodedata

YES = frozenset({"si", "s", "yes", "y", "ok", "sip", "correcto", "resuelto"})
NO = frozenset({"no", "n", "nop", "todavia no", "aun no", "not yet"})


def yes_or_no(words: str) -> bool | None:
    """Whether this is a plain yes or a plain no; None for anything else."""
    plain = plain_words(words)
    return True if plain in YES else False if plain in NO else None


def plain_words(words: str) -> str:
    """Lower case, without accents or punctuation, one space between words."""
    apart = unicodedata.normalize("NFD", words.casefold())
    kept = "".join(each if each.isalnum() else " " for each in apart if not unicodedata.combining(each))
    return " ".join(kept.split())
