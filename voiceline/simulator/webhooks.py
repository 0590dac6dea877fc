"""Posts to the line: signed, logged, retried once when nobody could be reached, and faulty when a fault is ordered."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urldefrag, urlencode

from voiceline.simulator.faults import Faults
from voiceline.simulator.schedule import Schedule
from voiceline.simulator.signature import sign
from voiceline.simulator.web import Answer, Exchange, Form, Transport, Unreachable, WebRequest, WebResponse

Done = Callable[[Exchange], None]
CALLBACKS = ("call-status", "recording-status", "message-status", "transcription")


def rfc2822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC))


class Webhooks:
    def __init__(self, token: str, schedule: Schedule, transport: Transport, faults: Faults) -> None:
        self.token = token
        self.schedule = schedule
        self.transport = transport
        self.faults = faults
        self.log: list[Exchange] = []
        self.finished: Callable[[Exchange], object] = lambda _: None  # told of each one that got its answer

    def post(self, kind: str, sid: str, url: str, form: Form, done: Done | None = None, method: str = "POST") -> None:
        """Sends soon, never now: whoever asks is answered first."""
        finish = done or (lambda _: None)
        if kind in CALLBACKS:
            self._post_callback(kind, sid, url, form, finish, method)
            return
        request = self._request(url, form, method, spoil=True)
        kinds = ("webhook-duplicate", "webhook-retry", *(("text-duplicate",) if kind == "text" else ()))
        duplicate = self.faults.take(*kinds)
        if duplicate is None:
            self.schedule.after(0, lambda: self._send(kind, sid, request, finish))
        elif duplicate.kind != "webhook-retry":
            self.schedule.after(0, lambda: self._send(kind, sid, request, finish))
            self.schedule.after(0, lambda: self._send(kind, sid, request, lambda _: None, note=duplicate.kind))
        else:  # the first answer is lost on the way, so the same question is put again
            again = lambda _: self._send(kind, sid, request, finish, note="webhook-retry")  # noqa: E731
            self.schedule.after(0, lambda: self._send(kind, sid, request, again))

    def _post_callback(self, kind: str, sid: str, url: str, form: Form, finish: Done, method: str) -> None:
        fields = dict(form)
        status = fields.get("CallStatus") or fields.get("MessageStatus") or fields.get("RecordingStatus")
        status = status or fields.get("TranscriptionEvent")
        fault = self.faults.take("callback-duplicate", "callback-drop", "callback-delay", status=status)
        request = self._request(url, form, method, spoil=True)
        if fault is not None and fault.kind == "callback-drop":
            return
        delay = fault.seconds if fault is not None and fault.kind == "callback-delay" else 0.0
        for copy in range(2 if fault is not None and fault.kind == "callback-duplicate" else 1):
            note = fault.kind if fault is not None and (copy or delay) else ""
            self.schedule.after(delay, lambda note=note: self._send(kind, sid, request, finish, note=note))  # type: ignore[misc]

    def repeat(self, exchange: Exchange, done: Done | None = None) -> None:
        """The same bytes once more, as a retry would bring them."""
        self._send(exchange.kind, exchange.sid, exchange.request, done or (lambda _: None), note="replay")

    def _request(self, url: str, form: Form, method: str, spoil: bool) -> WebRequest:
        address = urldefrag(url).url  # a fragment sets retries and time limits; it is neither sent nor signed
        if method == "GET" and form:
            address += ("&" if "?" in address else "?") + urlencode(form)
            form = []
        headers = {
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
            "X-Home-Region": "us1",
            "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
        }
        if method != "GET":
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        signature = sign(self.token, address, form)
        fault = self.faults.take("bad-signature", "no-signature") if spoil else None
        if fault is None:
            headers["X-Twilio-Signature"] = signature
        elif fault.kind == "bad-signature":
            headers["X-Twilio-Signature"] = sign(self.token + "x", address, form)
        return WebRequest(method, address, headers, form)

    def _send(self, kind: str, sid: str, request: WebRequest, done: Done, note: str = "", retries: int = 1) -> None:
        now = datetime.fromtimestamp(self.schedule.clock.now(), UTC)
        exchange = Exchange(len(self.log) + 1, now, kind, sid, request, note=note)
        self.log.append(exchange)
        started = time.perf_counter()

        def answered(answer: Answer) -> None:
            exchange.milliseconds = round((time.perf_counter() - started) * 1000)
            if isinstance(answer, WebResponse):
                exchange.response = answer
            else:
                exchange.error = f"{type(answer).__name__}: {answer}"
            self.finished(exchange)
            if isinstance(answer, (Unreachable, ConnectionError)) and retries:
                self.schedule.after(0, lambda: self._send(kind, sid, request, done, "retry", retries - 1))
            else:
                self.schedule.after(0, lambda: done(exchange))

        self.transport.send(request, answered)
