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
    parser.add_argument("file", metavar="ARCHIVO", type=Path, help="el archivo TOML")


def run(line: Line, args: Namespace) -> int:
    words = _text_of(args.file)
    try:
        with line.transaction() as session:
            changed, warnings = directory.load(session, words, args.file.name, "load", line.now())
    except DirectoryError as error:
        raise CommandError(str(error)) from None
    for warning in warnings:
        print(f"aviso: {' '.join(warning.split())}", file=sys.stderr)
    print("cargado" if changed else "sin cambios")
    return 0


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")  # some editors put a mark at the beginning
    except UnicodeDecodeError:
        raise CommandError(f"{file}: no es texto UTF-8") from None
    except FileNotFoundError:
        raise CommandError(f"{file}: no existe") from None
    except OSError as error:
        raise CommandError(f"{file}: no se puede leer ({error.strerror})") from None
