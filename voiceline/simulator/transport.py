"""Posts webhooks over real sockets: a few threads, fifteen seconds in all, loopback only, no redirect followed here."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import requests

from voiceline.simulator.web import Answer, Unreachable, WebRequest, WebResponse

TOTAL_SECONDS = 15.0
CONNECT_SECONDS = 5.0
LARGEST_ANSWER = 4_000_000
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def is_loopback(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and parts.hostname in LOOPBACK


class PostingTransport:
    def __init__(self, threads: int = 8) -> None:
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="webhook")

    def send(self, request: WebRequest, done: Callable[[Answer], None]) -> None:
        self.pool.submit(lambda: done(_exchange(request)))

    def close(self) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)


def _exchange(request: WebRequest) -> Answer:
    if not is_loopback(request.url):
        return PermissionError(f"the simulator calls nobody but this machine, not {request.url}")
    body = urlencode(request.body_form) if request.method != "GET" else None
    try:
        return _fetch(request, body)
    except requests.ConnectionError as error:
        refused = isinstance(error, requests.ConnectTimeout) or "NewConnectionError" in repr(error)
        return Unreachable(str(error)) if refused else error
    except (requests.RequestException, TimeoutError) as error:
        return error


def _fetch(request: WebRequest, body: str | None) -> WebResponse:
    deadline = time.monotonic() + TOTAL_SECONDS
    with requests.Session() as session:
        session.trust_env = False  # no proxy between two processes of one machine
        answer = session.request(
            request.method,
            request.url,
            data=body,
            headers=request.headers,
            timeout=(CONNECT_SECONDS, TOTAL_SECONDS),
            allow_redirects=False,
            stream=True,
        )
        received = b""
        for chunk in answer.iter_content(65536):
            received += chunk
            if time.monotonic() > deadline or len(received) > LARGEST_ANSWER:
                raise TimeoutError("the answer took longer than fifteen seconds, or was too large")
        kind = answer.headers.get("Content-Type", "")
        return WebResponse(answer.status_code, received, kind, answer.headers.get("Location"))
