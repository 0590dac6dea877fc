"""``due SEVERITY WHEN``: the two deadlines of a ticket opened then."""

import json
from argparse import ArgumentParser, Namespace

from babel.dates import format_datetime

from voiceline.commands.common import WHEN_HELP, book_in_force, local, moment
from voiceline.domain.severity import Severity
from voiceline.domain.sla import deadlines
from voiceline.line import Line

SUMMARY = "las dos fechas límite de un caso abierto en ese momento"


def add_arguments(parser: ArgumentParser) -> None:
    severities = [str(s) for s in Severity]
    parser.add_argument("severity", metavar="SEVERIDAD", type=str.upper, choices=severities, help=", ".join(severities))
    parser.add_argument("when", metavar="CUÁNDO", help=WHEN_HELP)
    parser.add_argument("--json", action="store_true", help="como datos")


def run(line: Line, args: Namespace) -> int:
    book = book_in_force(line)
    opened_at = moment(args.when, book, line.now())
    due = deadlines(Severity(args.severity), opened_at, book.calendar)
    moments = {
        "opened_at": local(opened_at, book),
        "response_due_at": local(due.response_due_at, book),
        "resolution_due_at": local(due.resolution_due_at, book),
    }
    if args.json:
        exact = {name: at.isoformat(timespec="seconds") for name, at in moments.items()}
        print(json.dumps({"severity": args.severity, **exact}))
        return 0
    print(f"Caso {args.severity}")
    for label, at in zip(("abierto", "respuesta", "resolución"), moments.values(), strict=True):
        print(f"  {label:<11} {format_datetime(at, 'EEEE d MMMM y, HH:mm', locale='es')}")
    return 0
