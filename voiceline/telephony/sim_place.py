"""Which phone and which SIM in it are the line's, as SIM_GATEWAY_URL says: known without a word to the phone."""

from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from voiceline.settings import Settings


class Place(NamedTuple):
    """Which of several SIMs and phones is the line's; None: whichever there is."""

    sim: int | None
    device: str | None


def place_of(settings: Settings) -> Place:
    asked = dict(parse_qsl(urlsplit(settings.sim_gateway_url or "").query))
    return Place(int(asked["sim"]) if asked.get("sim", "").isdecimal() else None, asked.get("device") or None)
