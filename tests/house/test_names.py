"""One name for one thing, in what is said and on the pages: a text sends nobody to a place of another name."""

import re
from pathlib import Path

import pytest

from voiceline import web
from voiceline.dialog import catalog
from voiceline.dialog.catalog import LANGUAGES, shipped
from voiceline.web.admin.words import words_in

PAGES = Path(web.__path__[0]) / "admin" / "words"
PROMPTS = Path(catalog.__file__).parent / "prompts"


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
