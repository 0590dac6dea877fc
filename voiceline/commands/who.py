"""``who WHEN``: who would be paged, in order, if the line rang then."""

import json
from argparse import ArgumentParser, Namespace

from voiceline.commands.common import WHEN_HELP, book_in_force, moment
from voiceline.domain.escalation import who
from voiceline.domain.severity import Severity
from voiceline.line import Line
from voiceline.store import directory

SUMMARY = "a quién se llamaría, en orden, si la línea sonara en ese momento"


def add_arguments(parser: ArgumentParser) -> None:
    severities = [str(s) for s in Severity]
    parser.add_argument("when", metavar="CUÁNDO", help=WHEN_HELP)
    parser.add_argument(
        "--severity",
        metavar="SEVERIDAD",
        default="P1",
        type=str.upper,
        choices=severities,
        help="si no se dice, P1",
    )
    parser.add_argument("--json", action="store_true", help="como datos")


def run(line: Line, args: Namespace) -> int:
    at = moment(args.when, book_in_force(line), line.now())
    with line.reading() as session:  # of a moment that is past, what was in force then
        book = directory.at(session, at)
    plan = who(book, Severity(args.severity), at)
    if args.json:
        steps = [
            {"after_seconds": step.after_seconds, "engineers": list(step.engineers), "by": list(step.by)}
            for step in plan.steps
        ]
        print(json.dumps({"hours": plan.hours, "steps": steps}))
        return 0
    print("Horario ordinario" if plan.hours == "ordinary" else "Horario extraordinario")
    for step in plan.steps:
        names = ", ".join(book.engineers[engineer].name for engineer in step.engineers)
        print(f"  a los {step.after_seconds:>4} s  {names} ({', '.join(step.by)})")
    if not plan.steps:
        print(f"  a nadie: {args.severity} no llama por teléfono a esta hora")
    return 0
