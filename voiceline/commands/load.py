"""``load FILE``: puts a directory file in force. On any error it says file, key and reason, and changes nothing."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from zoneinfo import ZoneInfo

from voiceline.actions.load_directory import Loaded, load_directory
from voiceline.commands.common import CONSOLE, CommandError
from voiceline.line import Line
from voiceline.store import directory
from voiceline.store.directory_file import DirectoryError
from voiceline.store.left_behind import LeftBehind

SUMMARY = "carga un archivo de directorio (TOML); repetirlo no cambia nada"

TARGETS = {"response": "respuesta", "resolution": "resolución"}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="ARCHIVO", type=Path, help="el archivo TOML")
    parser.add_argument("--check", action="store_true", help="sólo dice qué cambiaría; no carga nada")


def run(line: Line, args: Namespace) -> int:
    words = _text_of(args.file)
    try:
        with line.transaction() as session:
            loaded = load_directory(session, words, args.file.name, CONSOLE, line.now())
            zone = ZoneInfo(directory.current(session)[1].timezone)
            if args.check:
                raise _OnlyChecked(loaded)
    except _OnlyChecked as checked:
        loaded = checked.loaded
    except DirectoryError as error:
        raise CommandError(str(error)) from None
    for warning in loaded.warnings:
        print(f"aviso: {' '.join(warning.split())}", file=sys.stderr)
    for moved in loaded.moved:
        before, after = (at.astimezone(zone).isoformat(timespec="minutes") for at in (moved.before, moved.after))
        print(f"caso {moved.ticket}: {TARGETS[moved.target]} {before} → {after}")
    for left in loaded.left:
        print(f"caso {left.ticket} ({left.severity}): {left.engineer} ya no está en el directorio; {_then(left)}")
    would = "cambiaría" if args.check else "cargado"
    print(would if loaded.changed else "sin cambios")
    return 0


def _then(left: LeftBehind) -> str:
    """What becomes of it."""
    if left.waits_for_her:
        return "espera al cliente y queda sin responsable"
    return "se llama a otro ingeniero" if left.severity.is_urgent else "queda sin responsable"


class _OnlyChecked(Exception):
    """Ends the transaction without its changes."""

    def __init__(self, loaded: Loaded):
        self.loaded = loaded


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")  # some editors put a mark at the beginning
    except UnicodeDecodeError:
        raise CommandError(f"{file}: no es texto UTF-8") from None
    except FileNotFoundError:
        raise CommandError(f"{file}: no existe") from None
    except OSError as error:
        raise CommandError(f"{file}: no se puede leer ({error.strerror})") from None
