"""A feed that holds no thread: each request is answered at once with one event, or with none, and ended.

The same few threads answer the urgent calls, so nothing may wait in one for something to happen. A browser's
EventSource comes back by itself after ``retry`` and says what it saw last; the state's fingerprint is that name.
"""

from collections.abc import Callable
from hashlib import sha256

from flask import Response, request

RETRY = 3  # seconds; what is urgent is on every screen within them
LOST_AFTER = 15  # seconds without an answer, after which a page says that it is not live


def fingerprint(*state: object) -> str:
    """The same for the same values, in every process."""
    return sha256(repr(state).encode()).hexdigest()[:16]


def one_event(name: str, fragment: Callable[[], str]) -> Response:
    """The state as a fragment of HTML; an empty comment to whoever has seen it."""
    lines = [f"retry: {RETRY * 1000}"]
    if request.headers.get("Last-Event-ID") == name:
        lines.append(":")
    else:
        lines += [f"id: {name}", *(f"data: {line}" for line in fragment().splitlines() if line.strip())]
    body = "\n".join([*lines, "", ""])
    return Response(body, mimetype="text/event-stream", headers={"Cache-Control": "no-store"})
