"""``python -m voiceline COMMAND``: what people and scripts do to the line from a shell."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from voiceline.commands import due, fallback, load, migrate, token, user, who
from voiceline.commands.common import CommandError
from voiceline.line import Line
from voiceline.settings import Settings, SettingsError

COMMANDS = {
    "migrate": migrate,
    "load": load,
    "due": due,
    "who": who,
    "fallback": fallback,
    "token": token,
    "user": user,
}


def main(words: Sequence[str] | None = None) -> int:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    args = parser().parse_args(words)
    try:
        line = Line(Settings.from_environment(os.environ))
        try:
            return COMMANDS[args.command].run(line, args)
        finally:
            line.close()
    except (CommandError, SettingsError) as error:
        return _complain(str(error))
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return _complain(f"la base de datos no respondió: {cause}")
    except (KeyboardInterrupt, EOFError):
        return 130


def parser() -> argparse.ArgumentParser:
    built = argparse.ArgumentParser(prog="python -m voiceline", description="La línea urgente, desde la consola.")
    commands = built.add_subparsers(dest="command", required=True, metavar="COMANDO")
    for name, module in COMMANDS.items():
        module.add_arguments(commands.add_parser(name, help=module.SUMMARY, description=module.SUMMARY))
    return built


def _complain(words: str) -> int:
    print(f"voiceline: {' '.join(words.split())}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
