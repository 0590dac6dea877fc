"""What goes over the wire, as values: a request, its answer, and the two kept together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

Form = list[tuple[str, str]]


class Unreachable(Exception):
    """No connection could be made: the one failure that is retried by default."""


class RestTimeout(TimeoutError):
    """A REST answer that never came, though what was asked may well have been done."""


@dataclass(frozen=True)
class WebRequest:
    method: str
    url: str
    headers: dict[str, str]
    body_form: Form


@dataclass(frozen=True)
class WebResponse:
    status: int
    body: bytes
    content_type: str = "text/xml"
    location: str | None = None

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


Answer = WebResponse | Exception


class Transport(Protocol):
    def send(self, request: WebRequest, done: Callable[[Answer], None]) -> None: ...


@dataclass
class Exchange:
    """One webhook: what we posted, what came back, and how long it took."""

    number: int
    at: datetime
    kind: str  # 'voice', 'call-status', 'recording-status', 'text', 'message-status', 'transcription', 'media'
    sid: str  # of the call or message it is about
    request: WebRequest
    response: WebResponse | None = None
    error: str | None = None
    milliseconds: int = 0
    warnings: list[str] = field(default_factory=list)
    note: str = ""  # the fault that was ordered, if one was

    @property
    def url(self) -> str:
        return self.request.url

    @property
    def form(self) -> dict[str, str]:
        return dict(self.request.body_form)

    @property
    def status(self) -> int | None:
        return self.response.status if self.response else None

    @property
    def twiml(self) -> str:
        is_audio = self.response is not None and self.response.content_type.startswith("audio/")
        return self.response.text if self.response and not is_audio else ""

    @property
    def ok(self) -> bool:
        return self.response is not None and 200 <= self.response.status < 300
