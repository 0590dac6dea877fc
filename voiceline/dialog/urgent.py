"""Urgent words are never lost: neither while they are being asked about, nor where a step would take them for less."""

from voiceline.dialog.conversation import Ask, Confirm, Heard, Place, Pressed, Record, Script, Step, Wrote, meant_at
from voiceline.domain.speech.recogniser import recognise


def is_urgent_in_doubt(script: Script, place: Place) -> bool:
    """Whether what she said or pressed was urgent and is still being asked about: silence takes nothing back."""
    step = script.steps[place.step]
    if isinstance(step, Ask):
        return step.keeps_urgent
    if not isinstance(step, Confirm):
        return False
    asked = meant_at(script, place)
    return asked.keeps_urgent or asked.keys[place.notes["meant"]].is_urgent


def is_urgent(first: Ask, heard: Heard) -> bool:
    """Whether this would be urgent at the first question, be it sure or not."""
    match heard:
        case Pressed(key):
            return key in first.keys and first.keys[key].is_urgent
        case Wrote(words):
            understood = recognise(words, first.offered)
            return understood is not None and understood.key in first.keys and first.keys[understood.key].is_urgent
        case _:
            return False


def takes_words(step: Step) -> bool:
    """Whether words at this step are read for what they mean, or are told of a case that is urgent already."""
    match step:
        case Ask(confirm=confirm):
            return confirm is not None
        case Record(is_urgent=of_urgent):
            return of_urgent
        case _:
            return isinstance(step, Confirm)
