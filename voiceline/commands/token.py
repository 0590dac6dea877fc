"""``token NAME``: makes an API token, printed once, alone on standard output."""

import sys
from argparse import ArgumentParser, Namespace

from voiceline.commands.common import CONSOLE, CommandError
from voiceline.line import Line
from voiceline.store import accounts, audit

SUMMARY = "crea una llave para la API; se muestra una sola vez"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NOMBRE", help="quién la usará; la de ese mismo nombre deja de valer")


def run(line: Line, args: Namespace) -> int:
    name = args.name.strip()
    if not name:
        raise CommandError("el nombre está vacío")
    with line.transaction() as session:
        is_replaced = accounts.has_token(session, name)
        token = accounts.make_token(session, name, line.now())
        audit.note(session, CONSOLE, "token_made", name, line.now())
    if is_replaced:
        print(f"aviso: la llave anterior de «{name}» ya no vale", file=sys.stderr)
    print(token)
    return 0
