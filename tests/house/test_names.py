"""One name for one thing, in what is said and on the pages: a text sends nobody to a place of another name."""

import re
from pathlib import Path

import pytest

from voiceline import web
from voiceline.dialog import catalog, rewording
from voiceline.dialog.catalog import LANGUAGES, shipped
from voiceline.web.admin.words import words_in

PAGES = Path(web.__path__[0]) / "admin" / "words"
PROMPTS = Path(catalog.__file__).parent / "prompts"
ALWAYS_MANY = frozenset({"live_event_rang", "text_loud", "text_door", "text_customer_door"})  # told from a limit on
_COUNTED = re.compile(r"\{(?:count|phones|n|times)\} \w+")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("prompt", "place"), [("text_digest", "board"), ("text_question_asked", "tickets"), ("text_gaps", "roster")]
)
def test_a_text_calls_a_page_by_its_name(prompt: str, place: str, language: str) -> None:
    name, said = words_in(language)(place), shipped(language).prompts()[prompt]["text"]
    assert re.search(rf"\b{name}\b", said, re.IGNORECASE), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_calls_a_button_by_its_name(language: str) -> None:
    said = shipped(language).prompts()["command_yours_to_hand_over"]["text"]
    assert words_in(language).named("verb_names", "assign") in said


def test_english_has_one_name_for_who_is_on_call_and_for_a_workaround() -> None:
    for folder in (PAGES, PROMPTS):
        said = (folder / "en.toml").read_text(encoding="utf-8").lower()
        assert re.findall(r"on duty|ways? around|alternative", said) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prompt", sorted(shipped("es").prompts()))
def test_what_may_be_one_is_counted_beside_no_plural(prompt: str, language: str) -> None:
    """ "1 avisos" is nobody's Spanish: such a count stands behind a colon or in brackets."""
    for kind in rewording.kinds(language, prompt):
        said = shipped(language).prompts()[prompt][kind]
        assert prompt in ALWAYS_MANY or not _COUNTED.search(said), said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["codes_left", "directory_and_more", "ready_all_good", "tried"])
def test_nor_is_it_on_a_page(name: str, language: str) -> None:
    assert not _COUNTED.search(words_in(language)(name, **dict.fromkeys(("n", "times"), "{n}")))
