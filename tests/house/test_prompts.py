"""Every prompt in both languages, with the same placeholders; every step that speaks has its words."""

import re

import pytest

from voiceline.dialog import rewording
from voiceline.dialog.catalog import LANGUAGES, WITHOUT_EMAIL, shipped, topics
from voiceline.dialog.conversation import Do
from voiceline.dialog.examples import EXAMPLES
from voiceline.dialog.scripts import SCRIPTS
from voiceline.domain.gsm7 import segments, to_gsm7

NOTICES = (
    *("text_opened", "text_taken", "text_lowered", "text_page", "text_severity", "text_reminder", "text_closed"),
    *(
        "text_opened_late",
        "text_reopened",
        "text_clock",
        "text_digest",
        "text_back",
        "text_workaround_refused",
        "text_still_down",
        *("text_call_owed", "text_left_no_number"),
        "text_taken_by_other",
        "text_rehearsal_failed",
        "text_loud",
        "text_door",
        "text_customer_door",
        *("text_hung_up", "text_hung_up_without_email"),
        "text_hung_up_case",
        "text_cause",
        "text_cause_taken",
        "text_not_in",
        "text_untold",
        *("text_engineer_mute", "text_engineer_refused"),
        *(each for each in shipped("es").prompts() if each.startswith("text_excluded_")),
        "text_update",
        *("text_seeking_another", "text_has_left", "text_nobodys"),
        "text_line_asked",
        *(each for each in shipped("es").prompts() if each.startswith("text_still")),
        "text_exclusion_asked",
        *("text_assigned", "text_assigned_urgent", "text_handed_over", "text_merged", "text_merged_for_us"),
        *(each for each in shipped("es").prompts() if each.startswith("command_")),
    ),
)

# Words with and without an accent, each of them right in its place: "como va" is none, but no list can tell.
HOMOGRAPHS = frozenset(["aviso", "como", "cuanto", "el", "esta", "que", "quien", "si", "tomo"])

ADDRESS = frozenset({"email", "email_plain", "email_spelled"})
FOR_WHO_HAS_ONE = frozenset({"information", "address_sent", "text_address"})  # led to by an address alone


def plain(word: str) -> str:
    return word.translate(str.maketrans("áéíóú", "aeiou"))


def placeholders(words: str) -> set[str]:
    found = rewording.placeholders(words)
    assert found is not None, words
    return found


@pytest.mark.parametrize("prompt", sorted({*shipped("es").prompts(), *shipped("en").prompts()}))
def test_a_prompt_says_the_same_in_both_languages(prompt: str) -> None:
    spanish, english = (shipped(language).prompts()[prompt] for language in LANGUAGES)
    assert {"say", "text"} & spanish.keys() == {"say", "text"} & english.keys()
    for kind in ("say", "text"):
        assert placeholders(spanish.get(kind, "")) == placeholders(english.get(kind, ""))


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_every_step_that_speaks_has_its_words(script) -> None:
    spoken = {step.prompt for step in script.steps.values() if not isinstance(step, Do)}
    assert spoken <= shipped("es").prompts().keys()


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_is_one_segment(notice: str, language: str) -> None:
    words = to_gsm7(shipped(language).text(notice, EXAMPLES[language]))
    assert segments(words) == 1, f"{len(words)}: {words}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_accent_is_spoken_away_in_a_text(language: str) -> None:
    """What a message says must keep its sense without á í ó ú (DESIGN 6): no word whose meaning hangs on one."""
    for notice in NOTICES:
        words = shipped(language).prompts()[notice]["text"].split()
        assert not rewording.ACCENTED & set(words)


def test_spanish_keeps_its_accents_for_whoever_can_be_shown_them() -> None:
    """Only an SMS loses them, as it leaves: a message by WhatsApp and an e-mail show the words as they stand here."""
    prompts = (word for words in shipped("es").prompts().values() for word in words.values())
    written = {
        word
        for words in (*prompts, *shipped("es").words.values())
        for word in re.findall(r"[^\W\d_]+", re.sub(r"\{\w+\}", "", words).lower())
    }
    known = written | {"atención", "código", "conexión", "físico", "llamaría"}
    bare = {plain(word): word for word in known if plain(word) != word}
    assert {word: bare[word] for word in written if word in bare and word not in HOMOGRAPHS} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_is_rung_for_his_case_is_not_told_that_he_took_it(language: str) -> None:
    """It may have been given to him."""
    whys = [words["say"] for name, words in shipped(language).prompts().items() if name.startswith("why_")]
    assert whys and not {"tomó", "took"} & set(re.findall(r"\w+", " ".join(whys)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prompt", sorted(shipped("es").prompts()))
def test_what_names_the_address_has_other_words_for_a_line_without_one(prompt: str, language: str) -> None:
    """The directory's e-mail is optional; no sentence may end where the address would stand."""
    words = shipped(language).prompts()
    named = {kind for kind in rewording.kinds(language, prompt) if placeholders(words[prompt][kind]) & ADDRESS}
    if named and prompt not in FOR_WHO_HAS_ONE:
        twin = words[f"{prompt}{WITHOUT_EMAIL}"]
        assert words[prompt].keys() == twin.keys()
        assert not any(placeholders(twin[kind]) & ADDRESS for kind in named)
    if prompt.endswith(WITHOUT_EMAIL):
        assert not any(placeholders(each) & ADDRESS for each in words[prompt].values())
        assert prompt.removesuffix(WITHOUT_EMAIL) in words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prompt", sorted(shipped("es").prompts()))
def test_what_is_shipped_is_what_an_admin_may_write(prompt: str, language: str) -> None:
    """So nothing that the form refuses can have been shipped, and an admin's way back is never closed."""
    for kind in rewording.kinds(language, prompt):
        words = shipped(language).prompts()[prompt][kind]
        assert rewording.unfit(language, prompt, kind, words) == []
        assert rewording.tidy(language, prompt, kind, words) == words
        assert placeholders(words) <= EXAMPLES[language].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_stands_under_a_heading(language: str) -> None:
    listed = [prompt for _, prompts in topics(language) for prompt in prompts]
    assert sorted(listed) == sorted(shipped(language).prompts())
    assert listed == [prompt for _, prompts in topics("es") for prompt in prompts]
