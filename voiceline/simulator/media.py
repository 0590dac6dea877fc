"""What the line is told of the media of a text, and the short-lived addresses their bytes are handed out by."""

from __future__ import annotations

import hmac
from urllib.parse import parse_qs, urlsplit

from voiceline.simulator.office import Office
from voiceline.simulator.texts import Medium
from voiceline.simulator.web import Form

OPENED_FOR = 300  # seconds
WHATSAPP_TYPES = {"image": "image", "audio": "audio", "video": "video"}


def form_of(office: Office, message_sid: str) -> Form:
    """What the webhook of a message says of its media."""
    found = office.media.of(message_sid)
    form: Form = [("NumMedia", str(len(found)))]
    for n, medium in enumerate(found):
        form += [
            (f"MediaUrl{n}", medium.foreign_url or _url(office, medium)),
            (f"MediaContentType{n}", medium.declared),
        ]
    return form


def message_type(office: Office, message_sid: str) -> str:
    """WhatsApp's own word for a message."""
    found = office.media.of(message_sid)
    return WHATSAPP_TYPES.get(found[0].declared.partition("/")[0], "document") if found else "text"


def opened_url(office: Office, medium: Medium) -> str:
    """Where its bytes are for the next minutes, for whoever has this address."""
    until = int(office.now().timestamp()) + OPENED_FOR
    return f"{office.config.api_url}/media/{medium.sid}?until={until}&seal={_seal(office, medium.sid, until)}"


def opened(office: Office, url: str) -> Medium | None:
    """The medium of such an address; None once it is too late, or for one that was not given out."""
    parts = urlsplit(url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    medium = office.media.get(parts.path.rpartition("/")[2])
    until = asked.get("until", "")
    if medium is None or medium.deleted or not until.isdecimal() or int(until) < office.now().timestamp():
        return None
    return medium if hmac.compare_digest(asked.get("seal", ""), _seal(office, medium.sid, int(until))) else None


def _url(office: Office, medium: Medium) -> str:
    return f"{office.config.account_url}/Messages/{medium.message_sid}/Media/{medium.sid}"


def _seal(office: Office, sid: str, until: int) -> str:
    return hmac.new(office.config.auth_token.encode(), f"{sid}.{until}".encode(), "sha256").hexdigest()
