"""A line that answers fixed documents, for the carrier to call: what its tests hold in their hands."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from voiceline.simulator.carrier import Carrier, Config, Exchange, Leg, ManualClock, WebRequest, WebResponse

ACCOUNT = "AC" + "0" * 32
TOKEN = "demo-token"
LINE = "+50256305476"
CUSTOMER = "+50244440001"
ANA = "+50255550101"
LUIS = "+50255550202"
BASE = "http://127.0.0.1:8000"
BASIC = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
EVENTS = [("StatusCallbackEvent", event) for event in ("initiated", "ringing", "answered", "completed")]

Page = str | WebResponse | Exception | Callable[[dict[str, str]], "str | WebResponse | Exception"]


class Line:
    """A line of fixed documents: path → TwiML, a whole response, an error, or a function of the form."""

    def __init__(self, pages: dict[str, Page], *, strict: bool = True, **settings: object) -> None:
        self.pages = pages
        config = Config(
            ACCOUNT, TOKEN, LINE, BASE + "/in", BASE + "/status", BASE + "/fallback", BASE + "/text",
            whatsapp_number=LINE, **settings,  # type: ignore[arg-type]
        )  # fmt: skip
        self.clock = ManualClock(datetime(2026, 11, 24, 8, 10, tzinfo=UTC))
        self.carrier = Carrier(config, self.clock, self, strict=strict)

    def send(self, request: WebRequest, done: Callable[[WebResponse | Exception], None]) -> None:
        page = self.pages.get(urlsplit(request.url).path, "")
        answer = page(dict(request.body_form)) if callable(page) else page
        done(WebResponse(200, f"<Response>{answer}</Response>".encode()) if isinstance(answer, str) else answer)

    def rest(self, method: str, path: str, *form: tuple[str, str]) -> tuple[int, dict[str, object]]:
        status, payload, _ = self.carrier.rest(method, f"/2010-04-01/Accounts/{ACCOUNT}/{path}", list(form), BASIC)
        assert isinstance(payload, dict)
        return status, payload

    def page(self, to: str, *form: tuple[str, str], url: str = "/page") -> Leg:
        asked = [("To", to), ("From", LINE), ("Url", BASE + url), ("StatusCallback", BASE + "/leg"), *EVENTS, *form]
        status, payload = self.rest("POST", "Calls.json", *asked)
        assert (status, payload["status"]) == (201, "queued")
        leg = self.carrier.leg(str(payload["sid"]))
        assert leg is not None
        self.carrier.settle()
        return leg

    def posts(self, path: str) -> list[dict[str, str]]:
        return [exchange.form for exchange in self.exchanges(path)]

    def exchanges(self, path: str) -> list[Exchange]:
        return [exchange for exchange in self.carrier.log if urlsplit(exchange.url).path == path]


MENU = '<Gather numDigits="1" action="/chosen"><Say language="es-MX">Marque 1 si nada funciona.</Say></Gather>'
HOLD = '<Enqueue waitUrl="/wait" action="/left">cola</Enqueue>'
WAIT = '<Say language="es-MX">Ya viene alguien.</Say><Pause length="5"/>'
