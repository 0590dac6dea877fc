"""The few words with which a message of hers may ask something of the line, in any writing: ESTADO, NUEVO, AYUDA.

They count where they are all she wrote. Only NUEVO may go on, after a sign that it is the command: "nuevo caso …",
"NUEVO: …"; "nuevo error en ventas" is about her case like any other words.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from voiceline.domain.speech.plain_words import phrases_of, plain_words


class Asked(StrEnum):
    STATE = "state"
    ANOTHER = "another"
    HELP = "help"
    HIGH_OR_STOP = "high_or_stop"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class CustomerWord:
    asked: Asked
    rest: str = ""  # what she wrote of the other case, as she wrote it


_WORDS = {
    **dict.fromkeys(
        phrases_of(
            """estado, el estado, estado de mi caso, estado del caso, status, state, como va, como va mi caso,
            como va el caso, que paso con mi caso, hay novedades, alguna novedad, novedades, any news, how is it going,
            case status, status of my case"""
        ),
        Asked.STATE,
    ),
    **dict.fromkeys(
        phrases_of("nuevo, nueva, nuevo caso, caso nuevo, otro caso, new, new case, another case"), Asked.ANOTHER
    ),
    **dict.fromkeys(phrases_of("ayuda, help, info, informacion, opciones, menu, comandos, options"), Asked.HELP),
    **dict.fromkeys(("alto", "alta"), Asked.HIGH_OR_STOP),
    **dict.fromkeys(
        phrases_of(
            """gracias, muchas gracias, mil gracias, ok, okay, ok gracias, okey, listo, listo gracias, perfecto,
            excelente, de acuerdo, entendido, enterado, enterada, vale, recibido, feliz noche, gracias por su ayuda,
            gracias por avisar, muy amable, bendiciones, thanks, thank you, great, perfect, understood, noted"""
        ),
        Asked.THANKS,
    ),
}
_ANOTHER = re.compile(
    r"\s*(?:(?:nuevo|otro|new|another)\s+(?:caso|case)|caso\s+nuevo|(?:nuevo|new)(?=\s*[:.\n-]))\b", re.I
)
_EDGES = " \t\r\n.:,;-–—"


def customer_word(written: str) -> CustomerWord | None:
    """What she asks; None for anything else. Signs alone are a question where they ask, an emoji is a nod."""
    plain = plain_words(written)
    if written.strip() and not plain:
        return CustomerWord(Asked.STATE if "?" in written else Asked.THANKS)
    asked = _WORDS.get(plain)
    if asked is not None:
        return CustomerWord(asked)
    found = _ANOTHER.match(written)
    return CustomerWord(Asked.ANOTHER, written[found.end() :].strip(_EDGES)) if found else None


def is_greeting(written: str) -> bool:
    """Whether this tells nothing of what is wrong: it is answered, and no case remembers it."""
    return _GREETINGS.issuperset(plain_words(written).split())


_GREETINGS = frozenset(
    " ".join(
        phrases_of(
            """
            hola ola buenas buenos buen dia dias tardes noche noches que tal ayuda ayudenme ayudeme auxilio por favor
            porfa porfavor necesito soporte alguien me puede pueden ayudar con un una alo bueno hay ahi
            hello hi hey good morning afternoon evening night help please me need support can you anyone somebody i"""
        )
    ).split()
)
