"""Urgent words are never lost: neither while they are being asked about, nor where a step would take them for less."""

from functools import lru_cache

from voiceline.dialog.conversation import Ask, Confirm, Heard, Place, Pressed, Record, Script, Step, Wrote, meant_at
from voiceline.dialog.not_urgent import STEPS as NOT_URGENT
from voiceline.domain.severity import Severity
from voiceline.domain.speech.meaning import URGENT, Meaning
from voiceline.domain.speech.reading import read
from voiceline.domain.speech.recogniser import Understood, recognise


def is_urgent_in_doubt(script: Script, place: Place) -> bool:
    """Whether what she said or pressed was urgent and is still being asked about: silence takes nothing back."""
    asked = question_at(script, place)
    if asked is None:
        return False
    is_said_back = isinstance(script.steps[place.step], Confirm)
    return asked.keeps_urgent or (is_said_back and asked.keys[place.notes["meant"]].is_urgent)


def question_at(script: Script, place: Place) -> Ask | None:
    """The question that is being answered here: this one, or that whose answer is being said back."""
    step = script.steps[place.step]
    if isinstance(step, Confirm):
        return meant_at(script, place)
    return step if isinstance(step, Ask) else None


def is_urgent(first: Ask, heard: Heard) -> bool:
    """Whether this would be urgent at the first question, be it sure or not."""
    return _urgent(first, heard) is not None


def plain_severity(first: Ask, heard: Heard) -> Severity | None:
    """How grave it would be at the first question, where that leaves no doubt and is urgent."""
    found = _urgent(first, heard)
    return Severity(first.keys[found.key].remember["severity"]) if found is not None and found.sure else None


def says_again_that_it_is_not(step: str, words: str) -> bool:
    """Whether she, who has chosen what is not urgent, says so once more, and nothing in it is plainly urgent."""
    said = {each.meaning for each in read(words).found if each.clear and not each.negated}
    return step in NOT_URGENT and Meaning.ANYTHING_ELSE in said and said.isdisjoint(URGENT)


@lru_cache(maxsize=64)  # within one turn the same words are asked at the same question from several sides
def chosen(asked: Ask, words: str) -> Understood | None:
    """What these words choose at this question, if anything."""
    return recognise(words, asked.offered)


def takes_words(step: Step) -> bool:
    """Whether words at this step are read for what they mean, or are told of a case that is urgent already."""
    match step:
        case Ask(confirm=confirm):
            return confirm is not None
        case Record(is_urgent=of_urgent):
            return of_urgent
        case _:
            return isinstance(step, Confirm)


def _urgent(first: Ask, heard: Heard) -> Understood | None:
    match heard:
        case Pressed(key):
            understood: Understood | None = Understood(key, sure=True)
        case Wrote(words):
            understood = chosen(first, words)
        case _:
            understood = None
    is_known = understood is not None and understood.key in first.keys and first.keys[understood.key].is_urgent
    return understood if is_known else None
