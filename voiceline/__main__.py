"""``python -m voiceline COMMAND``: what people and scripts do to the line from a shell."""

import logging
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from voiceline.archive.archive import ArchiveError
from voiceline.commands import (
    audit,
    calendar,
    doctor,
    due,
    export,
    fallback,
    load,
    migrate,
    recordings,
    rehearse,
    report,
    roster,
    token,
    user,
    who,
)
from voiceline.commands.common import CommandError
from voiceline.commands.parser import SpanishParser
from voiceline.domain.business_time import NeverOpenError
from voiceline.line import Line
from voiceline.settings import Settings, SettingsError

UNDEFINED_TABLE = "42P01"
READ_NO_FURTHER = 141  # as of any program that SIGPIPE ends


class Command(Protocol):
    """A module of ``commands``."""

    SUMMARY: str

    def add_arguments(self, parser: ArgumentParser) -> None: ...
    def run(self, line: Line, args: Namespace) -> int: ...


COMMANDS: dict[str, Command] = {
    "migrate": migrate,
    "load": load,
    "export": export,
    "due": due,
    "calendar": calendar,
    "report": report,
    "who": who,
    "roster": roster,
    "rehearse": rehearse,
    "fallback": fallback,
    "recordings": recordings,
    "token": token,
    "audit": audit,
    "user": user,
    "doctor": doctor,
}


def main(words: Sequence[str] | None = None) -> int:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    args = parser().parse_args(words)
    try:
        # What ails the settings is the doctor's first finding; everybody else stops at it.
        read = Settings.as_found if args.command == "doctor" else Settings.from_environment
        line = Line(read(os.environ))
        try:
            code = COMMANDS[args.command].run(line, args)
            sys.stdout.flush()
            return code
        finally:
            line.close()
    except (CommandError, SettingsError) as error:
        return _complain(str(error))
    except ArchiveError as error:
        return _complain(f"las grabaciones están fuera de alcance: {error}")
    except NeverOpenError:
        return _complain("el directorio no da ninguna hora ordinaria en los dos años que siguen: vea [hours]")
    except SQLAlchemyError as error:
        return _complain(_of_database(error))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # ``| head`` has read enough, which is no mistake of anybody's
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READ_NO_FURTHER
    except Exception as error:  # one line, whatever it is: people and scripts read this
        return _complain(f"error inesperado ({type(error).__name__}): {error}")


def parser() -> ArgumentParser:
    built = SpanishParser(prog="python -m voiceline", description="La línea urgente, desde la consola.")
    commands = built.add_subparsers(dest="command", required=True, metavar="COMANDO")
    for name, module in COMMANDS.items():
        module.add_arguments(commands.add_parser(name, help=module.SUMMARY, description=module.SUMMARY))
    return built


def _of_database(error: SQLAlchemyError) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if getattr(cause, "sqlstate", None) == UNDEFINED_TABLE:
        return "la base de datos no tiene el esquema: ejecute «python -m voiceline migrate»"
    lines = str(cause).strip().splitlines() or [type(error).__name__]
    return f"la base de datos no respondió: {lines[0]}"


def _complain(words: str) -> int:
    print(f"voiceline: {' '.join(words.split())}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
