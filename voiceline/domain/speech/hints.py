"""What a speech engine is told to listen for: the phrases most often said to a question, as they are written."""

from collections.abc import Iterable
from functools import lru_cache

from voiceline.domain.speech.meaning import Meaning
from voiceline.domain.speech.number_words import HUNDREDS, SMALL, TENS
from voiceline.domain.speech.recogniser import Offered

MOST_PHRASES = 500  # both are the carrier's limits
LONGEST_PHRASE = 100

_HINTS: dict[str, dict[Meaning, str]] = {
    "es": {
        Meaning.CRITICAL: "crítico, es crítico, está caído, está caído todo, el sistema está caído, "
        "se cayó el sistema, se cayó todo, no funciona nada, el sistema no funciona, la plataforma está caída, "
        "no hay sistema, no podemos facturar, no podemos trabajar, nadie puede entrar, estamos parados, "
        "perdimos los datos, no hay alternativa, es una emergencia, prioridad uno",
        Meaning.HIGH: "alto, es alto, prioridad alta, hay alternativa, alternativa temporal, está intermitente, "
        "fallos intermitentes, a veces se cae, va y viene, prioridad dos",
        Meaning.ANYTHING_ELSE: "otra consulta, es otra consulta, una consulta, otra cosa, una pregunta, una duda, "
        "información, capacitación, una cotización, ninguna de las anteriores",
        Meaning.MY_CASE: "mi caso, mi caso abierto, tengo un caso abierto, el estado de mi caso, seguimiento",
        Meaning.ENGLISH: "inglés, english",
        Meaning.SPANISH: "español, castellano",
        Meaning.REPEAT: "repita por favor, otra vez, de nuevo, no le entendí, ¿cómo dijo?",
        Meaning.YES: "sí, sí es correcto, correcto, así es, claro que sí, cabal, ajá",
        Meaning.NO: "no, no es correcto, para nada, todavía no",
        Meaning.SOLVED: "ya funciona, ya quedó, resuelto",
        Meaning.STILL_FAILS: "sigue fallando, sigue igual, sigue caído, no quedó resuelto",
    },
    "en": {
        Meaning.CRITICAL: "critical, it's critical, the system is down, everything is down, it's down, nothing works, "
        "the system is not working, nobody can log in, we can't work, there is no workaround, we lost all the data, "
        "it's an emergency, outage, priority one",
        Meaning.HIGH: "high, it's high, high priority, we have a workaround, it's intermittent, it comes and goes, "
        "on and off, priority two",
        Meaning.ANYTHING_ELSE: "something else, anything else, a question, I have a question, information, "
        "none of the above",
        Meaning.MY_CASE: "my case, my open case, I have an open case, the status of my ticket, follow up",
        Meaning.ENGLISH: "english, in english please",
        Meaning.SPANISH: "spanish, español",
        Meaning.REPEAT: "repeat please, again please, say that again, pardon",
        Meaning.YES: "yes, yes it is, that's right, correct, right, of course",
        Meaning.NO: "no, no it's not, that's wrong, not yet",
        Meaning.SOLVED: "it works now, fixed, solved",
        Meaning.STILL_FAILS: "still failing, still down, it doesn't work",
    },
}
_SYMBOLS = {"es": {"#": "numeral", "*": "asterisco"}, "en": {"#": "pound", "*": "star"}}
_MORE_NUMBERS = {"es": ("cien", *HUNDREDS.values(), "mil"), "en": ("hundred", "thousand", "oh", "double")}


def hints(language: str, offered: Offered) -> tuple[str, ...]:
    """For a question with choices: what each is called, and what people say when they mean it."""
    return _of_choices(language if language in _HINTS else "es", tuple((key, tuple(offered[key])) for key in offered))


def number_hints(language: str) -> tuple[str, ...]:
    """For a question that is answered with a number."""
    tongue = language if language in _HINTS else "es"
    return _within_limits([*SMALL[tongue], *TENS[tongue].values(), *_MORE_NUMBERS[tongue]])


@lru_cache(maxsize=256)  # a script has some dozens of questions, each asked on every call
def _of_choices(tongue: str, offered: tuple[tuple[str, tuple[Meaning, ...]], ...]) -> tuple[str, ...]:
    names = (SMALL[tongue][int(key)] if key.isdecimal() else _SYMBOLS[tongue].get(key, "") for key, _ in offered)
    said = (_HINTS[tongue][meaning] for _, means in offered for meaning in means)
    return _within_limits([*names, *(phrase.strip() for phrases in said for phrase in phrases.split(","))])


def _within_limits(phrases: Iterable[str]) -> tuple[str, ...]:
    fitting = dict.fromkeys(phrase for phrase in phrases if phrase and len(phrase) <= LONGEST_PHRASE)
    return tuple(fitting)[:MOST_PHRASES]
