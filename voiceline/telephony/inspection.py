"""What the carrier says of our account, only ever read: for the diagnosis, never on a call's way.

Every failure is a CarrierError, as the phone's are. The resources, under twilio.com/docs: iam/api/account,
phone-numbers/api/incomingphonenumber-resource, voice/api/outgoing-caller-ids, voice/api/dialingpermissions-resources.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urldefrag, urlsplit

import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from voiceline.settings import Settings
from voiceline.telephony.contents import host_of
from voiceline.telephony.phone import CarrierError
from voiceline.telephony.twilio_phone import translated
from voiceline.telephony.wire import PATIENCE

BAD_CREDENTIALS = ("20003", "20004")
NOT_ACTIVE = "20005"
LARGEST_DOCUMENT = 64 * 1024  # bytes; the carrier takes no larger TwiML


@dataclass(frozen=True)
class AccountState:
    status: str  # "active", "suspended", "closed"
    is_trial: bool
    ahead_seconds: float | None  # this machine's clock against the carrier's; half a second is its best precision


@dataclass(frozen=True)
class Balance:
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class OwnedNumber:
    """A number of the account and where it sends its calls and texts; an empty URL is none."""

    number: str
    voice_url: str
    voice_method: str
    status_url: str
    status_method: str
    fallback_url: str
    text_url: str
    text_method: str
    takes_texts: bool
    voice_elsewhere: str  # sid of the application or trunk that overrides the URLs, or ""


class Inspection:
    """One reader over the account of these settings, which must name an account and a token. Safe among threads."""

    def __init__(self, settings: Settings, now: Callable[[], datetime], seconds: float = PATIENCE):
        self._settings, self._now, self._seconds = settings, now, seconds
        client = Client(settings.account_sid, settings.auth_tokens[0], http_client=TwilioHttpClient(timeout=seconds))
        client.api.base_url = settings.carrier_api_url
        client.voice.base_url = host_of("voice", settings.carrier_api_url)
        self._client = client

    def account(self) -> AccountState:
        before = self._now()
        with translated():
            answer = self._client.api.accounts(self._settings.account_sid).fetch_with_http_info()
        middle = before + (self._now() - before) / 2
        return AccountState(
            status=str(answer.data.status),
            is_trial=str(answer.data.type) == "Trial",
            ahead_seconds=_ahead(middle, answer.headers),
        )

    def balance(self) -> Balance:
        with translated():
            found = self._client.balance.fetch()
        try:
            return Balance(Decimal(str(found.balance)), str(found.currency))
        except InvalidOperation as error:
            raise CarrierError(f"carrier: a balance that is no number: {found.balance!r}", temporary=False) from error

    def numbers(self) -> list[OwnedNumber]:
        with translated():
            return [_owned(each) for each in self._client.incoming_phone_numbers.list(page_size=1000)]

    def verified_numbers(self) -> list[str]:
        """Numbers of others that our calls may show; they cannot send texts."""
        with translated():
            return [str(each.phone_number) for each in self._client.outgoing_caller_ids.list(page_size=1000)]

    def may_call(self, country: str) -> bool:
        """Whether ordinary numbers of this country (ISO code) may be called."""
        with translated():
            found = self._client.voice.v1.dialing_permissions.countries(country).fetch()
        return bool(found.low_risk_numbers_enabled)

    def document(self, url: str) -> str:
        """What a caller would be read from this URL, asked for as the carrier does it: TwiML bins answer to nobody
        who does not sign for the account (help.twilio.com, "Not Authorized error when trying to view TwiML Bin URL").
        """
        plain = urldefrag(url).url
        signed = f"{plain}{'&' if urlsplit(plain).query else '?'}AccountSid={self._settings.account_sid}"
        status = 0
        for token in self._settings.auth_tokens:  # while rotating, only the primary one opens it
            status, body = self._get(signed, RequestValidator(token).compute_signature(signed, {}))
            if status == 200:
                return body
            if status not in (401, 403):
                break
        raise CarrierError(f"HTTP {status}", temporary=status >= 500 or status == 429, code=str(status))

    def _get(self, url: str, signature: str) -> tuple[int, str]:
        with translated():
            headers = {"X-Twilio-Signature": signature}
            with requests.get(url, headers=headers, timeout=self._seconds, stream=True) as answer:
                body = answer.raw.read(LARGEST_DOCUMENT, decode_content=True)
                return answer.status_code, bytes(body).decode("utf-8", "replace")


def _owned(found: Any) -> OwnedNumber:
    def words(name: str) -> str:
        return str(getattr(found, name, None) or "")

    return OwnedNumber(
        number=words("phone_number"),
        voice_url=words("voice_url"),
        voice_method=words("voice_method"),
        status_url=words("status_callback"),
        status_method=words("status_callback_method"),
        fallback_url=words("voice_fallback_url"),
        text_url=words("sms_url"),
        text_method=words("sms_method"),
        takes_texts=bool(dict(found.capabilities or {}).get("sms")),
        voice_elsewhere=words("trunk_sid") or words("voice_application_sid"),
    )


def _ahead(ours: datetime, headers: Iterable[Any] | Any) -> float | None:
    date = {str(name).lower(): value for name, value in dict(headers or {}).items()}.get("date")
    try:
        theirs = parsedate_to_datetime(str(date))
    except ValueError:
        return None
    return (ours - theirs).total_seconds() - 0.5  # the header leaves out the fraction of its second
