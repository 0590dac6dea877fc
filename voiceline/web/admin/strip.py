"""One day of a rotation as a strip, to the minute: ordinary hours behind, who is on, what that replaces, and now.

The words beside it say all that it shows, so it is hidden from whoever listens.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zlib import crc32

from markupsafe import Markup

from voiceline.domain.roster_days import Day

TONES = 12
HEIGHT = 40
MINUTE = timedelta(minutes=1)
Stretch = tuple[datetime, datetime]


def tones(engineers: Sequence[str]) -> Mapping[str, int]:
    """Each one's colour, the same on every page and whoever else comes or goes; no two alike while there are enough."""
    given: dict[str, int] = {}
    for engineer in sorted(engineers):
        wanted = crc32(engineer.encode()) % TONES
        taken = set(given.values())
        free = ((wanted + n) % TONES for n in range(TONES))
        given[engineer] = next((tone for tone in free if tone not in taken), wanted)
    return given


def strip(day: Day, open_: Sequence[Stretch], tone: Mapping[str, int], now: datetime) -> Markup:
    """``open_``: the ordinary hours, whichever of them fall into this day."""
    drawn = [
        f'<rect class="open" {_across(day, max(opens, day.start), min(closes, day.until))} y="0" height="{HEIGHT}"/>'
        for opens, closes in open_
        if opens < day.until and closes > day.start
    ]
    for quarter in (1, 2, 3):
        x = (day.until - day.start) / MINUTE * quarter / 4
        drawn.append(f'<line class="tick" x1="{x:g}" x2="{x:g}" y1="0" y2="{HEIGHT}"/>')
    for piece in day.pieces:
        across = _across(day, piece.start, piece.until)
        name = "hole" if piece.engineer is None else f"on tone-{tone.get(piece.engineer, 0)}"
        drawn.append(f'<rect class="{name}" {across} y="9" height="{13 if piece.is_override else 22}"/>')
        if piece.is_override:
            under = f"tone-{tone.get(piece.instead_of, 0)}" if piece.instead_of else "nobody"
            drawn.append(f'<rect class="instead {under}" {across} y="24" height="7"/>')
    if day.start <= now < day.until:
        x = (now - day.start) / MINUTE
        drawn.append(f'<line class="now" x1="{x:g}" x2="{x:g}" y1="0" y2="{HEIGHT}"/>')
    minutes = (day.until - day.start) / MINUTE
    return Markup(
        f'<svg class="strip" aria-hidden="true" viewBox="0 0 {minutes:g} {HEIGHT}" preserveAspectRatio="none">'
        f"{''.join(drawn)}</svg>"
    )


def _across(day: Day, start: datetime, until: datetime) -> str:
    return f'x="{(start - day.start) / MINUTE:g}" width="{(until - start) / MINUTE:g}"'
