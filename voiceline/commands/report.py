"""``report MONTH``: the month's proof, from recorded facts: what was promised, what was kept, case by case."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from typing import Any

from voiceline.commands.common import YEARS, CommandError, book_in_force
from voiceline.domain.month_report import WAYS, Answered, Load
from voiceline.domain.promise import PROMISED, Figures, Proof, told
from voiceline.domain.promise_sheet import as_csv, as_data, span_words
from voiceline.domain.severity import Severity
from voiceline.line import Line
from voiceline.store import month_calls, month_load, month_report, promise

SUMMARY = "la prueba del mes: qué se prometió y qué se cumplió, caso por caso"
TARGETS = {"response": "respuesta", "resolution": "resolución"}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("month", metavar="MES", help="por ejemplo 2026-11")
    parser.add_argument("--customer", metavar="NOMBRE", help="sólo los casos de ese cliente")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="como datos")
    form.add_argument("--csv", action="store_true", help="una fila por caso, para una hoja de cálculo")


def run(line: Line, args: Namespace) -> int:
    book = book_in_force(line)
    first = first_of(args.month)
    if args.customer and args.customer not in {customer.name for customer in book.customers}:
        raise CommandError(f"no hay ningún cliente «{args.customer}» en el directorio")
    with line.reading() as session:
        proof = promise.of_month(session, first, book.timezone, args.customer)
        asked = month_report.asked_of(first, book.timezone, args.customer)
        answers, loads = month_calls.answers(session, asked).all, month_load.loads(session, asked, book.timezone)
    if args.json:
        more = {"urgent_calls": _answers_data(answers), "load": [_load_data(each) for each in loads]}
        data = as_data(proof, args.month, args.customer, book.timezone) | more
        print(json.dumps(data, ensure_ascii=False))
    elif args.csv:
        sys.stdout.write(as_csv(proof, book.timezone))
    else:
        _print(proof, args.month, args.customer)
        _print_calls(answers, loads)
    return 0


def first_of(words: str) -> date:
    """``2026-11`` → its first day. Raises CommandError."""
    year, _, month = words.partition("-")
    if not (words.isascii() and len(words) == 7 and year.isdecimal() and month.isdecimal()):
        raise CommandError(f"no es un mes: «{words}» (por ejemplo 2026-11)")
    if int(year) not in YEARS or not 1 <= int(month) <= 12:
        raise CommandError(f"no es un mes del calendario: «{words}» (se conocen los años {YEARS[0]} a {YEARS[-1]})")
    return date(int(year), int(month), 1)


def _print(proof: Proof, month: str, customer: str | None) -> None:
    print(f"{month}{f', {customer}' if customer else ''}, casos: {len(proof.month.counted)}")
    for severity in Severity:
        cases = proof.month.of(severity)
        print(f"{severity}, casos: {len(cases)}")
        for place, (target, word) in enumerate(TARGETS.items() if cases else ()):
            print(
                f"  {word:<11} {_figures(proof.month.figures(severity, target))}; promesa: {PROMISED[severity][place]}"
            )
    for (before, after), count in proof.month.reclassified.items():
        print(f"reclasificados de {before} a {after}: {count}")
    for case in proof.month.apart:
        print(f"caso {case.number}: {case.exclusion or case.closed_as}, fuera de las cifras")
    for case, target in proof.month.rectified:
        by, why = case.target(target).rectified or ("", "")
        print(f"caso {case.number}: {TARGETS[target]} rectificada por {by}: {why}")
    print(f"cerrados sin validación: {len(proof.month.unvalidated)}")
    print(f"llamadas abandonadas: {proof.abandoned}")
    minutes = sum((end - start).total_seconds() for start, end in proof.silences) / 60
    print(f"minutos sin línea: {minutes:.0f}")


def _print_calls(answers: Answered, loads: Sequence[Load]) -> None:
    times = f"mediana {span_words(answers.median)}, la más larga {span_words(answers.worst)}"
    print(f"llamadas urgentes que hablaron con una persona: {answers.reached} de {answers.urgent}; {times}")
    for each in loads:
        asked = f"noches con timbre: {len(each.nights)}, timbres: {each.rings}, casos tomados: {each.acknowledged}"
        print(f"{each.engineer}: {asked}, {each.talked.total_seconds() / 60:.0f} min al teléfono")


def _answers_data(answers: Answered) -> dict[str, Any]:
    times = {"median_seconds": answers.median, "worst_seconds": answers.worst}
    seconds = {name: span.total_seconds() if span else None for name, span in times.items()}
    return {"all": answers.urgent, "reached": answers.reached, **{way: answers.by(way) for way in WAYS}, **seconds}


def _load_data(load: Load) -> dict[str, Any]:
    nights = {day.isoformat(): rings for day, rings in sorted(load.nights.items())}
    counts = {"rings": load.rings, "acknowledged": load.acknowledged, "talked_seconds": load.talked.total_seconds()}
    return {"engineer": load.engineer, **counts, "nights": nights}


def _figures(figures: Figures) -> str:
    share = "sin decidir" if figures.share is None else f"{told(figures.share):.1%} cumplida"
    right = f" (con rectificadas {told(figures.share_rectified or 0):.1%})" if figures.rectified else ""
    counts = f"cumplidas: {figures.kept}, vencidas: {figures.missed}, en curso: {figures.running}"
    times = f"mediana {span_words(figures.median)}, peor {span_words(figures.worst)}"
    return f"{share}{right}: {counts}; {times}"
