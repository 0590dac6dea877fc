"""The app and the carrier of our own joined in one process, without a socket, and the bell heard here."""

import json
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from flask import Flask
from twilio.base.exceptions import TwilioException
from twilio.http.response import Response as SdkResponse

from voiceline.line import Line
from voiceline.simulator.carrier import Carrier, RestTimeout, WebRequest, WebResponse
from voiceline.simulator.media import opened
from voiceline.store.bells import Bell


class StoryLine(Line):
    """The line, with a bell that the story hears."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.bells: list[tuple[str, int | str]] = []
        self.redis_is_down = False

    def ring_all(self, bells: Sequence[Bell]) -> bool:
        if self.redis_is_down:
            return False
        self.bells += [(bell.job, bell.key) for bell in bells]
        return True


class ToApp:
    """The carrier's way to the app: Flask's test client, answering at once."""

    def __init__(self, app: Flask):
        self._client = app.test_client()
        self.is_down = False

    def send(self, request: WebRequest, done: Callable[[WebResponse | Exception], None]) -> None:
        parts = urlsplit(request.url)
        headers = {k: v for k, v in dict(request.headers).items() if k.lower() not in ("content-length", "host")}
        answer = self._client.open(
            f"{parts.path}?{parts.query}" if parts.query else parts.path,  # signed as it stands
            base_url=f"{parts.scheme}://{parts.netloc}",
            method=request.method,
            headers=headers,
            data=urlencode(request.body_form) if request.method == "POST" else None,
            content_type="application/x-www-form-urlencoded",
        )
        done(WebResponse(answer.status_code, answer.data, answer.content_type or "", answer.headers.get("Location")))


class ToCarrier:
    """The SDK's way to the carrier, without a socket. Lasts no longer than its errors: a timeout is a timeout."""

    def __init__(self, carrier: Carrier):
        self._carrier = carrier

    def request(self, method: str, url: str, **rest: Any) -> SdkResponse:
        pairs = _pairs(rest.get("params")) + _pairs(rest.get("data"))
        try:
            status, body, _ = self._carrier.rest(method, urlsplit(url).path, pairs, _basic(rest.get("auth")))
        except RestTimeout as error:
            raise requests.ReadTimeout from error
        return SdkResponse(status, json.dumps(body) if not isinstance(body, bytes) else body.decode("latin-1"))


class Media:
    """``requests.get`` for the bytes of a recording, or of what came with a text. ``asked``: every address."""

    def __init__(self, carrier: Carrier):
        self._carrier = carrier
        self.asked: list[str] = []

    def __call__(self, url: str, auth: tuple[str, str] | None, timeout: float, **how: Any) -> requests.Response:
        self.asked.append(url)
        path, location = urlsplit(url).path, None
        if path.startswith("/media/"):
            assert auth is None, "our credentials went where the bytes are"
            medium = opened(self._carrier, url)
            status, body, kind = (200, medium.content, medium.declared) if medium else (403, b"", "text/plain")
        else:
            try:
                status, found, kind = self._carrier.rest("GET", path, [], _basic(auth))
            except RestTimeout as error:
                raise requests.ReadTimeout from error
            location = found.get("location") if isinstance(found, dict) else None
            body = found if isinstance(found, bytes) else b""
        answer = requests.Response()
        answer.status_code, answer.raw = status, BytesIO(body)
        answer.headers.update({"Content-Type": kind} | ({"Location": location} if location else {}))
        return answer


def _pairs(values: Any) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in (values or {}).items():
        for each in value if isinstance(value, list | tuple) else [value]:
            pairs.append((key, str(each)))
    return pairs


def _basic(auth: Any) -> str:
    import base64

    if not auth:
        raise TwilioException("no credentials")
    return "Basic " + base64.b64encode(f"{auth[0]}:{auth[1]}".encode()).decode()
