"""Other words for a prompt: the same keys, the same facts, short, and nothing a voice or an SMS cannot carry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceline.dialog import how_it_sounds
from voiceline.dialog.catalog import LANGUAGES, Changes, shipped
from voiceline.dialog.rewording import MAY_BE_LEFT_OUT, can_be_recorded, example, kinds, placeholders, tidy, unfit

WELCOME = "Khodi, buenas. Marque 1 si es crítico, 2 si es alto, 3 para otra cosa."
OPENED = "Caso {case_number} ({severity}): le respondemos antes de las {until_clock}. {link}"
UNFIT = [
    ("welcome", "say", "", "empty", ""),
    ("welcome", "say", "  \n ", "empty", ""),
    ("welcome", "say", "a" * 1001, "too_many", "1000"),
    ("welcome", "say", WELCOME + " {", "braces", ""),
    ("welcome", "say", WELCOME + " {}", "braces", ""),
    ("welcome", "say", WELCOME + " {0}", "braces", ""),
    ("welcome", "say", WELCOME + " {line!r}", "braces", ""),
    ("welcome", "say", WELCOME + " {line:>900000000}", "braces", ""),
    ("welcome", "say", WELCOME + " {line.__class__}", "braces", ""),
    ("welcome", "say", WELCOME + " {line[0]}", "braces", ""),
    ("welcome", "say", WELCOME + " {customer}", "unknown_value", "{customer}"),
    ("page", "say", "Caso. Marque 1, 2 o 3. {severity}, de {customer}, {age}.{others}", "lost_value", "{case}"),
    ("welcome", "say", "Marque 1 si es crítico, 3 para otra cosa.", "lost_key", "2"),
    ("welcome", "say", "Marque uno si es crítico, 2 si es alto, 3 para otra cosa.", "lost_key", "1"),
    ("welcome", "say", WELCOME + " Marque 5 para ventas.", "strange_key", "5"),
    (
        "describe",
        "say",
        "Caso {case}, {severity}. {consent}Hable y calle. Si fue por error, marque 0.",
        "lost_pound",
        "numeral",
    ),
    ("welcome", "say", "Ha llamado a la línea urgente de Khodi en Guatemala, buenas. " + WELCOME, "late_key", "5.6"),
    ("hold_to_join", "say", "{engineer} atiende su caso. " + "Le comunicamos. " * 20, "too_long", "24"),
    ("welcome", "say", WELCOME + " Es 100 % gratis & fácil.", "stumbles", "% & 100"),
    ("welcome", "say", WELCOME.replace("Khodi", "Khodi P1"), "stumbles", "P1"),
    ("welcome", "say", WELCOME + " <break/>", "stumbles", "/ < >"),
    (
        "same_case",
        "say",
        "Marque 1 si es por el caso {case}, 2 si es otro.",
        "run_together",
        "{case}, 2",
    ),
    ("welcome", "say", WELCOME + " Si cuelgas, te llamamos.", "familiar", "cuelgas, te"),
    ("text_opened", "text", OPENED + " Te llamamos.", "familiar", "te"),
    ("welcome", "text", "Responda 1 crítico, 2 alto u otra cosa. 9 English", "lost_key", "3"),
    ("text_page", "text", "Caso {case_number} {severity_code}, {customer}: {link}", "lost_key", "1"),
    ("text_opened", "text", OPENED + " 🔥", "not_in_sms", "🔥"),
    ("text_opened", "text", "Ya está. " + OPENED, "accents", "está"),
    ("text_opened", "text", OPENED + " Gracias por su confianza." * 5, "too_many_segments", "2"),
    ("text_digest", "mail", "Hubo {count} avisos.", "lost_value", "{lines}"),
]


@pytest.mark.parametrize(("prompt", "kind", "words", "rule", "about"), UNFIT)
def test_what_does_not_fit_is_told_by_its_rule(prompt: str, kind: str, words: str, rule: str, about: str) -> None:
    assert (rule, about) in unfit("es", prompt, kind, words)


@pytest.mark.parametrize(
    ("language", "prompt", "kind", "words"),
    [
        ("es", "welcome", "say", WELCOME),  # {line} may be said in one's own words
        ("es", "welcome", "say", "{line}. " + WELCOME.removeprefix("Khodi, buenas. ")),
        ("es", "text_opened", "text", OPENED),
        ("es", "text_closed", "text", "Caso {case_number} cerrado: ya no está abierto el 417. {line_number}"),
        ("en", "welcome", "say", "Khodi. Press 1 if it is critical, 2 if it is high, 3 for anything else."),
        ("en", "text_opened", "text", "We got it: {case_number}, {severity}, until {until_clock}. {link}"),
        ("es", "text_digest", "mail", "{line}: {count} avisos.\n\n{lines}\n— Khodi 🙂"),
    ],
)
def test_other_words_that_say_the_same_fit(language: str, prompt: str, kind: str, words: str) -> None:
    if "está" in words:  # a word whose sense an SMS loses does not
        assert [each.rule for each in unfit(language, prompt, kind, words)] == ["accents"]
        return
    assert unfit(language, prompt, kind, words) == []


SLOTS = [
    (language, prompt, kind)
    for language in LANGUAGES
    for prompt in shipped(language).prompts()
    for kind in kinds(language, prompt)
]
PIECES = st.sampled_from(
    [
        "{line}",
        "{case}",
        "{case_number}",
        "{",
        "}",
        "{{",
        "}}",
        "{0}",
        "{line!r}",
        "{x.y}",
        "1",
        "2",
        "3",
        "Marque 1",
        " ",
    ]
)


@given(st.sampled_from(SLOTS), st.lists(PIECES | st.text(max_size=30), max_size=12).map("".join))
def test_whatever_is_typed_is_refused_or_can_be_said(slot: tuple[str, str, str], typed: str) -> None:
    """Never an exception where the rules are asked, and never one where the words are spoken."""
    language, prompt, kind = slot
    words = tidy(language, prompt, kind, typed)
    assert tidy(language, prompt, kind, words) == words
    if unfit(language, prompt, kind, words):
        return
    original = shipped(language).prompts()[prompt][kind]
    named = placeholders(original) or set()
    said = shipped(language).with_changes(Changes({(prompt, kind): words}))
    spoken = getattr(said, kind)(prompt, dict.fromkeys(named, "x"))
    assert "\0" not in spoken and example(language, words)
    if kind == "say":
        assert how_it_sounds.keys_told(original) <= how_it_sounds.keys_told(words)


@given(st.sampled_from(SLOTS), st.sampled_from(SLOTS))
def test_the_words_of_one_prompt_fit_another_only_with_its_keys_and_values(
    slot: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    language, prompt, kind = slot
    words = shipped(other[0]).prompts()[other[1]][other[2]]
    if not unfit(language, prompt, kind, words):
        own = shipped(language).prompts()[prompt][kind]
        assert (placeholders(words) or set()) <= (placeholders(own) or set())
        assert (placeholders(own) or set()) - MAY_BE_LEFT_OUT <= (placeholders(words) or set())


@pytest.mark.parametrize(
    ("prompt", "may"),
    [
        ("welcome", True),
        ("not_understood", True),
        ("door_pin", True),
        ("describe", False),  # it names a case
        ("apology", False),  # said when nothing of ours may be reachable: a file would be silence
        ("one_moment", False),
        ("no_such_page", False),
        ("text_opened", False),
        ("others", False),  # a part of a sentence
    ],
)
def test_what_can_be_recorded(prompt: str, may: bool) -> None:
    assert [can_be_recorded(language, prompt) for language in LANGUAGES] == [may, may]


def test_what_was_typed_is_tidied_without_losing_a_word() -> None:
    assert tidy("es", "welcome", "say", " Khodi.\r\n  Marque\t1,\0 2  y 3. \n") == "Khodi. Marque 1, 2 y 3."
    assert tidy("es", "welcome", "text", "Khodi.\r\n 1 \r\n2\r\n\r\n") == "Khodi.\n1\n2"
    assert tidy("es", "others", "say", "Esperan: {cases}.") == " Esperan: {cases}."  # it is said after another


def test_a_part_of_the_words_is_changed_and_the_rest_is_as_shipped() -> None:
    changed = shipped("es").with_changes(
        Changes({("welcome", "say"): WELCOME, ("gone", "mail"): "x", ("no", "say"): "x"})
    )
    assert changed.say("welcome", {}) == WELCOME
    assert changed.text("welcome", {"line": "L"}) == shipped("es").text("welcome", {"line": "L"})
    assert changed.prompts().keys() == shipped("es").prompts().keys()
    assert shipped("es").say("welcome", {"line": "L"}).startswith("L.")


def test_when_she_hears_next_may_be_left_out_of_words_written_before_it_was_said() -> None:
    assert unfit("es", "text_taken", "text", "Le atiende {engineer}, caso {case_number}, desde las {at_clock}.") == []
