"""The photos and voice notes of a message, as its form names them. Nothing is fetched here, and nothing believed."""

from collections.abc import Mapping
from dataclasses import dataclass

MOST = 10  # of one message
LONGEST_URL = 1000


@dataclass(frozen=True)
class Media:
    url: str
    declared: str  # what it is said to be


def media_of(form: Mapping[str, str]) -> tuple[Media, ...]:
    """Each once, in order; none without a URL."""
    said = form.get("NumMedia", "")
    number = min(int(said), MOST) if said.isascii() and said.isdecimal() else 0
    found = [_medium(form, n) for n in range(number)]
    return tuple(dict.fromkeys(each for each in found if each.url))


def _medium(form: Mapping[str, str], n: int) -> Media:
    url, declared = form.get(f"MediaUrl{n}", ""), form.get(f"MediaContentType{n}", "")
    return Media(url.replace("\0", "").strip()[:LONGEST_URL], declared.replace("\0", "").strip()[:100])
