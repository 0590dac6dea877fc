"""Fetches documents and has their verbs performed, one after the other, until somebody hangs up."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from voiceline.simulator import dial_verb, queue_verb, record_verb, spoken_verbs, transcribing
from voiceline.simulator.leg import Leg, Program, Wait
from voiceline.simulator.twiml import BadTwiml, Document, Element, End, Goto, Step, complaints, parse
from voiceline.simulator.web import Exchange, Form

if TYPE_CHECKING:
    from voiceline.simulator.carrier import Carrier

MARKUP = ("text/xml", "application/xml", "text/html")
HTTP_REDIRECTS = 10
ERROR_PROMPT = "We are sorry, an application error has occurred. Goodbye."

VERBS = {
    "Say": spoken_verbs.say,
    "Play": spoken_verbs.say,
    "Pause": spoken_verbs.say,
    "Gather": spoken_verbs.gather,
    "Redirect": spoken_verbs.redirect,
    "Hangup": spoken_verbs.hang_up,
    "Reject": spoken_verbs.reject,
    "Leave": spoken_verbs.leave,
    "Record": record_verb.record,
    "Enqueue": queue_verb.enqueue,
    "Dial": dial_verb.dial,
    "Start": transcribing.start,
    "Stop": transcribing.stop,
}


class WebhookFailed(Exception):
    def __init__(self, code: int, url: str, why: str) -> None:
        super().__init__(f"{code}: {why} ({url})")
        self.code, self.url = code, url


def conversation(carrier: Carrier, leg: Leg, step: Step | None) -> Program[None]:
    """A call's whole life on the line: documents until there are no more, then the hang-up."""
    try:
        while step is not None:
            document = step if isinstance(step, Document) else (yield from fetch(carrier, leg, step))
            outcome = yield from perform(carrier, leg, document)
            step = None if isinstance(outcome, End) else outcome
    except (WebhookFailed, BadTwiml) as failure:
        carrier.warn(str(failure))
        if isinstance(failure, BadTwiml) and carrier.strict and failure.code != 12100:
            raise
        answer_if_ringing(carrier, leg)
        carrier.caption(leg, ERROR_PROMPT, "en-US", "", "error")
        yield Wait(4, "say")
    answer_if_ringing(carrier, leg)
    carrier.switchboard.finish(leg, "completed")


def answer_if_ringing(carrier: Carrier, leg: Leg) -> None:
    if leg.direction == "inbound" and leg.status == "ringing":
        carrier.switchboard.answer(leg)


def stays_ringing(verb: Element) -> bool:
    """A leading Pause or Reject does not pick up, nor does a leading Dial with answerOnBridge."""
    return verb.tag in ("Pause", "Reject") or (verb.tag == "Dial" and verb.get("answerOnBridge", "").lower() == "true")


def perform(carrier: Carrier, leg: Leg, document: Document) -> Program[Step | End | None]:
    for verb in document.verbs:
        act = VERBS.get(verb.tag)
        if act is None:
            continue  # warned of when the document came
        if not stays_ringing(verb):
            answer_if_ringing(carrier, leg)
        if verb.tag != "Redirect":
            leg.redirects = 0
        following = yield from act(carrier, leg, verb, document)
        if following is not None:
            return following
        if leg.over:
            return End.HANGUP
    return None


def fetch(carrier: Carrier, leg: Leg, goto: Goto, fallback: bool = True) -> Program[Document]:
    """A document by its URL; when it cannot be had, the fallback's; when that fails too, an error."""
    try:
        return (yield from _fetch_once(carrier, leg, goto))
    except WebhookFailed as failure:
        backup = leg.fallback_url if fallback else None
        if backup is None or backup == goto.url:
            raise
        carrier.warn(str(failure))
        trouble = [*goto.params, ("ErrorCode", str(failure.code)), ("ErrorUrl", failure.url)]
        return (yield from _fetch_once(carrier, leg, Goto(backup, "POST", trouble)))


def _fetch_once(carrier: Carrier, leg: Leg, goto: Goto) -> Program[Document]:
    url, method, params = goto.url, goto.method, goto.params
    for _ in range(HTTP_REDIRECTS + 1):
        exchange = yield from ask(carrier, leg, url, params, method)
        response = exchange.response
        if response is not None and 300 <= response.status < 400 and response.location:
            url, method, params = urljoin(url, response.location), "GET", []  # Digits are lost on the way
            continue
        return read(carrier, exchange, url, goto)
    raise WebhookFailed(11215, goto.url, "too many redirects")


def ask(carrier: Carrier, leg: Leg, url: str, params: Form, method: str) -> Program[Exchange]:
    token = object()
    carrier.ask(leg, url, params, method, token)
    heard = yield Wait(None, "fetch", frozenset({"response"}), token)
    exchange: Exchange = heard.value
    return exchange


def read(carrier: Carrier, exchange: Exchange, url: str, goto: Goto) -> Document:
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
        carrier.warn(f"{complaint} ({url})")
    if exchange.warnings and carrier.strict:
        raise BadTwiml(12200, "; ".join(exchange.warnings) + f" from {url}")
    return Document(url, document.verbs, goto.method)


def _spoken(tag: str, text: str, url: str) -> Document:
    element = Element(tag)
    element.text = text
    return Document(url, [element])
