"""The account's message templates: a Content SID's text with its ``{{1}}`` variables, and its quick replies.

What the vendor's Content Template Builder keeps. A variable that is not given falls back to the template's own.
"""

from __future__ import annotations

import json
import re
import tomllib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SID = re.compile(r"HX[0-9a-f]{32}")
PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
UNSENDABLE = re.compile(r"[\n\t]| {5,}")
MOST_BUTTONS, LONGEST_TITLE = 10, 25


class BadVariables(ValueError):
    """ContentVariables the vendor would refuse."""


@dataclass(frozen=True)
class Button:
    title: str  # what is shown, and the Body of the answer
    payload: str  # what the line gets as ButtonPayload


@dataclass(frozen=True)
class Template:
    sid: str
    name: str
    body: str
    buttons: tuple[Button, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)  # what stands where nothing is given
    language: str = "es"
    approved: bool = True  # by WhatsApp, so that it may begin a conversation

    def filled(self, given: Mapping[str, str]) -> tuple[str, tuple[Button, ...]]:
        def fill(text: str) -> str:
            return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)

        values = {**self.variables, **given}
        return fill(self.body), tuple(Button(fill(b.title), fill(b.payload)) for b in self.buttons)


class Templates(dict[str, Template]):
    """Content SID → template."""

    def add(
        self, name: str, body: str, buttons: Iterable[tuple[str, str]] = (), *, sid: str | None = None, **rest: object
    ) -> Template:
        """``buttons``: title and payload. What WhatsApp would not show is a ValueError."""
        shown = tuple(Button(title, payload) for title, payload in buttons)
        if len(shown) > MOST_BUTTONS or any(not 0 < len(button.title) <= LONGEST_TITLE for button in shown):
            raise ValueError(f"{name}: at most {MOST_BUTTONS} buttons of {LONGEST_TITLE} characters")
        chosen = sid or "HX" + uuid.uuid4().hex
        if not SID.fullmatch(chosen):
            raise ValueError(f"{name}: not a Content SID: {chosen}")
        template = Template(chosen, name, body, shown, **rest)  # type: ignore[arg-type]
        self[chosen] = template
        return template

    def read(self, path: Path) -> None:
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("templates", []):
            buttons = [(button["title"], button["payload"]) for button in entry.pop("buttons", [])]
            self.add(entry.pop("name"), entry.pop("body"), buttons, **entry)


def variables(given: str | None) -> dict[str, str]:
    """What a ContentVariables parameter says."""
    try:
        found = json.loads(given or "{}")
    except ValueError as error:
        raise BadVariables("not a JSON string") from error
    if not isinstance(found, dict):
        raise BadVariables("not pairs of a name and a value")
    for name, value in found.items():
        if not isinstance(value, str) or not value or UNSENDABLE.search(value):
            raise BadVariables(f"{{{{{name}}}}} is empty, no text, or has line breaks, tabs or many spaces")
    return found
