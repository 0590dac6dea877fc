"""What an admin may put in the place of a prompt's words, and why other words do not fit.

The shipped words are the measure: whoever hears or reads the new ones must learn the same keys and the same facts.
"""

import re
import string
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from voiceline.dialog import how_it_sounds
from voiceline.dialog.catalog import LANGUAGES, shipped
from voiceline.dialog.conversation import Ask, Do, Step
from voiceline.dialog.examples import CASE_SPELLED, EXAMPLES
from voiceline.dialog.scripts import SCRIPTS
from voiceline.domain.gsm7 import segments, to_gsm7

WRITTEN = ("say", "text", "mail")  # the kinds of words a prompt may have
RECORDING = "recording"  # a file that a person spoke, in the place of ``say``
LONGEST = 1000  # characters
MAY_BE_LEFT_OUT = frozenset({"line", "next"})  # who answers may be named by words of one's own; an aside is one
# Words whose sense hangs on an accent that SMS has not got (DESIGN 6).
ACCENTED = frozenset({"tomó", "llamó", "está", "sí", "más"})
_LONE_DIGIT = re.compile(r"(?<![\w{])\d(?![\w}])")


class Unfit(NamedTuple):
    """One reason why words do not fit: the rule's name, and what it is about."""

    rule: str
    about: str = ""


def kinds(language: str, prompt: str) -> tuple[str, ...]:
    """The kinds of words this prompt has."""
    words = shipped(language).prompts()[prompt]
    return tuple(kind for kind in WRITTEN if words.get(kind))


def exists(language: str, prompt: str, kind: str) -> bool:
    """Whether this version of the program has such words."""
    return language in LANGUAGES and prompt in shipped(language).prompts() and kind in kinds(language, prompt)


def unfit(language: str, prompt: str, kind: str, words: str) -> list[Unfit]:
    """Why these words cannot stand for this prompt; nothing when they can."""
    if not words.strip():
        return [Unfit("empty")]
    if len(words) > LONGEST:
        return [Unfit("too_many", str(LONGEST))]
    named = placeholders(words)
    if named is None:
        return [Unfit("braces")]
    own = shipped(language).prompts()[prompt][kind]
    wanted = placeholders(own) or set()
    problems = [Unfit("unknown_value", f"{{{each}}}") for each in sorted(named - wanted)]
    problems += [Unfit("lost_value", f"{{{each}}}") for each in sorted(wanted - named - MAY_BE_LEFT_OUT)]
    if problems:
        return problems
    if language == "es" and (familiar := how_it_sounds.familiar(words)):
        problems.append(Unfit("familiar", ", ".join(familiar)))
    if kind == "say":
        return problems + _unfit_to_hear(language, prompt, own, words)
    return problems + (_unfit_to_read(language, own, words) if kind == "text" else [])


def can_be_recorded(language: str, prompt: str) -> bool:
    """A file says the same to everybody, and is fetched while we answer: no values, and nothing said in trouble."""
    named = placeholders(shipped(language).prompts()[prompt].get("say", "{}"))
    return prompt in _spoken_in_scripts() and named is not None and named <= MAY_BE_LEFT_OUT


def example(language: str, words: str, values: Mapping[str, Any] | None = None) -> str:
    """The sentence with believable values in it (``values``: those that are known better)."""
    return words.format_map(_OrDots({**EXAMPLES[language], **(values or {})}))


def first_key_after(language: str, words: str, values: Mapping[str, Any] | None = None) -> float | None:
    """How many seconds until the first key is told; None when none is."""
    spelled = {"case": CASE_SPELLED[language], **(values or {})}
    return how_it_sounds.first_key_after(example(language, words, spelled), language)


def tidy(language: str, prompt: str, kind: str, words: str) -> str:
    """What was typed, without what no one can see. A part of a sentence keeps the blank at its edge."""
    seen = "".join(each if each.isprintable() or each == "\n" else " " * each.isspace() for each in words)
    lines = [" ".join(line.split()) for line in seen.split("\n")]
    clean = " ".join(filter(None, lines)) if kind == "say" else "\n".join(lines).strip()
    own = shipped(language).prompts()[prompt][kind]
    return f"{' ' * own.startswith(' ')}{clean}{' ' * own.endswith(' ')}" if clean else ""


def placeholders(words: str) -> set[str] | None:
    """The names in braces; None where a brace is not a plain name's, as ``format`` would read more into it."""
    try:
        parts = list(string.Formatter().parse(words))
    except ValueError:
        return None
    named = {name for _, name, _, _ in parts if name is not None}
    plain = all(each.isascii() and each.isidentifier() for each in named)
    return named if plain and not any(spec or conversion for _, _, spec, conversion in parts) else None


@cache
def questions() -> frozenset[str]:
    """The prompts that ask for a key."""
    return frozenset(step.prompt for step in _steps() if isinstance(step, Ask))


def _unfit_to_hear(language: str, prompt: str, own: str, words: str) -> list[Unfit]:
    problems = [Unfit("stumbles", " ".join(signs))] if (signs := how_it_sounds.stumbles(words)) else []
    problems += [Unfit("run_together", each) for each in how_it_sounds.run_together(words)]
    aside = shipped(language).aside(prompt)
    told, wanted = how_it_sounds.keys_told(words), how_it_sounds.keys_told(own)
    strange = told - wanted - how_it_sounds.keys_told(aside[1] if aside else "")
    problems += [Unfit("lost_key", key) for key in sorted(wanted - told)]
    problems += [Unfit("strange_key", key) for key in sorted(strange)]
    pound = how_it_sounds.POUND[language]
    if pound in own and pound not in words.lower():
        problems.append(Unfit("lost_pound", pound))
    first = first_key_after(language, words)
    if prompt in questions() and (first is None or first > how_it_sounds.FIRST_KEY_WITHIN):
        problems.append(Unfit("late_key", f"{first:.1f}" if first is not None else "—"))
    if (long := how_it_sounds.seconds(example(language, words))) > how_it_sounds.LONGEST:
        problems.append(Unfit("too_long", f"{long:.0f}"))
    return problems


def _unfit_to_read(language: str, own: str, words: str) -> list[Unfit]:
    lost = set(_LONE_DIGIT.findall(own)) - set(_LONE_DIGIT.findall(words))
    problems = [Unfit("lost_key", key) for key in sorted(lost)]
    strange = {each for each in words if to_gsm7(each) == "?" != each}
    if strange:
        problems.append(Unfit("not_in_sms", " ".join(sorted(strange))))
    accented = ACCENTED & set(re.findall(r"\w+", words)) - set(re.findall(r"\w+", own))
    if accented:
        problems.append(Unfit("accents", ", ".join(sorted(accented))))
    most, takes = (segments(to_gsm7(example(language, each))) for each in (own, words))
    return [*problems, Unfit("too_many_segments", str(takes))] if takes > most else problems


@cache
def _spoken_in_scripts() -> frozenset[str]:
    return frozenset({"not_understood", *(step.prompt for step in _steps() if not isinstance(step, Do))})


def _steps() -> list[Step]:
    return [step for script in SCRIPTS.values() for step in script.steps.values()]


class _OrDots(dict[str, Any]):
    """A value there is no example of is shown as dots: an example is to be read, and must never fail."""

    def __missing__(self, name: str) -> str:
        return "…"
