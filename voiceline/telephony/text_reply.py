"""Places become messages: the same script, its questions as numbered choices. And the words of notices."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from voiceline.dialog.catalog import catalog
from voiceline.dialog.conversation import Ask, Confirm, Do, Enter, Place, Script
from voiceline.domain.gsm7 import to_gsm7


def reply_words(script: Script, place: Place, values: Mapping[str, Any], channel: str) -> str:
    """What a message answers at this place."""
    step = script.steps[place.step]
    if isinstance(step, Do):
        raise ValueError(f"{place.step} is not a step to be read")
    words = catalog(place.language)
    said = words.text(step.prompt, values)
    if isinstance(step, Ask | Confirm | Enter) and place.tries:
        said = f"{words.text('not_understood', values)} {said}"
    elif isinstance(step, Ask) and step.ahead and values.get(step.ahead, True):
        said = f"{words.text(step.ahead, values)}\n{said}"
    return fitted(said, channel)


def notice_words(prompt: str, language: str, values: Mapping[str, Any], channel: str) -> str:
    """The words of a notification."""
    return fitted(catalog(language).text(prompt, values), channel)


def fitted(words: str, channel: str) -> str:
    """SMS in its own alphabet; WhatsApp and the rest as written."""
    return to_gsm7(words) if channel == "sms" else words


def document(words: str) -> str:
    """The TwiML that answers an inbound message; empty when there is nothing to say."""
    said = f"<Response><Message>{escape(words)}</Message></Response>" if words else "<Response />"
    return f'<?xml version="1.0" encoding="UTF-8"?>{said}'
