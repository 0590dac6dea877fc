"""``load FILE``: puts a directory file in force. On any error it says file, key and reason, and changes nothing."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from voiceline.commands.common import CommandError
from voiceline.line import Line
from voiceline.store import directory
from voiceline.store.directory_file import DirectoryError

SUMMARY = "carga un archivo de directorio (TOML); repetirlo no cambia nada"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="ARCHIVO", type=Path)


def run(line: Line, args: Namespace) -> int:
    try:
        words = args.file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise CommandError(f"{args.file}: no es texto UTF-8") from None
    except OSError as error:
        raise CommandError(f"{args.file}: {error.strerror or 'no se puede leer'}") from None
    try:
        with line.transaction() as session:
            changed, warnings = directory.load(session, words, args.file.name, "load", line.now())
    except DirectoryError as error:
        raise CommandError(str(error)) from None
    for warning in warnings:
        print(f"aviso: {warning}", file=sys.stderr)
    print("cargado" if changed else "sin cambios")
    return 0
