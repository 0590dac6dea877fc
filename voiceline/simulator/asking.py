"""What a call asks the line for, its documents and files, and what it tells the line and nobody answers."""

from __future__ import annotations

from urllib.parse import urljoin

from voiceline.simulator import forms
from voiceline.simulator.leg import Leg
from voiceline.simulator.office import Office
from voiceline.simulator.program import Heard, Program, Wait
from voiceline.simulator.twiml import BadTwiml, Document, Element, Goto, complaints, parse
from voiceline.simulator.web import Exchange, Form

MARKUP = ("text/xml", "application/xml", "text/html")
HTTP_REDIRECTS = 10


class WebhookFailed(Exception):
    def __init__(self, code: int, url: str, why: str) -> None:
        super().__init__(f"{code}: {why} ({url})")
        self.code, self.url = code, url


def fetch(office: Office, leg: Leg, goto: Goto, fallback: bool) -> Program[Document]:
    """A document by its URL; when it cannot be had, the fallback's; when that fails too, an error."""
    try:
        return (yield from _fetch_once(office, leg, goto))
    except WebhookFailed as failure:
        backup = leg.fallback_url if fallback else None
        if backup is None or backup == goto.url:
            raise
        office.warn(str(failure))
        trouble = [*goto.params, ("ErrorCode", str(failure.code)), ("ErrorUrl", failure.url)]
        return (yield from _fetch_once(office, leg, Goto(backup, "POST", trouble)))


def fetch_file(office: Office, leg: Leg, url: str) -> Program[Exchange]:
    """What a Play names."""
    return (yield from _ask(office, leg, "media", url, [], "GET"))


def tell(office: Office, leg: Leg, goto: Goto, params: Form) -> None:
    """A webhook whose answer nobody will hear."""
    form = forms.of_leg(leg, office.config.account_sid) + params
    office.webhooks.post("voice", leg.sid, goto.url, form, method=goto.method)


def _fetch_once(office: Office, leg: Leg, goto: Goto) -> Program[Document]:
    url, method, params = goto.url, goto.method, goto.params
    for _ in range(HTTP_REDIRECTS + 1):
        form = forms.of_leg(leg, office.config.account_sid) + params
        exchange = yield from _ask(office, leg, "voice", url, form, method)
        response = exchange.response
        if response is not None and 300 <= response.status < 400 and response.location:
            url, method, params = urljoin(url, response.location), "GET", []  # Digits are lost on the way
            continue
        return _read(office, exchange, url, goto)
    raise WebhookFailed(11215, goto.url, "too many redirects")


def _ask(office: Office, leg: Leg, kind: str, url: str, form: Form, method: str) -> Program[Exchange]:
    token = object()

    def answered(exchange: Exchange) -> None:
        office.runner.resume(leg, Heard("response", exchange, token))

    office.webhooks.post(kind, leg.sid, url, form, answered, method)
    heard = yield Wait(None, "fetch", frozenset({"response"}), token)
    exchange: Exchange = heard.value
    return exchange


def _read(office: Office, exchange: Exchange, url: str, goto: Goto) -> Document:
    response = exchange.response
    if response is None:
        raise WebhookFailed(11205 if "Unreachable" in (exchange.error or "") else 11200, url, exchange.error or "")
    if not exchange.ok:
        raise WebhookFailed(11200, url, f"answered {response.status}")
    kind = response.content_type.split(";")[0].strip().lower()
    if kind.startswith("audio/"):
        return _spoken("Play", url, url)
    if kind == "text/plain" and not response.text.lstrip().startswith("<"):
        return _spoken("Say", response.text, url)
    if kind not in MARKUP and kind != "text/plain":
        raise WebhookFailed(12300, url, f"content type {kind!r}")
    try:
        document = parse(response.text, url)
    except BadTwiml as error:
        raise WebhookFailed(error.code, url, str(error)) from error
    exchange.warnings = complaints(document)
    for complaint in exchange.warnings:
        office.warn(f"{complaint} ({url})")
    if exchange.warnings and office.strict:
        raise BadTwiml(12200, "; ".join(exchange.warnings) + f" from {url}")
    return Document(url, document.verbs, goto.method)


def _spoken(tag: str, text: str, url: str) -> Document:
    element = Element(tag)
    element.text = text
    return Document(url, [element])
