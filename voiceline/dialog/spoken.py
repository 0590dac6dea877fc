"""Things as people say them: a time, a day, a number, an e-mail address, a span. Babel knows none of these.

What is to be written down (a case, a phone number) is given in digits, apart or by pairs; all else in words.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from voiceline.domain.speech.number_words import below_hundred

# A moment this near needs no day: at ten to midnight nobody says "mañana" of five past.
NEAR = timedelta(hours=6)
_DAYS = {
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_LETTERS_ES = dict(
    zip(
        "abcdefghijklmnñopqrstuvwxyz",
        [
            "a",
            "be",
            "ce",
            "de",
            "e",
            "efe",
            "ge",
            "hache",
            "i",
            "jota",
            "ka",
            "ele",
            "eme",
            "ene",
            "eñe",
            "o",
            "pe",
            "cu",
            "erre",
            "ese",
            "te",
            "u",
            "uve",
            "dobleve",
            "equis",
            "ye",
            "zeta",
        ],
        strict=True,
    )
)
_SIGNS = {
    "es": {"@": "arroba", ".": "punto", "-": "guion", "_": "guion bajo", "+": "más"},
    "en": {"@": "at", ".": "dot", "-": "dash", "_": "underscore", "+": "plus"},
}
_ENDINGS = frozenset({"com", "org", "net"})  # nobody needs these spelled


def spoken_time(local: datetime, language: str) -> str:
    """``02:14`` → "las dos y catorce de la madrugada"; in English "two fourteen in the morning".

    Never "menos cuarto" nor "y cuarto": on a bad line the one is lost and the other is heard as "y cuatro".
    """
    return _time_en(local.hour, local.minute) if language == "en" else _time_es(local.hour, local.minute)


def spoken_when(local: datetime, now: datetime, language: str) -> str:
    """When it happened or happens, with the day where that is not plain: "a las dos…", "el lunes a las ocho…"."""
    return _with_day(local, now, language, "at " if language == "en" else "a ")


def spoken_before(local: datetime, now: datetime, language: str) -> str:
    """By when: "antes de las dos y veinticinco…", "mañana antes de las ocho de la mañana"."""
    return _with_day(local, now, language, "before " if language == "en" else "antes de ")


def digits_apart(number: int) -> str:
    """``417`` → "4, 1, 7": a voice then says each digit, and a tired ear can write it down."""
    return ", ".join(str(number))


def cases_apart(numbers: Sequence[int], language: str) -> str:
    """Several case numbers, a word before each: digits alone would be heard as one long number."""
    word = "case" if language == "en" else "el"
    return listed([f"{word} {digits_apart(number)}" for number in numbers], language)


@lru_cache(maxsize=16)  # the same one in every document
def spoken_email(address: str, language: str) -> str:
    """``soporte@ikhodi.com.gt`` → "soporte arroba ikhodi punto com punto gt"."""
    signs = _SIGNS["en" if language == "en" else "es"]
    return " ".join("".join(f" {signs[each]} " if each in signs else each for each in address).split())


@lru_cache(maxsize=16)
def spelled_email(address: str, language: str) -> str:
    """The same letter by letter, by the letters' names: a voice alone cannot tell "y" from "i" nor "b" from "v"."""
    signs, said = _SIGNS["en" if language == "en" else "es"], []
    for part in re.split(r"([@.+_-])", address):
        said += [signs.get(part, part)] if part in signs or part in _ENDINGS else [_letter(x, language) for x in part]
    return ", ".join(said)


def spoken_span(minutes: int, language: str) -> str:
    """How long ago, in whole minutes: "hace cinco minutos", "hace una hora y diez minutos"."""
    if language == "en":
        return "just now" if minutes < 1 else f"{spoken_duration(minutes, language)} ago"
    return "hace un momento" if minutes < 1 else f"hace {spoken_duration(minutes, language)}"


