"""One line a process: built after the fork, with a phone whose library was warmed before it."""

import logging
import os
import sys

from voiceline.line import Line
from voiceline.settings import Settings, SettingsError
from voiceline.telephony.twilio_phone import TwilioPhone

HANDS = 8  # carrier requests at once; a connection is kept for each

_lines: dict[int, Line] = {}


def settings_or_exit() -> Settings:
    """The environment's settings; a bad environment ends the process with one line."""
    try:
        return Settings.from_environment(os.environ)
    except SettingsError as error:
        sys.exit(f"voiceline: {error}")


def line() -> Line:
    """This process's line. A fork starts with none, so no connection ever crosses one."""
    known = _lines.get(os.getpid())
    if known is None:
        settings = settings_or_exit()
        known = _lines[os.getpid()] = Line(settings, phone=TwilioPhone(settings), hands=HANDS)
    return known


def log_to_stderr() -> None:
    """Times, process and level; the carrier's own client and RQ's chatter stay quiet (they would print numbers)."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s")
    for noisy in ("twilio", "rq.worker", "urllib3"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
