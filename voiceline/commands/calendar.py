"""``calendar YEAR``: each day unlike its weekday, with its name and source, for a person to check each December."""

import json
from argparse import ArgumentParser, Namespace
from datetime import date
from typing import Any

from babel.dates import format_date

from voiceline.commands.common import YEARS, CommandError, book_in_force
from voiceline.domain.business_time import Calendar, Span
from voiceline.domain.special_days import special_days
from voiceline.line import Line

SUMMARY = "los días y medios días cerrados de un año, con su nombre y su fuente"
OPENED = "abierto por [[openings]]"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("year", metavar="AÑO", help="por ejemplo 2026")
    parser.add_argument("--json", action="store_true", help="como datos")


def run(line: Line, args: Namespace) -> int:
    book = book_in_force(line)
    days = days_of(book.calendar, _year(args.year))
    if args.json:
        print(json.dumps({"year": int(args.year), "timezone": book.timezone, "days": days}, ensure_ascii=False))
        return 0
    print(f"Calendario {args.year}, {book.timezone}")
    for day in days:
        on = format_date(date.fromisoformat(day["date"]), "EEE d MMM", locale="es")
        closed = "todo el día" if day["from"] == "00:00" else f"desde las {day['from']}"
        since = "" if day["source"] == OPENED else closed
        still = f"; abierto {', '.join(day['open'])}" if day["open"] else ""
        without = "" if day["matters"] else "; ese día no hay horario de todos modos"
        print(f"  {on:<14} {since:<18} {day['name']} ({day['source']}){still}{without}")
    return 0


def days_of(calendar: Calendar, year: int) -> list[dict[str, Any]]:
    """``date``, ``weekday``, ``from``, ``name``, ``source``, ``open`` (spans) and whether it changes anything."""
    return [
        {
            "date": day.date.isoformat(),
            "weekday": format_date(day.date, "EEEE", locale="es"),
            "from": _clock(day.since),
            "name": day.name or "Apertura",
            "source": "; ".join(filter(None, (day.source, OPENED if day.is_opened else ""))),
            "open": [_words(span) for span in day.open],
            "matters": day.matters,
        }
        for day in special_days(calendar, date(year, 1, 1), date(year, 12, 31))
    ]


def _year(words: str) -> int:
    if not (words.isdecimal() and words.isascii() and int(words) in YEARS):
        raise CommandError(f"no es un año del calendario: «{words}» (se conocen {YEARS[0]} a {YEARS[-1]})")
    return int(words)


def _words(span: Span) -> str:
    return f"{_clock(span.start)}-{_clock(span.end)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