def spoken_duration(minutes: int, language: str) -> str:
    """``75`` → "una hora y quince minutos"; from a day on, whole days only."""
    days, hours, rest = minutes // 1440, minutes // 60, minutes % 60
    if days:
        return _count(days, ("día", "días"), ("day", "days"), language)
    parts = [_count(hours, ("hora", "horas"), ("hour", "hours"), language)] if hours else []
    parts += [_count(rest, ("minuto", "minutos"), ("minute", "minutes"), language)] if rest or not hours else []
    return listed(parts, language)


def listed(items: Sequence[str], language: str) -> str:
    """ "a", "a y b", "a, b y c"."""
    if len(items) < 2:
        return "".join(items)
    word = "and" if language == "en" else "y"
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def _with_day(local: datetime, now: datetime, language: str, at: str) -> str:
    time = at + spoken_time(local, language)
    return time if local.date() == now.date() or abs(local - now) < NEAR else f"{_day(local, now, language)} {time}"


def _day(local: datetime, now: datetime, language: str) -> str:
    away = (local.date() - now.date()).days
    name = _DAYS["en" if language == "en" else "es"][local.weekday()]
    month = _MONTHS["en" if language == "en" else "es"][local.month - 1]
    if language == "en":
        near = {-1: "yesterday", 1: "tomorrow"}.get(away) or (f"on {name}" if 0 < away < 7 else "")
        return near or f"on {name}, {month} {_ordinal_en(local.day)},"
    near = {-1: "ayer", 1: "mañana"}.get(away) or (f"el {name}" if 0 < away < 7 else "")
    day = "primero" if local.day == 1 else below_hundred(local.day, "es")
    return near or f"el {name} {day} de {month}"


def _ordinal_en(day: int) -> str:
    special = {1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth"}
    if day < 20:
        return special.get(day) or f"{below_hundred(day, 'en')}th"
    tens, ones = divmod(day, 10)
    return f"{below_hundred(tens * 10, 'en')} {_ordinal_en(ones)}" if ones else {2: "twentieth", 3: "thirtieth"}[tens]


def _time_es(hour: int, minute: int) -> str:
    said = "la una" if hour % 12 == 1 else f"las {below_hundred(hour % 12 or 12, 'es')}"
    past = " y media" if minute == 30 else f" y {below_hundred(minute, 'es')}" if minute else ""
    return f"{said}{past} {_part_es(hour, minute)}"


def _part_es(hour: int, minute: int) -> str:
    if (hour, minute) == (0, 0):
        return "de la noche"
    if hour == 12:
        return "del día"
    parts = ((6, "de la madrugada"), (12, "de la mañana"), (19, "de la tarde"), (24, "de la noche"))
    return next(part for until, part in parts if hour < until)


def _time_en(hour: int, minute: int) -> str:
    if minute == 0 and hour % 12 == 0:
        return "twelve noon" if hour else "twelve midnight"
    said = below_hundred(hour % 12 or 12, "en")
    past = "o'clock" if minute == 0 else f"{'oh ' if minute < 10 else ''}{below_hundred(minute, 'en')}"
    parts = ((12, "in the morning"), (18, "in the afternoon"), (21, "in the evening"), (24, "at night"))
    return f"{said} {past} {next(part for until, part in parts if hour < until)}"


def _count(number: int, spanish: tuple[str, str], english: tuple[str, str], language: str) -> str:
    if language == "en":
        return f"{_number(number, 'en')} {english[number != 1]}"
    said = _number(number, "es")
    if said.endswith("uno"):  # "una hora", "un minuto", "veintiún minutos"
        feminine = spanish[0] == "hora"
        said = said.removesuffix("uno") + ("una" if feminine else "ún" if said == "veintiuno" else "un")
    return f"{said} {spanish[number != 1]}"


def _number(number: int, language: str) -> str:
    return below_hundred(number, language) if number < 100 else str(number)


def _letter(letter: str, language: str) -> str:
    return letter.upper() if language == "en" else _LETTERS_ES.get(letter.lower(), letter)
