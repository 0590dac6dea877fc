"""Answers to the carrier, and what a caller hears when something of ours fails."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec
from urllib.parse import quote

from flask import Response, request
from sqlalchemy.exc import SQLAlchemyError

from voiceline.domain.escalation import fallback_numbers
from voiceline.store import directory
from voiceline.telephony import twiml
from voiceline.telephony.inbound import NamelessCallError
from voiceline.telephony.twilio_transcriber import transcriber_of
from voiceline.web.guard import the_line

P = ParamSpec("P")
log = logging.getLogger(__name__)

MOST_RETRIES = 3
MOST_SAID = 200  # characters of speech kept in a URL


def document(xml: str) -> Response:
    return Response(xml, mimetype="text/xml")


def errors_are_spoken(view: Callable[P, Response]) -> Callable[P, Response]:
    """Transient trouble says "un momento" and asks the same again, three times; then sorry, and the fallback numbers.

    The key is kept in the URL, since the carrier drops it on a redirect. Several digits are not: they may be a PIN, and
    URLs stand in logs; they are asked for again.
    """

    @wraps(view)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> Response:
        try:
            return view(*args, **kwargs)
        except NamelessCallError:  # no retry would name it; she is connected to a person
            log.error("the carrier asked for a call without a name")
            return apology(_language())
        except Exception as error:
            retries = request.args.get("again", 0, int)
            if isinstance(error, SQLAlchemyError | directory.NoDirectoryError):
                log.error("the line cannot reach its rows (%s), retry %s", type(error).__name__, retries)
            else:
                log.exception("a turn failed, retry %s", retries)
            language = _language()
            if retries >= MOST_RETRIES:
                return apology(language)
            return document(twiml.one_moment(language, again(retries + 1)))

    return spoken


def apology(language: str) -> Response:
    """The last resort of every call: sorry, and the numbers that this process last knew."""
    settings = the_line().settings
    numbers, transcriber = last_known_numbers(), transcriber_of(settings)
    return document(twiml.apology(language, numbers, settings.caller_number, transcriber))


def too_large() -> Response:
    """A form larger than any of the carrier's is not read, so nobody knows who sent it: nobody's number is in this.

    A call goes on with the form that comes next.
    """
    retries = request.args.get("again", 0, int)
    if retries >= MOST_RETRIES:
        return document(twiml.apology(_language(), (), the_line().settings.caller_number))
    return document(twiml.one_moment(_language(), f"{request.path}?again={retries + 1}"))


def last_known_numbers() -> tuple[str, ...]:
    """Who is rung when the app cannot decide: what this process last knew; no row is read."""
    book = directory.last_known()
    return fallback_numbers(book) if book else ()


def again(retries: int) -> str:
    """This request once more, with what was pressed."""
    form = request.form
    kept = {
        "key": request.args.get("key") or _kept_key(form.get("Digits", "")),
        "seconds": request.args.get("seconds") or form.get("RecordingDuration", ""),
        "recording": request.args.get("recording") or form.get("RecordingSid", ""),
        "queue": request.args.get("queue") or form.get("QueueResult", ""),
        "dial": request.args.get("dial") or form.get("DialCallStatus", ""),
        "said": quote(request.args.get("said") or form.get("SpeechResult", "")[:MOST_SAID]),
        "sure": request.args.get("sure") or form.get("Confidence", ""),
    }
    safe = {"#": "hash", "*": "star"}
    pairs = [f"{name}={safe.get(value, value)}" for name, value in kept.items() if value and value.isascii()]
    return f"{request.path}?{'&'.join([*pairs, f'again={retries}'])}"


def _kept_key(digits: str) -> str:
    return digits if len(digits) == 1 or digits == "hangup" else "*" if digits else ""


def answered() -> dict[str, str]:
    """The form, with what an earlier try of the same request had been given."""
    form = dict(request.form)
    names = {
        "key": "Digits",
        "seconds": "RecordingDuration",
        "recording": "RecordingSid",
        "queue": "QueueResult",
        "dial": "DialCallStatus",
        "said": "SpeechResult",
        "sure": "Confidence",
    }
    unsafe = {"hash": "#", "star": "*"}
    for short, name in names.items():
        value = request.args.get(short)
        if value and not form.get(name):
            form[name] = unsafe.get(value, value)
    return form


def _language() -> str:
    book = directory.last_known()
    return book.language if book else "es"
