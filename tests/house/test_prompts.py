"""Every prompt in both languages, with the same placeholders; every step that speaks has its words."""

import string

import pytest

from voiceline.dialog.catalog import LANGUAGES, catalog
from voiceline.dialog.conversation import Do
from voiceline.dialog.scripts import SCRIPTS
from voiceline.domain.cause import STATE_LONGEST
from voiceline.telephony.gsm7 import segments, to_gsm7

EXCLUDED = ("custom_development", "third_parties", "connectivity", "hardware", "physical_damage")
NOTICES = (
    *("text_opened", "text_taken", "text_lowered", "text_page", "text_severity", "text_reminder", "text_closed"),
    *(
        "text_reopened",
        "text_clock",
        "text_digest",
        "text_back",
        "text_taken_by_other",
        "text_rehearsal_failed",
        "text_loud",
        "text_hung_up",
        "text_hung_up_case",
        "text_cause",
        "text_cause_taken",
        *(f"text_excluded_{each}" for each in EXCLUDED),
    ),
)
LONGEST = {
    "line": "Línea urgente Khodi",
    "case_number": 41789,
    "severity": "crítico",
    "until_clock": "mié 25/11 10:00",
    "opened_clock": "02:10",
    "state": "x" * STATE_LONGEST,
    "cases": "41789, 41790, 41791, 41792, 41793 y 41794",
    "engineer": "María Fernanda Hernández",
    "at_clock": "02:14",
    "customer": "Distribuidora Centroamericana S. A.",
    "line_number": "+50256305476",
    "severity_code": "P1",
    "solved_by_clock": "mié 25/11 10:00",
    "answer": "Si sigue fallando, llame al +50256305476.",
    "link": "https://linea.ikhodi.com.gt/p/AbCdEfGhIjKlMnOpQrStUv",
    "email_plain": "soporte@ikhodi.com.gt",
    "phones": 3,
    "number": "+50255550101",
    "notices": "Va el 75 % del plazo de resolución; vence mié 25/11 10:00.",
    "count": 12,
    "first": "41789 P1 resolución vencida; 41790 P2 respuesta 75 %",
}


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


@pytest.mark.parametrize("prompt", sorted({*catalog("es").prompts(), *catalog("en").prompts()}))
def test_a_prompt_says_the_same_in_both_languages(prompt: str) -> None:
    spanish, english = (catalog(language).prompts()[prompt] for language in LANGUAGES)
    assert {"say", "text"} & spanish.keys() == {"say", "text"} & english.keys()
    for kind in ("say", "text"):
        assert placeholders(spanish.get(kind, "")) == placeholders(english.get(kind, ""))


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_every_step_that_speaks_has_its_words(script) -> None:
    spoken = {step.prompt for step in script.steps.values() if not isinstance(step, Do)}
    assert spoken <= catalog("es").prompts().keys()


def test_the_first_choice_comes_within_four_seconds() -> None:
    """About 14 characters a second; the key before its definition."""
    heard = catalog("es").say("welcome", {"line": "Línea urgente Khodi"})[: 4 * 14]
    assert "1" in heard and "crítico" in heard


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_is_one_segment(notice: str, language: str) -> None:
    words = to_gsm7(catalog(language).text(notice, LONGEST))
    assert segments(words) == 1, f"{len(words)}: {words}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_accent_is_spoken_away_in_a_text(language: str) -> None:
    """What a message says must keep its sense without á í ó ú (DESIGN 6): no word whose meaning hangs on one."""
    for notice in NOTICES:
        words = catalog(language).prompts()[notice]["text"].split()
        assert not {"tomó", "llamó", "está", "sí", "más"} & set(words)
