"""What a short text says to a colleague's request to cover a shift: ``SI``, ``no puedo``, ``SI TURNO dana``."""

from dataclasses import dataclass

from voiceline.domain.speech.plain_words import plain_words


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_YES = _set("si yes ok okay va dale claro acepto accept cubro")
_NO = _set("no cant cannot")
_SHIFT = _set("turno turnos shift shifts")
_BESIDE = _set("yo i lo la el te le se it the this ese este por favor gracias please thanks puedo can do will cover")


@dataclass(frozen=True, slots=True)
class ShiftWord:
    """``is_named``: it says that it speaks of a shift; ``whose``: of which colleague's, as he wrote it."""

    is_yes: bool
    is_named: bool = False
    whose: str = ""


def shift_word(written: str) -> ShiftWord | None:
    """None for whatever says more than a plain yes or no."""
    words = plain_words(written).split()
    at = next((i for i, word in enumerate(words) if word in _SHIFT), len(words))
    said, whose = set(words[:at]) - _BESIDE, [word for word in words[at + 1 :] if word not in ("de", "of")]
    is_no = bool(said & _NO)
    if not said or not said <= (_YES | _NO if is_no else _YES) or (is_no and "si" in said):
        return None
    return ShiftWord(not is_no, at < len(words), " ".join(whose))
