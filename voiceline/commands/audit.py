"""``audit verify``: whether the log of what people did is whole, row by row from the first."""

import json
import re
from argparse import ArgumentParser, Namespace

from voiceline.commands.common import CommandError
from voiceline.line import Line
from voiceline.store import audit

SUMMARY = "comprueba la bitácora de administración («audit verify»)"

WHY = {
    "changed": "no es lo que se escribió",
    "missing": "falta",
    "rewritten": "su sello no es el anotado",
    "shortened": "falta: el sello anotado es de un renglón que ya no está",
}


def add_arguments(parser: ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERBO")
    verify = verbs.add_parser("verify", help="comprueba cada renglón", description="comprueba cada renglón")
    verify.add_argument("--json", action="store_true", help="{rows, head, broken, why}")
    verify.add_argument(
        "--head", metavar="NÚMERO:SELLO", help="como lo dijo una comprobación anterior: descubre si se acortó o rehízo"
    )


def run(line: Line, args: Namespace) -> int:
    """Exit 1 at the first row that is not as it was written."""
    noted = _noted(args.head)
    with line.reading() as session:
        found = audit.verify(session, noted)
    if args.json:
        print(json.dumps({"rows": found.rows, "head": found.head, "broken": found.broken, "why": found.why or None}))
    elif found.broken is None:
        print(f"{found.rows} renglones intactos; sello {found.rows}:{found.head}")
    else:
        print(f"renglón {found.broken}: {WHY[found.why]} (los {found.rows} anteriores están intactos)")
    return 0 if found.broken is None else 1


def _noted(words: str | None) -> tuple[int, str] | None:
    if words is None:
        return None
    number, _, seal = words.partition(":")
    if not number.isdecimal() or not re.fullmatch("[0-9a-f]{64}", seal):
        raise CommandError(f"no es NÚMERO:SELLO: «{words}»")
    return int(number), seal
