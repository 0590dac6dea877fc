"""The messages part of the port spoken to a phone with the line's own SIM: the app "SMS Gateway for Android".

Its HTTP API is the same on the phone itself and on the app's server (docs.sms-gate.app). A message bears a name that we
give it, so it can be asked for afterwards, and one that was handed over twice is sent once.
"""

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

import requests

from voiceline.settings import Settings
from voiceline.telephony.phone import CarrierError, Template
from voiceline.telephony.sim_place import place_of
from voiceline.telephony.wire import PATIENCE, on_the_wire

AT_ONCE = 100  # the priority from which the app's own delays and limits do not hold a message back
ALREADY_THERE = 409


class Device(NamedTuple):
    """A phone as the gateway knows it."""

    id: str
    name: str
    last_seen: datetime | None


class SimGateway:
    """It opens no connection until it is used."""

    def __init__(self, settings: Settings, patience: float = PATIENCE):
        url = urlsplit(settings.sim_gateway_url or "")
        self._base = f"{url.scheme}://{url.netloc.rpartition('@')[2]}{url.path.rstrip('/')}"
        self._patience = patience
        self._session = requests.Session()
        self._session.auth = (unquote(url.username or ""), unquote(url.password or ""))
        self._session.trust_env = url.scheme == "https"  # no proxy into our own network
        self._place = place_of(settings)

    def text(
        self,
        channel: str,
        to: str,
        body: str,
        status_url: str,
        valid_seconds: int,
        name: str,
        template: Template | None = None,
    ) -> str:
        """Its receipts come to the one address the phone has, not to ``status_url``; they bear the name."""
        if channel != "sms" or template is not None:
            raise CarrierError(f"a SIM carries no {channel}", temporary=False)
        message: dict[str, Any] = {
            "id": name,
            "textMessage": {"text": body},
            "phoneNumbers": [to],
            "ttl": valid_seconds,
            "withDeliveryReport": True,
            "priority": AT_ONCE,
        }
        if self._place.sim:
            message["simNumber"] = self._place.sim
        if self._place.device:
            message["deviceId"] = self._place.device
        self._ask("POST", "/messages", message, but=ALREADY_THERE)
        return name

    def find_texts(
        self, channel: str, to: str, body: str, since: datetime, name: str, template: Template | None = None
    ) -> list[str]:
        """Whatever its state: of one that failed, the gateway tells by itself."""
        return [] if self._ask("GET", f"/messages/{quote(name, safe='')}", but=404) is None else [name]

    def webhooks(self) -> list[tuple[str, str]]:
        """(event, address) of what it will tell, and whom."""
        return [(str(each["event"]), str(each["url"])) for each in _list(self._ask("GET", "/webhooks"))]

    def devices(self) -> list[Device]:
        """Its phones; older versions know them by another address."""
        found = self._ask("GET", "/devices", but=404)
        told = _list(self._ask("GET", "/device") if found is None else found)
        return [Device(str(each["id"]), str(each.get("name", "")), _moment(each.get("lastSeen"))) for each in told]

    def _ask(self, method: str, path: str, message: Any = None, but: int = 0) -> Any:
        """What it answers; None where it answers ``but``."""
        with on_the_wire():
            answer = self._session.request(
                method, f"{self._base}{path}", json=message, timeout=self._patience, allow_redirects=False
            )
        status = answer.status_code
        if status == but:
            return None
        if not 200 <= status < 300:  # its words may quote the number, so only the status is told
            temporary = status in (408, 429) or status >= 500
            reason = f"SIM gateway: HTTP {status}"
            raise CarrierError(reason, temporary=temporary, unknown=status == 408 or status >= 500, code=str(status))
        if method != "GET":
            return True
        with on_the_wire():
            return answer.json()


def _list(found: Any) -> list[dict[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _moment(said: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(said).replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
