"""What a short text asks for: upper or lower case, accents or none, Spanish or English.

An engineer's text is a command when it begins with one of the words in ``VERBS`` (the number may stand before it).
Nothing is guessed: a number is one only where a command has its place for it, and whatever does not fit is given back
with the reason.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from voiceline.domain.severity import Severity
from voiceline.domain.speech.meaning import Meaning
from voiceline.domain.speech.plain_words import plain_words
from voiceline.domain.speech.recogniser import recognise

# "Is it really solved?" is answered with a word, or with how it goes.
SOLVED = {"yes": (Meaning.YES, Meaning.SOLVED), "no": (Meaning.NO, Meaning.STILL_FAILS)}
LONGEST = 600  # characters of a note: what a person reads on a phone
MOST_DIGITS = 9


class Verb(StrEnum):
    TAKE = "take"
    PASS = "pass"
    RESOLVE = "resolve"
    WORK_AROUND = "workaround"
    NOTE = "note"
    TELL = "tell"
    SEVERITY = "severity"
    SET_ASIDE = "set_aside"
    WHO = "who"
    SWAP = "swap"
    HELP = "help"


class Wrong(StrEnum):
    """Why words are no command."""

    NO_COMMAND = "not_understood"  # they do not even begin like one
    UNCLEAR = "unclear"
    TWO_NUMBERS = "two_numbers"
    WORDS_WANTED = "words_wanted"
    SEVERITY_WANTED = "severity_wanted"
    EXCLUSION_WANTED = "exclusion_wanted"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Command:
    """``number`` None: not written. ``note``: his own words, as he wrote them."""

    verb: Verb
    number: int | None = None
    severity: Severity | None = None
    exclusion: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mistaken:
    why: Wrong
    verb: Verb | None = None
    number: int | None = None


class _Word(NamedTuple):
    plain: str
    end: int  # where it ends in the text as written


def _table(**lines: str) -> dict[str, str]:
    return {word: name for name, words in lines.items() for word in words.split()}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


VERBS = {
    word: Verb(name)
    for word, name in _table(
        take="tomo tomar tome ack take taking took acepto",
        **{"pass": "paso pasar pass"},
        resolve="resuelto resuelta resolved resolve solved solucionado",
        workaround="alternativa workaround",
        note="nota note",
        tell="aviso avisar update",
        severity="severidad severity sev",
        set_aside="fuera out",
        who="quien who",
        swap="cambio cambiar swap",
        help="ayuda help comandos commands",
    ).items()
}
EXCLUSIONS = _table(
    custom_development="desarrollo personalizado medida custom development",
    third_parties="tercero terceros third party parties",
    connectivity="conectividad conexion internet connectivity connection",
    hardware="hardware equipo equipos equipment",
    physical_damage="dano danos fisico fisica fisicos physical damage",
)
SEVERITIES = {
    **dict.fromkeys(("critico", "critica", "critical"), Severity.P1),
    **dict.fromkeys(("alto", "alta", "high"), Severity.P2),
    **dict.fromkeys(("medio", "media", "medium"), Severity.P3),
    **dict.fromkeys(("bajo", "baja", "low"), Severity.P4),
}
# In answer to a page, what its keys mean, and what people write instead.
KEYS = {
    **dict.fromkeys(("1", "ok", "okay", "si", "yes", "va", "dale", "voy", "mio", "mine"), Verb.TAKE),
    **dict.fromkeys(("2", "no", "no puedo", "i cant"), Verb.PASS),
}
_BEFORE_VERB = frozenset({"yo", "ya", "lo", "la", "i"})
_BEFORE_NUMBER = _set("caso case ticket numero num number nro no n el al del the este this ya yo")
_BEFORE_SEVERITY = frozenset({"a", "to", "es", "is", "en"})
_COURTESY = _set("yo ya lo la el it caso case ticket por favor gracias please thanks voy este this")
_OF_WHO = _set("esta de turno guardia is on call oncall hoy ahora now today")
_OF_SHIFT = frozenset({"turno", "turnos", "shift", "shifts"})
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_THOUSANDS = re.compile(r"[.,]\d")
_EDGES = " \t\r\n.:,;-–—"


def yes_or_no(words: str) -> bool | None:
    """Whether this plainly says that it is solved, or that it is not; None for anything else."""
    understood = recognise(words, SOLVED)
    return understood.key == "yes" if understood is not None and understood.sure else None


def command(written: str) -> Command | Mistaken:
    """What an engineer's text asks for."""
    written = unicodedata.normalize("NFC", written)
    words = _words_of(written)
    begin = next((i for i, word in enumerate(words) if word.plain not in _BEFORE_VERB), len(words))
    number, at = _number(written, words, begin)
    verb = VERBS.get(words[at].plain) if at < len(words) else None
    if verb is None:
        return Mistaken(Wrong.NO_COMMAND)
    at += 1
    if verb in (Verb.WHO, Verb.SWAP, Verb.HELP):
        return _of_no_case(written, words, verb, at) if number is None else Mistaken(Wrong.UNCLEAR, verb)
    severity = None
    if verb is Verb.SEVERITY:
        severity, at = _severity(words, at)
    if number is None:
        number, at = _number(written, words, at)
    if verb is Verb.SEVERITY and severity is None:
        severity, at = _severity(words, at)
    if at < len(words) and number is None and words[at].plain.isdecimal():
        return Mistaken(Wrong.UNCLEAR, verb)  # a number that cannot be one of ours
    note = " ".join(written[words[at - 1].end :].strip(_EDGES).split())
    return _complete(Command(verb, number, severity, note=note), [word.plain for word in words[at:]])


