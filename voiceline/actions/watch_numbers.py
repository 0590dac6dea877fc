"""Watch for loops and toll fraud: a number with very many calls in an hour is reported, loudly. It is never muted."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from voiceline.actions.tell_engineers import desk, tell_admins, tell_engineers
from voiceline.domain.phone_number import masked
from voiceline.store import calls, directory

if TYPE_CHECKING:
    from voiceline.line import Line

log = logging.getLogger(__name__)

WITHIN = timedelta(hours=1)
LOUD_FROM = 30  # an engineer nobody reaches is rung some sixty times an hour; one night of that is worth a word too


def watch_numbers(line: "Line") -> list[str]:
    """Numbers that rang us, or that we rang, too often within the hour; the desk and the admins hear once an hour."""
    with line.transaction() as session:
        now = line.now()
        loud = calls.busiest(session, now - WITHIN, LOUD_FROM)
        if not loud:
            return []
        _, book = directory.current(session)
        for direction, number, count in loud:
            log.error("%s %s calls with %s within an hour: a loop, or a fraud?", count, direction, masked(number))
            once = f"loud-{direction}-{number}-{now:%Y%m%d%H}"
            values = {"count": count, "number": number}
            tell_engineers(session, book, desk(book, now), "loud", once, now, values)
            tell_admins(session, book, "loud", once, now, values)
    return [number for _, number, _ in loud]
