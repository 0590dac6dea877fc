"""``export``: the directory in force as a file that loads back to the same. PINs only when asked for."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from voiceline.commands.common import CommandError
from voiceline.domain.kept_pins import without_pins
from voiceline.line import Line
from voiceline.store import directory, roster
from voiceline.store import directory_documents as documents
from voiceline.store.directory_writing import write_directory

SUMMARY = "escribe el directorio en vigor como un archivo que se puede volver a cargar"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--output", metavar="ARCHIVO", type=Path, help="dónde escribirlo; sin esto, por la salida")
    pins = "con los PIN; sin esto dice «kept», y al cargarlo quedan los que haya"
    parser.add_argument("--pins", action="store_true", help=pins)
    turns = "con los cambios de turno que se hicieron aparte, como [[overrides]]"
    parser.add_argument("--roster", action="store_true", help=turns)


def run(line: Line, args: Namespace) -> int:
    with line.reading() as session:
        found = documents.newest(session)
        changes = directory.changes_in_force(session)
    if found is None:
        raise CommandError("no hay directorio: cargue uno con «python -m voiceline load ARCHIVO»")
    table = found.table if args.pins else without_pins(found.table)
    if args.roster:
        table = roster.written_out(table, changes)
    elif changes:
        left = f"aviso: cambios de turno que siguen aparte: {len(changes)} (con --roster van en el archivo)"
        print(left, file=sys.stderr)
    words = write_directory(table)
    if args.output is None:
        print(words, end="")
        return 0
    try:
        args.output.write_text(words, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{args.output}: no se puede escribir ({error.strerror})") from None
    return 0