def key(written: str) -> Command | None:
    """What a bare word in answer to a page means; None when it is more than that."""
    verb = KEYS.get(plain_words(written))
    return Command(verb) if verb is not None else None


def _complete(found: Command, rest: Sequence[str]) -> Command | Mistaken:
    """The command, when it has all it needs and nothing that contradicts it."""
    verb, number = found.verb, found.number
    if verb in (Verb.TAKE, Verb.PASS):
        if any(each.isdecimal() for each in rest):
            return Mistaken(Wrong.TWO_NUMBERS, verb, number)
        if number is None and not _COURTESY.issuperset(rest):
            return Mistaken(Wrong.UNCLEAR, verb)
        return Command(verb, number)
    if verb is Verb.SET_ASIDE:
        named = {EXCLUSIONS[each] for each in rest if each in EXCLUSIONS}
        named -= {"hardware"} if "physical_damage" in named else set()
        if len(named) != 1:
            return Mistaken(Wrong.EXCLUSION_WANTED, verb, number)
        return Command(verb, number, exclusion=named.pop(), note=found.note)
    if verb is Verb.SEVERITY and found.severity is None:
        return Mistaken(Wrong.SEVERITY_WANTED, verb, number)
    if not rest:
        return Mistaken(Wrong.WORDS_WANTED, verb, number)
    return found if len(found.note) <= LONGEST else Mistaken(Wrong.TOO_LONG, verb, number)


def _of_no_case(written: str, words: Sequence[_Word], verb: Verb, at: int) -> Command | Mistaken:
    """These are common words too: only a text that says no more is a command."""
    rest = [word.plain for word in words[at:]]
    if verb is Verb.SWAP:
        asked = next((i for i, each in enumerate(rest) if each not in ("de", "my", "mi")), len(rest))
        if asked < len(rest) and rest[asked] in _OF_SHIFT:
            return Command(verb, note=written[words[at + asked].end :].strip(_EDGES)[:LONGEST])
        return Command(verb) if not rest and words[at - 1].plain == "swap" else Mistaken(Wrong.NO_COMMAND)
    allowed = _OF_WHO if verb is Verb.WHO else frozenset()
    return Command(verb) if allowed.issuperset(rest) else Mistaken(Wrong.NO_COMMAND)


def _number(written: str, words: Sequence[_Word], at: int) -> tuple[int | None, int]:
    """(the case number that stands here, where it goes on)."""
    here = next((i for i in range(at, len(words)) if words[i].plain not in _BEFORE_NUMBER), len(words))
    if here == len(words) or not words[here].plain.isdecimal():
        return None, at
    if len(words[here].plain) > MOST_DIGITS or _THOUSANDS.match(written, words[here].end):
        return None, here
    return int(words[here].plain), here + 1


def _severity(words: Sequence[_Word], at: int) -> tuple[Severity | None, int]:
    here = at + 1 if at < len(words) and words[at].plain in _BEFORE_SEVERITY else at
    found = [word.plain for word in words[here : here + 2]]
    if found and found[0] in SEVERITIES:
        return SEVERITIES[found[0]], here + 1
    if len(found) == 2 and found[0] == "p" and found[1] in ("1", "2", "3", "4"):
        return Severity(f"P{int(found[1])}"), here + 2
    return None, at


def _words_of(written: str) -> list[_Word]:
    return [_Word(_plain(found.group()), found.end()) for found in _TOKEN.finditer(written)]


def _plain(token: str) -> str:
    """A number is what is written in digits; a raised two is a sign like any other."""
    plain = plain_words(token)
    return plain if token.isdecimal() or not plain.isdecimal() else token
