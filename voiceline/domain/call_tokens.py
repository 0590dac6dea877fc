"""What a call of the log is found by: tokens made of what it is, and the same tokens made of what somebody looks for.

A word is a token as it stands, folded; everything else is ``name=value``, which no word can be. Words are not stemmed:
what is heard is names of products and banks, half-heard words, Spanish and English mixed.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voiceline.domain.outcomes import OUTCOMES_OF

MOST_WORDS = 2000  # of one call; more than an hour of talk
MOST_TERMS = 12  # of a search; more would only narrow it to nothing
LONGEST = 60  # letters of a word
BEGUN_FROM = 4  # letters from which a word is the beginning of others too
FRAGMENT = 6  # digits: the least of a number that is looked for anywhere in it
LAST = 4  # digits a number is remembered by: it is written in two fours
NATIONAL = 8  # digits of a number without its country
A_PHONE = 7  # digits from which groups written apart are one number
_DIGITS = re.compile(r"\+?\d+(?:[\s.()/-]{1,2}\d+)*")
_CASE = re.compile(r"(?:\b(?:caso|case)\s+(?:n[o°º.]*\s*)?|#)(\d{1,9})\b")


@dataclass(frozen=True, slots=True)
class Facts:
    """One call as the log knows it."""

    at: datetime
    direction: str
    outcome: str | None
    severity: str | None
    customers: Sequence[str]
    engineer: str | None
    after_hours: bool
    alone: bool  # a caller who talked to nobody, and the call is over
    case: int | None
    number: str  # of the other side
    contact: str | None  # the number of who reported its case
    ours: str  # the line's own
    texts: Iterable[str]  # names, transcripts, notes


@dataclass(frozen=True, slots=True)
class Term:
    """One thing looked for: any of these tokens. ``begun``: the letters other words may begin with, or nothing."""

    tokens: tuple[str, ...]
    begun: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the log. ``alone``: callers who talked to nobody."""

    direction: str | None = None
    outcome: str | None = None
    severity: str | None = None
    customer: str | None = None
    engineer: str | None = None
    after_hours: bool | None = None
    alone: bool = False
    since: datetime | None = None
    until: datetime | None = None
    terms: tuple[Term, ...] = field(default=())

    @property
    def is_contradictory(self) -> bool:
        """Whether no call can be so: an outcome belongs to one direction, and who talked was not alone."""
        outcome, direction = self.outcome, "inbound" if self.alone else self.direction
        if outcome and direction and outcome not in OUTCOMES_OF[direction]:
            return True
        return self.alone and (outcome == "joined" or self.direction == "outbound")

    @property
    def whose(self) -> list[tuple[str, ...]]:
        """Somebody's calls; every group must be there, by one of its tokens."""
        groups: list[tuple[str, ...]] = []
        if self.engineer:
            groups.append((f"e={self.engineer}",))
        if self.customer:
            groups.append((_of_customer(self.customer),))
        return groups

    @property
    def tokens(self) -> list[tuple[str, ...]]:
        """All groups, ``whose`` first."""
        named = {"d": self.direction, "o": self.outcome, "s": self.severity}
        groups = self.whose + [(f"{name}={value}",) for name, value in named.items() if value]
        if self.after_hours is not None:
            groups.append((f"a={int(self.after_hours)}",))
        if self.alone:
            groups.append(("alone=1",))
        return groups + [term.tokens for term in self.terms]


def tokens(facts: Facts) -> set[str]:
    """Everything this call is found by, but when."""
    found = set(words(" ".join(facts.texts))[:MOST_WORDS])
    found |= {f"d={facts.direction}", f"a={int(facts.after_hours)}"}
    named = {"o": facts.outcome, "s": facts.severity, "e": facts.engineer, "k": facts.case}
    found |= {f"{name}={value}" for name, value in named.items() if value}
    found |= {_of_customer(each) for each in facts.customers}
    if facts.alone:
        found.add("alone=1")
    for number in (facts.number, facts.contact):
        found |= _of_number(number or "")
    return found | {f"n={each}" for each in _whole(_digits(facts.ours))}


def words(said: str) -> list[str]:
    """The words of a text, each once, in their order; accents and case do not count."""
    folded = unicodedata.normalize("NFD", said.lower()).encode("ascii", "ignore").decode()
    return list(dict.fromkeys(each[:LONGEST] for each in re.findall(r"[a-z0-9]+", folded)))


def terms(looked_for: str) -> tuple[Term, ...]:
    """What somebody looks for, from what he wrote: numbers in any writing, case numbers, words and their beginnings."""
    rest, found = looked_for.lower(), []
    for number in _CASE.findall(rest):
        found.append(Term((f"k={int(number)}",)))
    rest = _CASE.sub(" ", rest)
    for group in _DIGITS.findall(rest):
        found += _numeral(group)
    for word in words(_DIGITS.sub(" ", rest)):
        found.append(Term((word,), word if len(word) >= BEGUN_FROM else ""))
    return tuple(found[:MOST_TERMS])


def may_be_begun(token: str) -> bool:
    """Whether this token is a word that somebody may write the beginning of."""
    return "=" not in token and len(token) > BEGUN_FROM and not token.isdecimal()


def _of_customer(name: str) -> str:
    return f"c={'-'.join(words(name)) or name[:LONGEST]}"


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _whole(digits: str) -> set[str]:
    return {digits, digits[-NATIONAL:]} if digits else set()


def _of_number(number: str) -> set[str]:
    """Whole, without its country, by the four digits it begins or ends with, and by every six in a row."""
    digits = _digits(number)
    found = {f"n={each}" for each in _whole(digits)}
    found |= {f"z={four}" for four in (digits[-NATIONAL:][:LAST], digits[-LAST:]) if four}
    return found | {f"g={each}" for each in _runs(digits)}


def _runs(digits: str) -> list[str]:
    return [digits[place : place + FRAGMENT] for place in range(len(digits) - FRAGMENT + 1)]


def _numeral(group: str) -> list[Term]:
    """A group of digits, perhaps written in parts: a telephone number, or each part a case, a half of one or a word."""
    digits = _digits(group).removeprefix("00")
    if len(digits) == NATIONAL or (len(digits) > NATIONAL and group.startswith("+")):
        return [Term((f"n={digits}",))]
    if len(digits) >= A_PHONE:
        return [Term((f"g={run}",)) for run in _runs(digits)]
    return [_part(part) for part in re.findall(r"\d+", group)]


def _part(digits: str) -> Term:
    found = [digits, f"k={int(digits)}"]
    if len(digits) == LAST:
        found.append(f"z={digits}")
    if len(digits) == FRAGMENT:
        found.append(f"g={digits}")
    return Term(tuple(found))
