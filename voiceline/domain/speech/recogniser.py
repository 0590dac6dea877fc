"""What somebody said or wrote, among the choices of the question she was asked.

Three rules come before all others. A key alone is that key. Of two readings the urgent one is taken, and asked back.
What is not urgent is sure only where no urgent word was said at all, not even with a "no" before it: a voice that
says "no, es crítico" arrives as "no es crítico".
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from voiceline.domain.speech.meaning import URGENT, Meaning
from voiceline.domain.speech.reading import COMPANIONS, Found, Reading, read

Offered = Mapping[str, Collection[Meaning]]  # what each key means; a key without a meaning is led to by its name only
LEAST_CONFIDENCE = 0.6  # of the carrier's, below which words are repeated back before they count
MOST_UNEXPLAINED = 2  # words of an answer that is not urgent: more of them may say anything


@dataclass(frozen=True, slots=True)
class Understood:
    """The key of a choice. Not ``sure``: to be repeated back before it counts."""

    key: str
    sure: bool


def recognise(words: str, offered: Offered, confidence: float | None = None) -> Understood | None:
    """Which choice these words make; None when they make none, and the question is to be put again.

    ``confidence`` is the carrier's, 0 to 1. Missing, or 0 (which speech engines say for "not measured"), it counts
    neither for nor against.
    """
    heard_well = not confidence or confidence >= LEAST_CONFIDENCE
    bare = words.strip()
    if bare in offered:
        return Understood(bare, heard_well)
    reading = read(words)
    candidates = _candidates(reading, offered)
    key = _choice(candidates, offered)
    if key is None:
        return None
    sure = heard_well and candidates == {key: True} and not _is_doubtful(reading, key, offered[key])
    return Understood(key, sure)


def named(words: str, keys: Iterable[str]) -> str | None:
    """The key of which these written words are but a name: "uno", "la opción 2"."""
    understood = recognise(words, dict.fromkeys(keys, ()))
    return understood.key if understood is not None and understood.sure else None


def _candidates(reading: Reading, offered: Offered) -> dict[str, bool]:
    """Each choice that may be meant, and whether clearly."""
    said: dict[str, list[Found]] = {}
    for key, means in offered.items():
        found = [each for each in reading.found if each.meaning in means and not each.negated]
        if found or key in reading.pressed:
            said[key] = found
    beside = {key for key, found in said.items() if found and {each.meaning for each in found} <= COMPANIONS}
    kept = said.keys() - beside or beside
    return {key: key in reading.pressed or any(each.clear for each in said[key]) for key in said if key in kept}


def _choice(candidates: Mapping[str, bool], offered: Offered) -> str | None:
    """The urgent one, the clearer and graver first; else the only one; else her open case before other matters."""
    for meaning, clear in ((meaning, clear) for clear in (True, False) for meaning in URGENT):
        for key, is_clear in candidates.items():
            if meaning in offered[key] and is_clear is clear:
                return key
    if len(candidates) == 1:
        return next(iter(candidates))
    return next((key for key in candidates if Meaning.MY_CASE in offered[key]), None)


def _is_doubtful(reading: Reading, key: str, means: Collection[Meaning]) -> bool:
    """Whether something else was said that speaks against this choice."""
    if reading.hedged or (reading.pressed and key not in reading.pressed):
        return True
    urgent_words = [each for each in reading.found if each.meaning in URGENT]
    if set(URGENT) & set(means):
        denied = any(each.negated and each.meaning in means for each in urgent_words)
        return denied or reading.has(Meaning.SOLVED) or (reading.has(Meaning.NO) and not reading.has(*URGENT))
    if Meaning.STILL_FAILS in means:
        return False
    if Meaning.SOLVED in means:  # "ya no falla"
        urgent_words = [each for each in urgent_words if not each.negated]
    return bool(urgent_words) or reading.unexplained > MOST_UNEXPLAINED
