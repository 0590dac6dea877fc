"""The directory's keys and values in the words of whoever reads a page of it."""

from typing import Any, NamedTuple

from voiceline.domain.directory_change import SECRET, Difference, Part, hidden, said
from voiceline.web.admin.words import Words

NAMED = ("by", "language", "during", "abandoned_opens", "severity")  # keys whose values are codes


class Shown(NamedTuple):
    """One difference for a page: each side as lines, and whether a line is on the other side too."""

    label: str
    before: list[tuple[str, bool]]
    after: list[tuple[str, bool]]


def label(w: Words, key: str) -> str:
    return w.named("directory_keys", key)


def title(w: Words, part: Part) -> str:
    """``Cliente Banco Maya``; of a part that is alone of its kind, the kind."""
    name = part.name
    if part.kind == "policies":
        severity, _, during = name.partition(" ")
        name = f"{severity}, {w.named('directory_values', during)}" if during else severity
    return f"{w.named('directory_kinds', part.kind)} {name}".rstrip()


def shown(w: Words, found: list[Difference]) -> list[Shown]:
    made = []
    for each in map(hidden, found):
        before, after = (_lines(w, each.key, value) for value in (each.before, each.after))
        made.append(
            Shown(
                label(w, each.key),
                [(line, line in after) for line in before],
                [(line, line in before) for line in after],
            )
        )
    return made


def in_words(w: Words, key: str, value: Any) -> str:
    """A value of this key in one line."""
    if key == SECRET:
        return w.named("directory_values", str(value))
    if isinstance(value, bool):
        return w("yes") if value else w("no")
    if isinstance(value, list):
        return ", ".join(in_words(w, key, each) for each in value)
    if isinstance(value, dict):
        return " · ".join(f"{label(w, name)}: {in_words(w, name, each)}" for name, each in value.items())
    return w.named("directory_values", str(value)) if key in NAMED else said(value)


def _lines(w: Words, key: str, value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return [in_words(w, key, each) for each in value]
    return [in_words(w, key, each) for each in value] if isinstance(value, list) else [in_words(w, key, value)]
