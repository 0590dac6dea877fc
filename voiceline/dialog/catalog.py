"""The words: one TOML file a language, a key per prompt, ``say`` for the voice and ``text`` for a message.

An admin may put other words, or a recording, in the place of some of them (``put_in_force``, called by whoever reads
the rows); ``catalog(language)`` is the one way to all of them. A process that has read no rows says the shipped ones.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("es", "en")
WITHOUT_EMAIL = "_without_email"  # ends the name of what is said instead, where the line has no e-mail address


@dataclass(frozen=True)
class Changes:
    """What an admin changed in one language: words by (prompt, kind), and the file that is played for a prompt."""

    words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    recorded: Mapping[str, str] = field(default_factory=dict)


class Catalog:
    """One language's words, and how its voice is called."""

    def __init__(self, language: str, words: Mapping[str, Any], recorded: Mapping[str, str] | None = None):
        self.language = language
        self.voice: str = words["voice"]["name"]
        self.locale: str = words["voice"]["locale"]
        self.words: Mapping[str, str] = words["words"]
        self._table = words
        self._prompts: Mapping[str, Mapping[str, str]] = words["prompts"]
        self._recorded = recorded or {}

    def say(self, prompt: str, values: Mapping[str, Any]) -> str:
        """What the voice says. Values come as one mapping; a missing one is a mistake and raises KeyError."""
        return self.words_of(prompt, values)["say"].format_map(values)

    def text(self, prompt: str, values: Mapping[str, Any]) -> str:
        """What a message says; the spoken words where it has none of its own."""
        words = self.words_of(prompt, values)
        return words.get("text", words.get("say", "")).format_map(values)

    def mail(self, prompt: str, values: Mapping[str, Any]) -> str:
        """What an e-mail says; the message where it has no longer words of its own."""
        words = self.words_of(prompt, values)
        return words["mail"].format_map(values) if "mail" in words else self.text(prompt, values)

    def words_of(self, prompt: str, values: Mapping[str, Any]) -> Mapping[str, str]:
        """What names the line's e-mail address has a twin for a line that has none: none ends in "write to ."."""
        twin = f"{prompt}{WITHOUT_EMAIL}"
        has_none = twin in self._prompts and not values.get("email_plain", True)
        return self._prompts[twin if has_none else prompt]

    def aside(self, prompt: str) -> tuple[str, str] | None:
        """(language, words) said right after, in another language; None for most prompts, and in that language."""
        words = self._prompts[prompt]
        is_another = words.get("aside_language", self.language) != self.language
        return (words["aside_language"], words["aside"]) if is_another else None

    def recorded(self, prompt: str) -> str | None:
        """The name of the file that a person spoke for this prompt, played instead of a voice's words."""
        return self._recorded.get(prompt)

    def prompts(self) -> Mapping[str, Mapping[str, str]]:
        return self._prompts

    def with_changes(self, changes: Changes) -> "Catalog":
        """The same, with an admin's words in their places; a prompt or a kind that is not here is left out."""
        prompts = {name: dict(words) for name, words in self._prompts.items()}
        for (prompt, kind), words in changes.words.items():
            if kind in prompts.get(prompt, {}):
                prompts[prompt][kind] = words
        recorded = {prompt: name for prompt, name in changes.recorded.items() if prompt in prompts}
        return Catalog(self.language, {**self._table, "prompts": prompts}, recorded)


_in_force: Mapping[str, Catalog] = {}


def catalog(language: str) -> Catalog:
    """The words of this language as they are said now; Spanish for any other."""
    return _in_force.get(language) or _in_force.get("es") or shipped(language)


def put_in_force(changes: Mapping[str, Changes]) -> None:
    """From here on this process says these, by language; all at once, so that no sentence is half of each."""
    global _in_force
    _in_force = {each: shipped(each).with_changes(changes.get(each, Changes())) for each in LANGUAGES}


@cache
def shipped(language: str) -> Catalog:
    """The words this version came with; Spanish for any other language."""
    known = language if language in LANGUAGES else "es"
    return Catalog(known, tomllib.loads(_file(known)))


@cache
def topics(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The prompts in their order, under the headings they stand below in the file: (heading, its prompts)."""
    found: list[tuple[str, list[str]]] = []
    for heading, prompt in re.findall(r"^(?:# --- (.+) ---|\[prompts\.(\w+)\])$", _file(language), re.M):
        if heading:
            found.append((heading, []))
        else:
            found[-1][1].append(prompt)
    return tuple((heading, tuple(prompts)) for heading, prompts in found)


def _file(language: str) -> str:
    return (Path(__file__).parent / "prompts" / f"{language}.toml").read_text(encoding="utf-8")
