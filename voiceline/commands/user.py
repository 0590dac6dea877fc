"""``user EMAIL --role ROLE``: makes a login, or gives an existing one a new role and password.

Whoever can run it has the database, so it is also the way back of the only admin who lost the second step.
"""

import getpass
import sys
from argparse import ArgumentParser, Namespace

from voiceline.actions import keep_accounts
from voiceline.actions.keep_accounts import AccountError, Author
from voiceline.commands.common import CONSOLE, CommandError
from voiceline.line import Line
from voiceline.store import accounts, passwords

SUMMARY = "crea o cambia una cuenta de la administración"

WHY = {
    "no_email": "no es un correo: «{email}»",
    "short": f"la contraseña necesita al menos {passwords.SHORTEST} caracteres",
    "long": f"la contraseña no puede pasar de {passwords.LONGEST} caracteres",
    "own_email": "la contraseña no puede ser el correo",
    "repeats": "la contraseña repite casi siempre lo mismo",
    "leaked": "esa contraseña está en las listas de contraseñas filtradas: elija otra",
    "last_admin": "es la única cuenta de administración que queda: haga otra antes de quitarle el rol",
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("email", metavar="CORREO", help="con el que se entra")
    parser.add_argument("--role", metavar="ROL", required=True, choices=accounts.ROLES, help=", ".join(accounts.ROLES))
    parser.add_argument("--password-stdin", action="store_true", help="lee la contraseña de la entrada estándar")
    parser.add_argument(
        "--reset-second-step",
        action="store_true",
        help="quita el segundo paso, si se perdieron teléfono y códigos",
    )


def run(line: Line, args: Namespace) -> int:
    email = accounts.tidy(args.email)
    try:
        keep_accounts.refuse_bad_email(email)
        password = _read() if args.password_stdin else _asked_twice()
        with line.transaction() as session:
            author = Author(CONSOLE, line.now())
            account = keep_accounts.set_login(session, email, args.role, password, author)
            if args.reset_second_step:
                keep_accounts.reset_second_step(session, account, author)
    except AccountError as refused:
        raise CommandError(WHY[refused.reason].format(email=args.email)) from None
    print(f"{email}: {args.role}{', sin segundo paso' if args.reset_second_step else ''}")
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
