"""``calendar YEAR``: each day unlike its weekday, with its name and source, for a person to check each December."""

import json
from argparse import ArgumentParser, Namespace
from datetime import date
from typing import Any

from babel.dates import format_date

from voiceline.commands.common import YEARS, CommandError, book_in_force
from voiceline.domain.business_time import Calendar, Closing, Span
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
    listed = []
    plainly_opened = {on: Closing("Apertura") for on in calendar.openings if on.year == year}  # a Saturday, say
    for on, closing in sorted({**plainly_opened, **calendar.closings_of(year)}.items()):
        usual = calendar.week.get(on.weekday(), ())
        listed.append(
            {
                "date": on.isoformat(),
                "weekday": format_date(on, "EEEE", locale="es"),
                "from": _clock(closing.since),
                "name": closing.name,
                "source": "; ".join(filter(None, (closing.source, OPENED if on in calendar.openings else ""))),
                "open": [_words(span) for span in calendar.spans_of(on)],
                "matters": calendar.spans_of(on) != usual,
            }
        )
    return listed


def _year(words: str) -> int:
    if not (words.isdecimal() and words.isascii() and int(words) in YEARS):
        raise CommandError(f"no es un año del calendario: «{words}» (se conocen {YEARS[0]} a {YEARS[-1]})")
    return int(words)


def _words(span: Span) -> str:
    return f"{_clock(span.start)}-{_clock(span.end)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
