"""``fallback``: the static TwiML to be kept at the carrier for the day this app does not answer."""

from argparse import ArgumentParser, Namespace

from voiceline.commands.common import book_in_force
from voiceline.line import Line
from voiceline.telephony.twiml import kept_at_the_carrier

SUMMARY = "el TwiML fijo que se guarda en el operador para cuando la línea no responda"


def add_arguments(parser: ArgumentParser) -> None:
    """None."""


def run(line: Line, args: Namespace) -> int:
    print(kept_at_the_carrier(book_in_force(line), line.settings.caller_number))
    return 0
