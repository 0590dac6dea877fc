"""How the prompts sound: the first key within four seconds, nothing a voice stumbles over, usted, short."""

import re

import pytest

from tests.house.test_prompts import placeholders
from voiceline.dialog.catalog import LANGUAGES, catalog
from voiceline.dialog.conversation import Ask
from voiceline.dialog.scripts import SCRIPTS

CHARACTERS_A_SECOND = 15
SAID = {
    "line": "Línea urgente Khodi",
    "case": "4, 1, 7, 8, 9",
    "severity": "crítico",
    "customer": "Distribuidora Centroamericana S. A.",
    "engineer": "María Fernanda Hernández",
    "email": "soporte arroba ikhodi punto com punto gt",
    "email_spelled": "ese, o, pe, o, erre, te, e, arroba, i, ka, hache, o, de, i, punto, com, punto, ge, te",
    "before": "antes de las dos y veinticinco de la madrugada",
    "when": "a las dos y catorce de la madrugada",
    "age": "hace veinticinco minutos",
    "others": "",
    "consent": "Esta llamada se graba. ",
    "opening": " Atendemos en horario hábil, mañana a las ocho de la mañana.",
    "standing": "lo atiende María Fernanda Hernández, con solución antes de las seis y diez de la mañana",
    "meant": "que es alto y hay una alternativa temporal",
    "cases": "4, 1, 8 y 4, 1, 9",
    "why": "Usted lo tomó, se reportó hace veinticinco minutos, y el cliente aún no sabe de usted.",
}
SPOKEN = sorted(name for name, words in catalog("es").prompts().items() if "say" in words)
QUESTIONS = sorted(
    {(script.name, name) for script in SCRIPTS.values() for name, step in script.steps.items() if isinstance(step, Ask)}
)
KEY = {"es": re.compile(r"[Mm]arque (\d)"), "en": re.compile(r"[Pp]ress (\d)")}
TU = {"tu", "tus", "tú", "te", "ti", "contigo", "tienes", "puedes", "quieres", "dinos", "cuelgas", "vos"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("script", "name"), QUESTIONS)
def test_the_first_choice_is_heard_within_four_seconds(script: str, name: str, language: str) -> None:
    """The greeting and the case included: who is woken, or wakes us, knows what to press before anything else."""
    step = SCRIPTS[script].steps[name]
    assert isinstance(step, Ask)
    case = {"es": "cuatro, uno, siete", "en": "four, one, seven"}[language]
    said = catalog(language).say(step.prompt, SAID | {"case": case})
    first = KEY[language].search(said)
    assert first is not None and first.end() <= 4 * CHARACTERS_A_SECOND, said[:80]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("script", "name"), QUESTIONS)
def test_every_key_of_a_question_is_told(script: str, name: str, language: str) -> None:
    step = SCRIPTS[script].steps[name]
    assert isinstance(step, Ask)
    aside = catalog(language).aside(step.prompt)
    said = catalog(language).say(step.prompt, SAID | {"case": ""}) + (aside[1] if aside else "")
    assert {key for key in step.keys if key.isdecimal()} == set(re.findall(r"\d", said))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prompt", SPOKEN)
def test_a_voice_stumbles_over_nothing(prompt: str, language: str) -> None:
    """No signs ("#", "%", "@", "P1"): only words and stops; the only digits are keys, one at a time."""
    words = catalog(language).prompts()[prompt]["say"]
    bare = re.sub(r"\{\w+\}", "", words)
    assert re.fullmatch(r"[A-Za-zÁÉÍÓÚÑÜáéíóúñü0-9 .,:;¿?¡!']*", bare), bare
    assert not re.search(r"\d\d|[A-Za-z]\d|\d[A-Za-z]", bare)
    assert placeholders(words) <= SAID.keys()  # each of them made to be heard, none to be read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prompt", SPOKEN)
def test_it_is_short(prompt: str, language: str) -> None:
    """Fifteen seconds for all of it."""
    said = catalog(language).say(prompt, SAID)
    assert len(said) <= 15 * CHARACTERS_A_SECOND, f"{len(said)}: {said}"


@pytest.mark.parametrize("prompt", SPOKEN)
def test_it_says_usted(prompt: str) -> None:
    assert not TU & set(re.findall(r"\w+", catalog("es").prompts()[prompt]["say"].lower()))


@pytest.mark.parametrize(("language", "pound"), [("es", "numeral"), ("en", "pound")])
def test_the_key_that_ends_a_recording_is_said_by_its_name(language: str, pound: str) -> None:
    for prompt in ("describe", "speak"):
        assert pound in catalog(language).say(prompt, SAID)
