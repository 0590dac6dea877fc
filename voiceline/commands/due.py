"""``due SEVERITY WHEN``: the two deadlines of a ticket opened then."""

import json
from argparse import ArgumentParser, Namespace

from voiceline.commands.common import book_in_force, iso, moment
from voiceline.domain.severity import Severity
from voiceline.domain.sla import deadlines
from voiceline.line import Line

SUMMARY = "las dos fechas límite de un caso abierto en ese momento"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("severity", metavar="SEVERIDAD", type=str.upper, choices=[str(s) for s in Severity])
    parser.add_argument("when", metavar="CUÁNDO", help="hora local de la línea, salvo que traiga su zona")
    parser.add_argument("--json", action="store_true", help="como datos")


def run(line: Line, args: Namespace) -> int:
    book = book_in_force(line)
    opened_at = moment(args.when, book, line.now())
    due = deadlines(Severity(args.severity), opened_at, book.calendar)
    data = {
        "severity": args.severity,
        "opened_at": iso(opened_at, book),
        "response_due_at": iso(due.response_due_at, book),
        "resolution_due_at": iso(due.resolution_due_at, book),
    }
    if args.json:
        print(json.dumps(data))
    else:
        print(f"{data['severity']} abierto   {data['opened_at']}")
        print(f"   respuesta   {data['response_due_at']}")
        print(f"   resolución  {data['resolution_due_at']}")
    return 0
