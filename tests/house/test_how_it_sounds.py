"""How the prompts sound: the first key within four seconds, nothing a voice stumbles over, usted, short.

The rules are ``dialog/how_it_sounds``, which an admin's words are held to as well.
"""

import pytest

from tests.house.test_prompts import placeholders
from voiceline.dialog import how_it_sounds, rewording
from voiceline.dialog.catalog import LANGUAGES, shipped
from voiceline.dialog.conversation import Ask
from voiceline.dialog.examples import EXAMPLES
from voiceline.dialog.scripts import ON_CALLS, SCRIPTS

SPOKEN = sorted(name for name, words in shipped("es").prompts().items() if "say" in words)
QUESTIONS = sorted(
    {
        (script.name, name)
        for script in ON_CALLS.values()
        for name, step in script.steps.items()
        if isinstance(step, Ask)
    }
)
UNSPOKEN = {
    ("customer_line", "welcome"): {"4"},  # told to a customer with her PIN (docs/decisions.md)
    ("customer_line", "case_menu"): {"3"},  # told to who has several cases, by words of its own: ``another``
    ("customer_line", "message_menu"): {"3"},
    ("customer_line", "still_works"): {"3"},
    # told to an engineer where there is something to hear, by words of its own: ``to_hear``
    **{(script.name, name): {"3"} for script in ON_CALLS.values() for name in ("page", "never_recorded")},
}
ENGLISH = "9"  # of no use to who hears English already
LISTED = {  # the sounds of an address letter by letter, and the like: heard, and nowhere to be read
    *(
        "email",
        "email_spelled",
        "case",
        "cases",
        "before",
        "when",
        "age",
        "others",
        "meant",
        "why",
        "consent",
        "opening",
        "standing",
    ),
    *("line", "severity", "customer", "engineer", "second", "asked_by", "who", "gone", "told", "nth", "many"),
    *("announcement", "another", "to_hear", "callee", "of_case", "taken"),
}


def asked(script: str, name: str) -> Ask:
    step = SCRIPTS[script].steps[name]
    assert isinstance(step, Ask)
    return step


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("script", "name"), QUESTIONS)
def test_the_first_choice_is_heard_within_four_seconds(script: str, name: str, language: str) -> None:
    """The greeting and the case included: who is woken, or wakes us, knows what to press before anything else."""
    words = shipped(language).prompts()[asked(script, name).prompt]["say"]
    first = rewording.first_key_after(language, words)
    assert first is not None and first <= how_it_sounds.FIRST_KEY_WITHIN, words[:80]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("script", "name"), QUESTIONS)
def test_every_key_of_a_question_is_told(script: str, name: str, language: str) -> None:
    step = asked(script, name)
    aside = shipped(language).aside(step.prompt)
    said = shipped(language).prompts()[step.prompt]["say"] + (aside[1] if aside else "")
    unspoken = UNSPOKEN.get((script, name), set()) | ({ENGLISH} if language == "en" else set())
    assert {key for key in step.keys if key.isdecimal()} - unspoken == how_it_sounds.keys_told(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prompt", SPOKEN)
def test_a_voice_stumbles_over_nothing(prompt: str, language: str) -> None:
    """No signs ("#", "%", "@", "P1"): only words and stops; the only digits are keys, one at a time."""
    words = shipped(language).prompts()[prompt]["say"]
    assert how_it_sounds.stumbles(words) == []
    assert placeholders(words) <= LISTED  # each of them made to be heard, none to be read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prompt", SPOKEN)
def test_a_case_number_and_a_key_are_told_apart(prompt: str, language: str) -> None:
    assert how_it_sounds.run_together(shipped(language).prompts()[prompt]["say"]) == []


@pytest.mark.parametrize(
    ("words", "is_one_number"),
    [
        ("Marque 1 si es por el caso {case}, 2 si es otro.", True),
        ("Es el {case} y 2 es otro.", True),
        ("Marque 1. {case}", True),
        ("Esperan {cases} {case}.", True),
        ("Marque 1 si es por el caso {case}. Si es otro, marque 2.", False),
        ("Press 1 for case {case}; press 2 for another.", False),
        ("Caso {case}, {severity}, de {customer}.", False),
    ],
)
def test_what_is_heard_as_one_number(words: str, is_one_number: bool) -> None:
    assert bool(how_it_sounds.run_together(words)) is is_one_number


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prompt", SPOKEN)
def test_it_is_short(prompt: str, language: str) -> None:
    """Fifteen seconds for all of it."""
    said = shipped(language).say(prompt, EXAMPLES[language])
    assert how_it_sounds.seconds(said) <= how_it_sounds.LONGEST, f"{len(said)}: {said}"


@pytest.mark.parametrize("prompt", SPOKEN)
def test_it_says_usted(prompt: str) -> None:
    assert how_it_sounds.familiar(shipped("es").prompts()[prompt]["say"]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_key_that_ends_a_recording_is_said_by_its_name(language: str) -> None:
    for prompt in ("describe", "speak"):
        assert how_it_sounds.POUND[language] in shipped(language).say(prompt, EXAMPLES[language])
