"""The port spoken to Twilio's REST API. One client a process; every failure becomes one CarrierError."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from voiceline.settings import Settings
from voiceline.telephony import twilio_media
from voiceline.telephony.contents import host_of, in_one_line, words_of
from voiceline.telephony.phone import CarrierError, LegState, MissedCall, Template
from voiceline.telephony.wire import PATIENCE, on_the_wire

log = logging.getLogger(__name__)

NOT_IN_PROGRESS = 21220
NOT_FOUND = 20404
SLACK = timedelta(seconds=5)  # the carrier's clock and ours


class TwilioPhone:
    """Build it before a fork (it warms the SDK's lazy imports); it opens no connection until it is used."""

    def __init__(self, settings: Settings, http_client: Any = None, fetch: Callable[..., Any] = requests.get):
        self._settings = settings
        self._fetch = fetch  # for media, which the SDK does not bring
        self._http_client = http_client or TwilioHttpClient(timeout=PATIENCE)
        self._client = Client(settings.account_sid, settings.auth_tokens[0], http_client=self._http_client)
        self._client.api.base_url = settings.carrier_api_url
        self._client.content.base_url = host_of("content", settings.carrier_api_url)
        self._warm: tuple[object, ...] = (self._client.calls, self._client.messages, self._client.recordings)

    def call(self, to: str, url: str, status_url: str, ring_seconds: int) -> str:
        with translated():
            made = self._client.calls.create(
                to=to,
                from_=self._settings.caller_number,
                url=url,
                method="POST",
                status_callback=status_url,
                status_callback_event=["initiated", "ringing", "answered", "completed"],
                timeout=ring_seconds,
            )
        return str(made.sid)

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
        with translated():
            made = self._client.messages.create(
                to=_address(channel, to),
                from_=_address(channel, self._sender(channel)),
                status_callback=status_url,
                validity_period=valid_seconds,
                **({"body": body} if template is None else _content(template)),
            )
        return str(made.sid)

    def stop_ringing(self, sid: str) -> LegState | None:
        try:
            with translated():
                return _state(self._client.calls(sid).update(status="canceled"))
        except CarrierError as error:
            if error.code not in (str(NOT_IN_PROGRESS), str(NOT_FOUND)):
                raise
        return self.leg(sid)

    def redirect(self, sid: str, url: str) -> bool:
        return _unless_over(lambda: self._client.calls(sid).update(url=url, method="POST"))

    def find_calls(self, to: str, since: datetime) -> list[str]:
        with translated():
            newest = self._client.calls.list(to=to, limit=20)  # by no time: a queued call has no start yet
        return [str(c.sid) for c in newest if c.direction == "outbound-api" and _is_since(c.date_created, since)]

    def find_texts(
        self, channel: str, to: str, body: str, since: datetime, name: str, template: Template | None = None
    ) -> list[str]:
        with translated():
            newest = self._client.messages.list(
                to=_address(channel, to), from_=_address(channel, self._sender(channel)), limit=20
            )
            sent = [m for m in newest if m.direction == "outbound-api" and _is_since(m.date_created, since)]
        said = self._words(body, template) if sent else frozenset()
        return [str(m.sid) for m in sent if in_one_line(m.body) in said]

    def leg(self, sid: str) -> LegState | None:
        try:
            with translated():
                return _state(self._client.calls(sid).fetch())
        except CarrierError as error:
            if error.code == str(NOT_FOUND):
                return None
            raise

    def calls_in(self, since: datetime) -> list[MissedCall]:
        with translated():
            found = self._client.calls.list(start_time_after=since, limit=1000)
        over = [
            c for c in found if c.direction == "inbound" and c.date_created and c.end_time and c.parent_call_sid is None
        ]
        return sorted((_missed(call) for call in over), key=lambda call: call.began_at)

    def recording(self, sid: str) -> tuple[bytes, str] | None:
        base = f"{self._settings.carrier_api_url}/2010-04-01/Accounts/{self._settings.account_sid}"
        with translated():
            answer = self._fetch(
                f"{base}/Recordings/{sid}.wav",
                auth=(self._settings.account_sid, self._settings.auth_tokens[0]),
                timeout=PATIENCE,
            )
        if answer.status_code == 404:
            return None
        if not answer.ok:
            raise CarrierError(f"recording: HTTP {answer.status_code}", temporary=True)
        return answer.content, answer.headers.get("Content-Type", "audio/wav").partition(";")[0]

    def delete_recording(self, sid: str) -> None:
        _unless_over(lambda: self._client.recordings(sid).delete())

    def media(self, url: str, most_bytes: int) -> tuple[bytes, str] | None:
        return twilio_media.fetch(self._fetch, self._settings, url, most_bytes)

    def delete_media(self, url: str) -> None:
        place = twilio_media.place_of(url, self._settings)
        if place is not None:
            _unless_over(lambda: self._client.messages(place.message).media(place.sid).delete())

    def _words(self, body: str, template: Template | None) -> frozenset[str]:
        """What it may say; of a template that cannot be read nothing is known: rather it goes twice than never."""
        if template is None:
            return frozenset({in_one_line(body)})
        try:
            with translated():
                return words_of(self._client, template)
        except CarrierError as error:
            log.warning("template %s cannot be read: %s", template.sid, error)
            return frozenset()

    def _sender(self, channel: str) -> str:
        if channel == "whatsapp":
            if not self._settings.whatsapp_number:
                raise CarrierError("WHATSAPP_NUMBER is not set", temporary=False)
            return self._settings.whatsapp_number
        return self._settings.sms_number


def _state(call: Any) -> LegState:
    return LegState(str(call.sid), str(call.status), int(call.duration) if call.duration else None)


def _missed(call: Any) -> MissedCall:
    return MissedCall(
        sid=str(call.sid),
        caller=str(call._from or ""),  # the SDK's name for From
        called=str(call.to or ""),
        status=str(call.status),
        began_at=call.date_created,
        ended_at=call.end_time,
        duration_seconds=int(call.duration) if call.duration else None,
    )


def _content(template: Template) -> dict[str, Any]:
    return {"content_sid": template.sid, "content_variables": json.dumps(dict(template.variables), ensure_ascii=False)}


def _address(channel: str, number: str) -> str:
    return f"whatsapp:{number}" if channel == "whatsapp" else number


def _is_since(created: datetime | None, since: datetime) -> bool:
    return created is None or created >= (since - SLACK).replace(microsecond=0)


def _unless_over(update: Callable[[], object]) -> bool:
    try:
        with translated():
            update()
    except CarrierError as error:
        if error.code in (str(NOT_IN_PROGRESS), str(NOT_FOUND)):
            return False
        raise
    return True


@contextmanager
def translated() -> Iterator[None]:
    """Twilio's and requests' errors become a CarrierError that says temporary from permanent (twilio.com/docs/api)."""
    try:
        with on_the_wire():
            yield
    except TwilioException as error:
        status, code = _status_and_code(error)
        temporary = status == 429 or status >= 500 or code == 20429
        reason = f"carrier: HTTP {status}, code {code}"
        raise CarrierError(
            reason, temporary=temporary, unknown=status >= 500, code=str(code) if code else None
        ) from error


def _status_and_code(error: TwilioException) -> tuple[int, int | None]:
    """What the carrier answered, 0 when unknown; a list's error has only the answer itself (twilio/base/page.py)."""
    if isinstance(error, TwilioRestException):
        return int(error.status), error.code
    answer = error.args[1] if len(error.args) > 1 else None
    status = int(getattr(answer, "status_code", 0))
    try:
        told = json.loads(getattr(answer, "text", ""))
    except ValueError:
        return status, None
    return status, told.get("code") if isinstance(told, dict) else None
