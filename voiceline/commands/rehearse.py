"""``rehearse [ENGINEER …]``: rings them with "this is a test, press 1", by day only."""

from argparse import ArgumentParser, Namespace

from voiceline.actions.rehearse import may_ring, on_policies, rehearse
from voiceline.commands.common import CommandError, book_in_force
from voiceline.line import Line

SUMMARY = "llama a los ingenieros con «esto es una prueba, marque 1», sólo de día"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "engineers", metavar="INGENIERO", nargs="*", help="su id; sin ninguno, todos los de las políticas"
    )


def run(line: Line, args: Namespace) -> int:
    book, now = book_in_force(line), line.now()
    unknown = [each for each in args.engineers if each not in book.engineers]
    if unknown:
        raise CommandError(f"no hay ningún ingeniero «{unknown[0]}» en el directorio")
    wanted = args.engineers or on_policies(book)
    allowed = [each for each in wanted if may_ring(book, each, now)]
    if not allowed:
        raise CommandError(
            "a esta hora no se prueba: en horario ordinario o en la hora anterior a su turno, de 7 a 21 h"
        )
    with line.transaction() as session:
        rung = rehearse(session, book, allowed, now)
    for each in wanted:
        said = "se le llama" if each in rung else "ya se le probó hoy" if each in allowed else "a esta hora no"
        print(f"{book.engineers[each].name}: {said}")
    return 0
