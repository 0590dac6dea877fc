"""``user EMAIL --role ROLE``: makes a login, or gives an existing one a new role and password."""

import getpass
import sys
from argparse import ArgumentParser, Namespace

from voiceline.commands.common import CommandError
from voiceline.line import Line
from voiceline.store import accounts

SUMMARY = "crea o cambia una cuenta de la administración"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("email", metavar="CORREO")
    parser.add_argument("--role", required=True, choices=accounts.ROLES)
    parser.add_argument("--password-stdin", action="store_true", help="lee la contraseña de la entrada estándar")


def run(line: Line, args: Namespace) -> int:
    name, at, domain = args.email.strip().partition("@")
    if not (name and at and "." in domain) or any(each.isspace() for each in args.email.strip()):
        raise CommandError(f"no es un correo: «{args.email}»")
    password = sys.stdin.readline().rstrip("\n") if args.password_stdin else _asked_twice()
    if len(password) < accounts.SHORTEST_PASSWORD:
        raise CommandError(f"la contraseña necesita al menos {accounts.SHORTEST_PASSWORD} caracteres")
    with line.transaction() as session:
        accounts.set_account(session, args.email, args.role, password, line.now())
    print(f"{args.email.strip().lower()}: {args.role}")
    return 0


def _asked_twice() -> str:
    password = getpass.getpass("Contraseña: ")
    if getpass.getpass("Otra vez: ") != password:
        raise CommandError("las contraseñas no son iguales")
    return password
