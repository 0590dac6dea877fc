"""``migrate``: brings the database to the newest schema."""

from argparse import ArgumentParser, Namespace

from voiceline.line import Line
from voiceline.store.schema import migrate

SUMMARY = "lleva la base de datos al esquema más nuevo"


def add_arguments(parser: ArgumentParser) -> None:
    """None."""


def run(line: Line, args: Namespace) -> int:
    migrate(line.settings.database_url)
    print("esquema al día")
    return 0
