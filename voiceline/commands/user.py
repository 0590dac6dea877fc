"""``user EMAIL --role ROLE``: makes a login, or gives an existing one a new role and password."""

import getpass
import sys
from argparse import ArgumentParser, Namespace

from voiceline.commands.common import CommandError
from voiceline.line import Line
from voiceline.store import accounts

SUMMARY = "crea o cambia una cuenta de la administración"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("email", metavar="CORREO", help="con el que se entra")
    parser.add_argument(
        "--role", metavar="PAPEL", required=True, choices=accounts.ROLES, help=", ".join(accounts.ROLES)
    )
    parser.add_argument("--password-stdin", action="store_true", help="lee la contraseña de la entrada estándar")


def run(line: Line, args: Namespace) -> int:
    email = args.email.strip().lower()
    name, _, place = email.partition("@")
    if not name or "." not in place or "@" in place or any(each.isspace() for each in email):
        raise CommandError(f"no es un correo: «{args.email}»")
    password = _read() if args.password_stdin else _asked_twice()
    if len(password) < accounts.SHORTEST_PASSWORD:
        raise CommandError(f"la contraseña necesita al menos {accounts.SHORTEST_PASSWORD} caracteres")
    with line.transaction() as session:
        accounts.set_account(session, email, args.role, password, line.now())
    print(f"{email}: {args.role}")
    return 0


def _read() -> str:
    try:
        return sys.stdin.buffer.readline().decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise CommandError("la contraseña no es texto UTF-8") from None


def _asked_twice() -> str:
    try:
        password = getpass.getpass("Contraseña: ")
        again = getpass.getpass("Otra vez: ")
    except EOFError:
        raise CommandError("no se dio ninguna contraseña") from None
    if again != password:
        raise CommandError("las contraseñas no son iguales")
    return password
