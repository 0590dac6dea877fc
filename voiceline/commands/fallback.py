"""``fallback``: the static TwiML to be kept at the carrier for the day this app does not answer."""

from argparse import ArgumentParser, Namespace

from voiceline.commands.common import book_in_force
from voiceline.domain.escalation import fallback_numbers
from voiceline.line import Line
from voiceline.telephony.twiml import apology

SUMMARY = "el TwiML fijo que se guarda en el operador para cuando la línea no responda"


def add_arguments(parser: ArgumentParser) -> None:
    """None."""


def run(line: Line, args: Namespace) -> int:
    book = book_in_force(line)
    print(apology(book.language, fallback_numbers(book), line.settings.caller_number))
    return 0
