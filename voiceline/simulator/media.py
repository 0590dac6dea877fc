"""What phones send along with a text: kept until it is deleted, handed out by a short-lived address of its own."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from voiceline.simulator.web import Form

if TYPE_CHECKING:
    from voiceline.simulator.carrier import Carrier

MOST = 10
OPENED_FOR = 300  # seconds
WHATSAPP_TYPES = {"image": "image", "audio": "audio", "video": "video"}
# What it is and what it is said to be; and the address the form names instead of ours, where it lies about that too.
Sent = tuple[bytes, str] | tuple[bytes, str, str]


@dataclass(eq=False)
class Medium:
    sid: str
    message_sid: str
    content: bytes
    declared: str
    foreign_url: str | None = None
    deleted: bool = False


class Media(dict[str, Medium]):
    def keep(self, carrier: Carrier, message_sid: str, sent: Sequence[Sent]) -> list[Medium]:
        made = [Medium(carrier.new_sid("ME"), message_sid, *each) for each in sent[:MOST]]
        self.update({medium.sid: medium for medium in made})
        return made

    def of(self, message_sid: str) -> list[Medium]:
        return [medium for medium in self.values() if medium.message_sid == message_sid]


def form_of(carrier: Carrier, message_sid: str) -> Form:
    """What the webhook of a message says of its media."""
    found = carrier.media.of(message_sid)
    form: Form = [("NumMedia", str(len(found)))]
    for n, medium in enumerate(found):
        form += [
            (f"MediaUrl{n}", medium.foreign_url or url_of(carrier, medium)),
            (f"MediaContentType{n}", medium.declared),
        ]
    return form


def message_type(carrier: Carrier, message_sid: str) -> str:
    """WhatsApp's own word for a message."""
    found = carrier.media.of(message_sid)
    return WHATSAPP_TYPES.get(found[0].declared.partition("/")[0], "document") if found else "text"


def url_of(carrier: Carrier, medium: Medium) -> str:
    config = carrier.config
    account = f"{config.api_url}{config.api_prefix}/Accounts/{config.account_sid}"
    return f"{account}/Messages/{medium.message_sid}/Media/{medium.sid}"


def opened_url(carrier: Carrier, medium: Medium) -> str:
    """Where its bytes are for the next minutes, for whoever has this address."""
    until = int(carrier.now().timestamp()) + OPENED_FOR
    return f"{carrier.config.api_url}/media/{medium.sid}?until={until}&seal={_seal(carrier, medium.sid, until)}"


def opened(carrier: Carrier, url: str) -> Medium | None:
    """The medium of such an address; None once it is too late, or for one that was not given out."""
    parts = urlsplit(url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    medium = carrier.media.get(parts.path.rpartition("/")[2])
    until = asked.get("until", "")
    if medium is None or medium.deleted or not until.isdecimal() or int(until) < carrier.now().timestamp():
        return None
    return medium if hmac.compare_digest(asked.get("seal", ""), _seal(carrier, medium.sid, int(until))) else None


def _seal(carrier: Carrier, sid: str, until: int) -> str:
    return hmac.new(carrier.config.auth_token.encode(), f"{sid}.{until}".encode(), "sha256").hexdigest()
