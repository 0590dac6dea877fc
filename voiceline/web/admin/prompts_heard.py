"""What was said to somebody on a call, by the questions it came to: each began when the one before was over."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from voiceline.dialog.catalog import catalog
from voiceline.dialog.scripts import SCRIPTS
from voiceline.domain.directory import Directory
from voiceline.store.calls import Call, CallEvent

LONGEST = 160  # letters of what was said


@dataclass(frozen=True)
class Prompt:
    """``words`` as the line says them now, without the values of that moment."""

    at: datetime
    call: Call
    words: str


def prompts_heard(call: Call, events: Iterable[CallEvent], book: Directory) -> Iterator[Prompt]:
    """In order. A leg that nobody answered was told nothing."""
    began = call.started_at if call.direction == "inbound" else None
    for event in events:
        if event.kind == "answered":
            began = event.at
        if event.kind != "heard":
            continue
        yield from _at(call, str(event.detail.get("step", "")), began, book)
        began = event.at
    yield from _at(call, call.step, began, book)


def _at(call: Call, step: str, began: datetime | None, book: Directory) -> Iterator[Prompt]:
    words = _words(call, step, book)
    if words and began is not None and (call.ended_at is None or began < call.ended_at):
        yield Prompt(began, call, words)


def _words(call: Call, step: str, book: Directory) -> str:
    """A call may go from one script to another; the names of their steps are told apart but for a few."""
    own = [SCRIPTS[call.script]] if call.script in SCRIPTS else []
    steps = (script.steps.get(step) for script in (*own, *SCRIPTS.values()))
    prompt = next((found for each in steps if (found := getattr(each, "prompt", ""))), "")
    words = catalog(call.language)
    said = words.words_of(prompt, {"email_plain": book.email}).get("say", "") if prompt in words.prompts() else ""
    plain = re.sub(r"\{\w+\}", "…", said.replace("{line}", book.name))
    return plain if len(plain) <= LONGEST else plain[:LONGEST].rsplit(" ", 1)[0] + " …"
