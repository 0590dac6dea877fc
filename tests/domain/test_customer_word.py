"""The words with which a customer's message asks something of the line."""

import pytest

from voiceline.domain.customer_word import Asked, CustomerWord, customer_word, is_greeting


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        *((each, Asked.STATE) for each in ("ESTADO", " estado. ", "¿Cómo va mi caso?", "status", "???", "¿?")),
        *((each, Asked.ANOTHER) for each in ("NUEVO", "nuevo caso", "Otro caso", "new")),
        *((each, Asked.HELP) for each in ("AYUDA", "help", "Menú")),
        *((each, Asked.THANKS) for each in ("Gracias!", "ok", "👍", "🙏🙏", "thank you", "Listo, gracias")),
        ("ALTO", Asked.HIGH_OR_STOP),
    ],
)
def test_a_word_alone_asks(written: str, asked: Asked) -> None:
    assert customer_word(written) == CustomerWord(asked)


@pytest.mark.parametrize(
    ("written", "rest"),
    [
        ("Nuevo caso: el reporte sale vacío", "el reporte sale vacío"),
        ("NUEVO: no imprime", "no imprime"),
        ("otro caso, la caja 3", "la caja 3"),
        ("new case the printer", "the printer"),
    ],
)
def test_another_case_may_be_told_at_once(written: str, rest: str) -> None:
    assert customer_word(written) == CustomerWord(Asked.ANOTHER, rest)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "  ",
        "nuevo error en ventas",
        "ayuda por favor",
        "el estado de la caja es raro",
        "alto impacto",
        "417",
        "gracias pero no",
    ],
)
def test_anything_more_is_for_the_conversation(written: str) -> None:
    assert customer_word(written) is None


def test_a_greeting_tells_of_nothing() -> None:
    assert all(is_greeting(each) for each in ("", "Hola, buenas noches", "AYUDA por favor!!", "hi, I need help please"))
    assert not any(is_greeting(each) for each in ("hola, no imprime", "ayuda con ventas"))
