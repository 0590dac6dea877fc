"""The admin's words in the reader's language, and times as that reader has them."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_location
from babel.numbers import format_decimal, format_percent
from flask import session

LANGUAGES = ("es", "en")


class Words:
    """``words("opened")``; a name in a part is ``words.named("outcomes", "joined")``."""

    def __init__(self, language: str, table: Mapping[str, Any]):
        self.language = language
        self._table = table

    def __call__(self, key: str, /, **values: Any) -> str:
        return str(self._table[key]).format(**values)

    def named(self, part: str, key: str | None) -> str:
        """The word for a value of ours; the value itself where there is none."""
        return str(self._table[part].get(key, key or ""))

    def part(self, part: str) -> Mapping[str, str]:
        """All words of a part, as they stand."""
        return dict(self._table[part])

    def event(self, key: str, /, **values: Any) -> str:
        return str(self._table["events"][key]).format(**values)

    def duration(self, seconds: int | None) -> str:
        """``1 min 20 s``, ``2 min``; nothing for what has not ended."""
        if seconds is None:
            return ""
        return f"{seconds // 60} min" if seconds and not seconds % 60 else self.to_the_second(seconds)

    def to_the_second(self, seconds: int) -> str:
        """``2 min 0 s``: for what counts before one's eyes, and would jump without its seconds."""
        minutes, rest = divmod(seconds, 60)
        return self("minutes", m=minutes, s=rest) if minutes else self("seconds", n=rest)

    def since(self, at: datetime, began: datetime) -> str:
        """``+1:04``: how long after a call began; before it, with a minus."""
        seconds = int((at - began).total_seconds() // 1)
        minutes, rest = divmod(abs(seconds), 60)
        hours, minutes = divmod(minutes, 60)
        sign = "−" if seconds < 0 else "+"
        return f"{sign}{hours}:{minutes:02}:{rest:02}" if hours else f"{sign}{minutes}:{rest:02}"

    def span(self, seconds: float) -> str:
        """``3 h 20 min``, ``2 h``: how long until, or since, to the minute."""
        days, rest = divmod(int(seconds) // 60, 24 * 60)
        hours, minutes = divmod(rest, 60)
        parts = [f"{days} d"] * (days > 0) + [f"{hours} h"] * (hours > 0)
        parts += [f"{minutes} min"] * (not days and (minutes > 0 or not hours))
        return " ".join(parts)

    def hours(self, span: timedelta) -> str:
        """``45.5 h``"""
        return f"{format_decimal(span / timedelta(hours=1), '#,##0.#', locale=self.language)} h"

    def place(self, zone: str) -> str:
        """The town a zone is named by, as people say it: Guatemala."""
        return get_timezone_location(zone, locale=self.language, return_city=True)

    def moment(self, at: datetime | None, zone: str) -> str:
        """24 nov 2026, 02:14:05"""
        return format_datetime(at, "d MMM y, HH:mm:ss", tzinfo=ZoneInfo(zone), locale=self.language) if at else ""

    def hour(self, at: datetime, zone: str) -> str:
        """lun 24 nov, 02:14"""
        return format_datetime(at, "EEE d MMM, HH:mm", tzinfo=ZoneInfo(zone), locale=self.language)

    def day_of(self, on: date) -> str:
        """lun 24 nov"""
        return format_date(on, "EEE d MMM", locale=self.language)

    def weekday(self, on: date) -> str:
        """lun"""
        return format_date(on, "EEE", locale=self.language)

    def size(self, length: int | None) -> str:
        """``340 kB``; nothing for what is not there."""
        if length is None:
            return ""
        number, unit = (length / 1e6, "MB") if length >= 1e6 else (max(1, round(length / 1e3)), "kB")
        return f"{format_decimal(number, '#,##0.#', locale=self.language)} {unit}"

    def percent(self, share: float | None) -> str:
        """``96.3 %``; a dash while nothing is decided."""
        return "—" if share is None else format_percent(share, "#,##0.#%", locale=self.language)

    def amount(self, count: int) -> str:
        """``1,000``."""
        return format_decimal(count, locale="es_GT" if self.language == "es" else self.language)

    def on(self, day: date) -> str:
        """mié 24 mar 2027"""
        return format_date(day, "EEE d MMM y", locale=self.language)

    def month(self, first: date) -> str:
        """``noviembre 2026``."""
        return format_date(first, "MMMM y", locale=self.language)

    def clock(self, at: datetime, zone: str) -> str:
        return at.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S")

    def day(self, at: datetime, zone: str) -> str:
        return format_date(at.astimezone(ZoneInfo(zone)), "full", locale=self.language)


def words() -> Words:
    """The words of whoever reads this page."""
    return words_in(session.get("language", "es"))


@cache
def words_in(language: str) -> Words:
    known = language if language in LANGUAGES else "es"
    path = Path(__file__).parent / "words" / f"{known}.toml"
    return Words(known, tomllib.loads(path.read_text(encoding="utf-8")))
