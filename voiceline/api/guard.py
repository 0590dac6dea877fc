"""A bearer token of ours, or 401."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, request

from voiceline.api.errors import ApiError
from voiceline.store import accounts
from voiceline.web.guard import the_line

P = ParamSpec("P")


def with_token(view: Callable[P, Response]) -> Callable[P, Response]:
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
