"""The words: one TOML file a language, a key per prompt, ``say`` for the voice and ``text`` for a message."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("es", "en")


class Catalog:
    """One language's words, and how its voice is called."""

    def __init__(self, language: str, words: Mapping[str, Any]):
        self.language = language
        self.voice: str = words["voice"]["name"]
        self.locale: str = words["voice"]["locale"]
        self.words: Mapping[str, str] = words["words"]
        self._prompts: Mapping[str, Mapping[str, str]] = words["prompts"]

    def say(self, prompt: str, values: Mapping[str, Any]) -> str:
        """What the voice says. Values come as one mapping; a missing one is a mistake and raises KeyError."""
        return self._prompts[prompt]["say"].format_map(values)

    def text(self, prompt: str, values: Mapping[str, Any]) -> str:
        """What a message says; the spoken words where it has none of its own."""
        words = self._prompts[prompt]
        return words.get("text", words.get("say", "")).format_map(values)

    def mail(self, prompt: str, values: Mapping[str, Any]) -> str:
        """What an e-mail says; the message where it has no longer words of its own."""
        words = self._prompts[prompt]
        return words["mail"].format_map(values) if "mail" in words else self.text(prompt, values)

    def aside(self, prompt: str) -> tuple[str, str] | None:
        """(language, words) said right after, in another language; None for most prompts."""
        words = self._prompts[prompt]
        return (words["aside_language"], words["aside"]) if "aside" in words else None

    def prompts(self) -> Mapping[str, Mapping[str, str]]:
        return self._prompts


@cache
def catalog(language: str) -> Catalog:
    """The words of this language; Spanish for any other."""
    known = language if language in LANGUAGES else "es"
    path = Path(__file__).parent / "prompts" / f"{known}.toml"
    return Catalog(known, tomllib.loads(path.read_text(encoding="utf-8")))
