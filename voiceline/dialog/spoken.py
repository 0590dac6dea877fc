"""Things as people say them: a time, a case number, an e-mail address, a span. Babel knows none of these."""

from collections.abc import Sequence
from datetime import datetime

_ES = [
    "cero",
    "una",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
_ES_TENS = {3: "treinta", 4: "cuarenta", 5: "cincuenta"}
_EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_EN_TENS = {2: "twenty", 3: "thirty", 4: "forty", 5: "fifty"}


def spoken_time(local: datetime, language: str) -> str:
    """``02:14`` → "las dos y catorce de la madrugada"; in English "two fourteen in the morning"."""
    return _time_en(local.hour, local.minute) if language == "en" else _time_es(local.hour, local.minute)


def digits_apart(number: int) -> str:
    """``417`` → "4, 1, 7": a voice then says each digit, and a tired ear can write it down."""
    return ", ".join(str(number))


def spoken_email(address: str, language: str) -> str:
    at, dot = (" at ", " dot ") if language == "en" else (" arroba ", " punto ")
    return address.replace("@", at).replace(".", dot)


def spoken_span(minutes: int, language: str) -> str:
    """How long ago, in whole minutes: "hace 5 minutos"."""
    if language == "en":
        return "just now" if minutes < 1 else f"{minutes} minute{'s' * (minutes != 1)} ago"
    return "hace un momento" if minutes < 1 else f"hace {minutes} minuto{'s' * (minutes != 1)}"


def listed(items: Sequence[str], language: str) -> str:
    """ "a", "a y b", "a, b y c"."""
    if len(items) < 2:
        return "".join(items)
    word = "and" if language == "en" else "y"
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def _time_es(hour: int, minute: int) -> str:
    part = (
        "de la madrugada"
        if hour < 6
        else "de la mañana"
        if hour < 12
        else "de la tarde"
        if hour < 19
        else "de la noche"
    )
    twelve = hour % 12 or 12
    said = f"{'la' if twelve == 1 else 'las'} {_ES[twelve]}"
    return f"{said} {part}" if minute == 0 else f"{said} y {_minutes_es(minute)} {part}"


def _minutes_es(minute: int) -> str:
    if minute < 30:
        return {1: "uno"}.get(minute, _ES[minute])
    tens, ones = divmod(minute, 10)
    return _ES_TENS[tens] + (f" y {'uno' if ones == 1 else _ES[ones]}" if ones else "")


def _time_en(hour: int, minute: int) -> str:
    part = "in the morning" if hour < 12 else "in the afternoon" if hour < 18 else "in the evening"
    said = _EN[hour % 12 or 12]
    if minute == 0:
        return f"{said} o'clock {part}"
    return f"{said} {'oh ' if minute < 10 else ''}{_minutes_en(minute)} {part}"


def _minutes_en(minute: int) -> str:
    if minute < 20:
        return _EN[minute]
    tens, ones = divmod(minute, 10)
    return _EN_TENS[tens] + (f" {_EN[ones]}" if ones else "")
