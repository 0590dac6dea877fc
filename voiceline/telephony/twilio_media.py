"""A message's media as Twilio keeps it: fetched from our own account's place there and nowhere else.

The URL came in a form, so it is read for two names and built anew: whatever else it says is never asked. Twilio leads
on to a host that stores the bytes, which is asked without our credentials.
"""

import re
from collections.abc import Callable
from contextlib import closing
from ipaddress import ip_address
from time import monotonic
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from voiceline.settings import Settings
from voiceline.telephony.phone import CarrierError, UnwantedMediaError
from voiceline.telephony.wire import PATIENCE, on_the_wire

MOST_LEADS = 3
LONGEST_FETCH = 20  # seconds: less than a claim lasts
A_PIECE = 64 * 1024  # bytes


class Place(NamedTuple):
    """A medium of a message of ours."""

    message: str
    sid: str


def place_of(url: str, settings: Settings) -> Place | None:
    """None for a URL that is not of our account at our carrier."""
    base = f"{settings.carrier_api_url}/2010-04-01/Accounts/{settings.account_sid}/Messages/"
    found = re.fullmatch(re.escape(base) + r"([SM]M[0-9a-fA-F]{32})/Media/(ME[0-9a-fA-F]{32})", url)
    return Place(found[1], found[2]) if found else None


def fetch(get: Callable[..., Any], settings: Settings, url: str, most_bytes: int) -> tuple[bytes, str] | None:
    """(bytes, declared type); None when the carrier does not have it. ``get`` is ``requests.get``."""
    place = place_of(url, settings)
    if place is None:
        raise UnwantedMediaError("foreign")
    account = f"{settings.carrier_api_url}/2010-04-01/Accounts/{settings.account_sid}"
    address = f"{account}/Messages/{place.message}/Media/{place.sid}"
    auth: tuple[str, str] | None = (settings.account_sid, settings.auth_tokens[0])
    until = monotonic() + LONGEST_FETCH
    for _ in range(1 + MOST_LEADS):
        with on_the_wire():
            answer = get(address, auth=auth, timeout=PATIENCE, stream=True, allow_redirects=False)
            with closing(answer):
                if not 300 <= answer.status_code < 400:
                    return _read(answer, most_bytes, until)
        address, auth = _led_to(address, answer.headers.get("Location", ""), settings.carrier_api_url), None
    raise CarrierError("media: it leads on and on", temporary=True)


def _read(answer: Any, most_bytes: int, until: float) -> tuple[bytes, str] | None:
    """No more of it than is wanted, whatever the answer says of its length, and not for ever."""
    if answer.status_code in (404, 410):
        return None
    if not answer.ok:
        raise CarrierError(f"media: HTTP {answer.status_code}", temporary=answer.status_code >= 429)
    said = answer.headers.get("Content-Length", "")
    if said.isdecimal() and int(said) > most_bytes:
        raise UnwantedMediaError("too_large")
    read = bytearray()
    for piece in answer.iter_content(A_PIECE):
        read += piece
        if len(read) > most_bytes:
            raise UnwantedMediaError("too_large")
        if monotonic() > until:
            raise CarrierError("media: it does not come to an end", temporary=True)
    if said.isdecimal() and len(read) < int(said) and "Content-Encoding" not in answer.headers:
        raise CarrierError("media: it was cut off", temporary=True)
    return bytes(read), answer.headers.get("Content-Type", "").partition(";")[0].strip()


def _led_to(address: str, location: str, api_url: str) -> str:
    try:
        to = urljoin(address, location)
        if _may_lead_to(to, api_url):
            return to
    except ValueError:  # no address at all
        pass
    raise CarrierError("media: it leads where nothing of ours lies", temporary=False)


def _may_lead_to(address: str, api_url: str) -> bool:
    """A public host over TLS; or the carrier's own, which in the demo is this machine."""
    to, own = urlsplit(address), urlsplit(api_url)
    if (to.scheme, to.netloc) == (own.scheme, own.netloc):
        return True
    if to.scheme != "https" or not to.hostname or "@" in to.netloc or "." not in to.hostname:
        return False
    try:
        return ip_address(to.hostname).is_global
    except ValueError:
        return not to.hostname.endswith((".local", ".internal", ".localhost"))
