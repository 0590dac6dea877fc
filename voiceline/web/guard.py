"""Who may come in by which door, and what every answer carries. A route without a guard fails a house test."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Flask, Response, abort, current_app, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.wrappers import Response as AnyResponse

from voiceline.line import Line
from voiceline.telephony.inbound import SignatureCheck
from voiceline.telephony.sim_inbound import SimSignatureCheck

P = ParamSpec("P")

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)


def install(app: Flask, line: Line) -> None:
    app.extensions["signature"] = SignatureCheck(line.settings.public_url, line.settings.auth_tokens)
    app.extensions["sim_signature"] = SimSignatureCheck(line.settings.sim_gateway_secrets)

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        if response.mimetype == "text/html":
            response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def the_line() -> Line:
    """The line of this application."""
    line: Line = current_app.extensions["line"]
    return line


def from_carrier(view: Callable[P, AnyResponse]) -> Callable[P, AnyResponse]:
    """Only for requests signed by the carrier; anything else is 403. What is signed is read without its NULs, which
    PostgreSQL has no text for.
    """

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> AnyResponse:
        check: SignatureCheck = current_app.extensions["signature"]
        signature = request.headers.get("X-Twilio-Signature")
        if not signature:
            abort(403)  # before anything of it is read
        raw_uri = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.full_path.rstrip("?")
        if not check.accepts(raw_uri, request.form, signature):
            abort(403)
        if "\0" in "".join(request.form.values()):
            request.form = ImmutableMultiDict((name, said.replace("\0", "")) for name, said in request.form.items())
        return view(*args, **kwargs)

    checked.guard = "carrier"  # type: ignore[attr-defined]
    return checked


def from_sim(view: Callable[P, AnyResponse]) -> Callable[P, AnyResponse]:
    """Only for requests signed by the phone with our SIM; anything else is 403, as all is where no key is set."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> AnyResponse:
        check: SimSignatureCheck = current_app.extensions["sim_signature"]
        headers = request.headers
        if not check.accepts(raw_body(), headers.get("X-Timestamp"), headers.get("X-Signature"), the_line().now()):
            abort(403)
        return view(*args, **kwargs)

    checked.guard = "sim"  # type: ignore[attr-defined]
    return checked


def raw_body() -> bytes:
    """What is signed: every byte as it came."""
    return request.get_data(cache=True, parse_form_data=False)


def open_to_all(view: Callable[P, AnyResponse]) -> Callable[P, AnyResponse]:
    """On purpose: health, the login page."""
    view.guard = "open"  # type: ignore[attr-defined]
    return view
