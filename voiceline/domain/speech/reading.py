"""Which meanings are in somebody's words, how plainly, and whether they were denied."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from voiceline.domain.speech.meaning import URGENT, Meaning
from voiceline.domain.speech.numerals import ALIKE, key_said
from voiceline.domain.speech.phrases import CLEAR, VAGUE
from voiceline.domain.speech.plain_words import clauses, one_slip_apart
from voiceline.domain.speech.small_words import BUT, COURTESY, FILLERS, HEDGES, KEY_WORDS, NOT_WORDS, OFTEN_SPOILED

NEGATION_REACHES = 3  # words
GAP = rf"(?:(?!(?:{'|'.join(sorted(NOT_WORDS))}) )\S+ ){{0,3}}?"  # up to three words, no "not" among them

# Said beside an answer they are none: "otra vez se cayó", "English please, it is critical".
COMPANIONS = frozenset({Meaning.REPEAT, Meaning.ENGLISH, Meaning.SPANISH})
# What is looked for together, in this order: the longer phrase hides the shorter one, and urgent words hide others, so
# that nothing can swallow an urgent one.
URGENT_WORDS = frozenset(URGENT)
OTHER_WORDS = COMPANIONS | {Meaning.ANYTHING_ELSE, Meaning.MY_CASE}
YES_AND_NO = frozenset({Meaning.YES, Meaning.NO})
HOW_IT_GOES = frozenset({Meaning.SOLVED, Meaning.STILL_FAILS})
SYMBOLS = {
    **dict.fromkeys(("numeral", "gato", "almohadilla", "michi", "pound", "hash", "hashtag"), "#"),
    **dict.fromkeys(("asterisco", "estrella", "estrellita", "star", "asterisk"), "*"),
}


@dataclass(frozen=True, slots=True)
class Found:
    meaning: Meaning
    clear: bool
    negated: bool


@dataclass(frozen=True, slots=True)
class Reading:
    found: tuple[Found, ...]
    pressed: frozenset[str]  # keys said by name
    hedged: bool  # "creo que", "maybe"
    unexplained: int  # words that nothing found accounts for

    def has(self, *meanings: Meaning) -> bool:
        return any(each.meaning in meanings and not each.negated for each in self.found)


@lru_cache(maxsize=64)
def read(words: str) -> Reading:
    """What is in these words. One answer is read by every step that asks about it, so the last few are remembered."""
    found: list[Found] = []
    left_over: list[str] = []
    hedged = False
    for said in _clauses(words):
        line = "".join(f"{word} " for word in said)
        hedges = (pattern for landmark, pattern in _hedges() if not landmark or not landmark.isdisjoint(said))
        perhaps = {at for pattern in hedges for match in pattern.finditer(line) for at in _span(line, match)}
        hedged = hedged or bool(perhaps)
        taken: set[int] = set()
        denied: set[int] = set()
        for group in (URGENT_WORDS, OTHER_WORDS, YES_AND_NO):
            found += _in_group(group, said, line, taken, denied)
        found += _in_group(HOW_IT_GOES, said, line, set(), set())
        left_over += [word for at, word in enumerate(said) if at not in taken | denied | perhaps]
    if not found and len(left_over) == 1 and left_over[0] in ALIKE:  # "to", "for": perhaps a number
        return Reading((), frozenset({str(ALIKE[left_over[0]])}), hedged=True, unexplained=0)
    pressed = _pressed(left_over)
    hedged = hedged or bool(pressed and NOT_WORDS & set(left_over))
    unexplained = sum(word not in FILLERS | KEY_WORDS and not _key(word) for word in left_over)
    return Reading(tuple(found), pressed, hedged, unexplained)


def _in_group(group: frozenset[Meaning], said: list[str], line: str, taken: set[int], denied: set[int]) -> list[Found]:
    """What of this group was said. Its words are taken from then on; denied ones are free for another reading."""
    spans: list[tuple[range, Meaning, bool]] = []
    for meaning, clear, landmark, pattern in _patterns(group):
        if landmark and landmark.isdisjoint(said):
            continue
        for span in (_span(line, match) for match in pattern.finditer(line)):
            if taken.isdisjoint(span) and all(set(span).isdisjoint(other) for other, _, _ in spans):
                spans.append((span, meaning, clear))
    found, ended = [], 0
    for span, meaning, clear in sorted(spans, key=lambda each: each[0].start):
        last = span.start - (said[span.start] in NOT_WORDS)  # "no, no funciona" denies nothing
        is_denied = any(said[at] in NOT_WORDS for at in range(max(ended, span.start - NEGATION_REACHES), last))
        found.append(Found(meaning, clear, is_denied and group != YES_AND_NO))
        ended = span.stop
        (denied if is_denied else taken).update(span)
    return found


def _span(line: str, match: re.Match[str]) -> range:
    """Which words these are, counted from the first."""
    return range(line.count(" ", 0, match.start()), line.count(" ", 0, match.end()))


def _pressed(words: list[str]) -> frozenset[str]:
    """The keys said by name: nothing else was said, or "opción", "marco", "press" stands before them."""
    telling = [word for word in words if word not in FILLERS | KEY_WORDS | NOT_WORDS]
    names = [name for word in telling if (name := _key(word))]
    if len(names) == len(telling):
        return frozenset(names)
    named = (_key(word) for before, word in pairwise(words) if before in KEY_WORDS)
    return frozenset(key for key in named if key)


def _key(word: str) -> str | None:
    return SYMBOLS.get(word) or key_said(word)


def _clauses(words: str) -> list[list[str]]:
    """What was said between pauses and before each "but", with spoiled words mended."""
    parts: list[list[str]] = []
    for clause in clauses(words):
        parts.append([])
        for word in clause:
            if word in BUT:
                parts.append([])
            else:
                parts[-1].append(_mended(word))
    return [kept for part in parts if (kept := _without_courtesy(part))]


def _without_courtesy(said: list[str]) -> list[str]:
    while said and said[-1] in COURTESY:
        said = said[:-1]
    while said and said[0] in COURTESY - {"por"}:  # "por ratos"
        said = said[1:]
    return said


def _mended(word: str) -> str:
    if len(word) < 6 or word in OFTEN_SPOILED:
        return word
    return next((meant for meant in OFTEN_SPOILED if one_slip_apart(word, meant)), word)


@cache
def _patterns(group: frozenset[Meaning]) -> tuple[tuple[Meaning, bool, frozenset[str], re.Pattern[str]], ...]:
    """The group's phrases, the longest first, clear before vague; each with words of which it needs one."""
    phrases = [
        (len(phrase.replace("_", "").split()), clear, meaning, phrase)
        for clear, table in ((True, CLEAR), (False, VAGUE))
        for meaning, each in table.items()
        if meaning in group
        for phrase in each
    ]
    ordered = sorted(phrases, key=lambda each: (-each[0], not each[1]))
    return tuple((meaning, clear, _landmark(phrase), _compiled(phrase)) for _, clear, meaning, phrase in ordered)


@cache
def _hedges() -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
    return tuple((_landmark(phrase), _compiled(phrase)) for phrase in HEDGES)


def _landmark(phrase: str) -> frozenset[str]:
    """Words of which a line must have one, or the phrase is not in it; none, where nothing so plain can be said."""
    parts = (part.split("|") for part in phrase.strip("^$").split() if part != "_" and "*" not in part)
    firsts = (frozenset(each.partition("+")[0] for each in part) for part in parts)
    return min(firsts, key=len, default=frozenset())


def _compiled(phrase: str) -> re.Pattern[str]:
    """A phrase of the tables over a line of words, each followed by a blank."""
    begins, ends = "^" if phrase.startswith("^") else r"(?<!\S)", "$" if phrase.endswith("$") else ""
    parts = phrase.strip("^$").replace("*", r"\w*").split()
    words = (GAP if part == "_" else f"(?:{part.replace('+', ' ')}) " for part in parts)
    return re.compile(begins + "".join(words) + ends)
