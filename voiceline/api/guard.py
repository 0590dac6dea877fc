"""Who may read: a bearer token of ours, or everyone where that is meant. A view without a guard fails a house test."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, current_app, request

from voiceline.api.errors import ApiError
from voiceline.line import Line
from voiceline.store import accounts

P = ParamSpec("P")


def the_line() -> Line:
    """The line of this application. The API stands beside ``web`` and borrows nothing from it."""
    line: Line = current_app.extensions["line"]
    return line


def with_token(view: Callable[P, Response]) -> Callable[P, Response]:
    """Only with ``Authorization: Bearer TOKEN``; anything else is 401."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> Response:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        with the_line().reading() as session:
            known = scheme.lower() == "bearer" and accounts.token_is_valid(session, token.strip())
        if not known:
            raise ApiError(401, "unauthorized", "send Authorization: Bearer TOKEN")
        return view(*args, **kwargs)

    checked.guard = "token"  # type: ignore[attr-defined]
    return checked


def open_to_all(view: Callable[P, Response]) -> Callable[P, Response]:
    """On purpose: the document that describes the API holds nothing of anybody's."""
    view.guard = "open"  # type: ignore[attr-defined]
    return view
