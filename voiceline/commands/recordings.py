"""``recordings``: where files are, said or sent; ``--move`` takes them out of the database, ``--check`` reads all."""

import json
from argparse import ArgumentParser, Namespace
from collections import Counter

from voiceline.actions.tend_recordings import check_recordings, move_recordings
from voiceline.commands.common import CommandError
from voiceline.line import Line
from voiceline.store import kept_files
from voiceline.store.recordings import ARCHIVE, DATABASE

SUMMARY = "dice dónde están los archivos de las grabaciones, los saca de la base de datos o los revisa"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--move", action="store_true", help="pasa a RECORDINGS los que están en la base de datos")
    parser.add_argument("--check", action="store_true", help="lee cada archivo y lo compara con su suma (SHA-256)")
    parser.add_argument("--json", action="store_true", help="como datos")


def run(line: Line, args: Namespace) -> int:
    """0, or 1 when a file is not what was kept."""
    if args.move and not line.settings.recordings:
        raise CommandError("RECORDINGS no dice a dónde: póngale una carpeta o s3://…")
    moved = Counter(move_recordings(line)) if args.move else Counter()
    checked = Counter(check_recordings(line)) if args.check else Counter()
    with line.reading() as session:
        places = kept_files.counted(session)
    spoiled = checked[False] if args.check else moved[False]
    told = {"database": places.get(DATABASE, 0), "archive": places.get(ARCHIVE, 0)}
    if args.json:
        print(json.dumps({**told, "moved": moved[True], "checked": checked.total(), "spoiled": spoiled}))
        return 1 if spoiled else 0
    if args.move:
        print(f"se pasaron {moved[True]}")
    if args.check:
        print(f"se revisaron {checked.total()}")
    if spoiled:
        print(f"{spoiled} no son lo que se guardó: no se reproducen (tráigalas de una copia de seguridad)")
    print(f"en la base de datos: {told['database']}; en {line.settings.recordings or 'RECORDINGS'}: {told['archive']}")
    return 1 if spoiled else 0
