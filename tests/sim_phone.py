"""A phone with a SIM, as the app "SMS Gateway for Android" shows it: a real HTTP server, and signed events.

Written from the app's guide (docs.sms-gate.app): 202 for a message that is taken, 409 for a name that it has, 404 for
one that it has not; an event is signed over its body and the time of the attempt.
"""

import hashlib
import hmac
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask, Response, jsonify, request
from flask.testing import FlaskClient
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

USER, PASSWORD = "sms", "pass-word-of-the-phone"
KEYS = ("the-new-key", "the-old-key")
E164 = re.compile(r"\+[1-9][0-9]{7,14}")


class SimPhone:
    """``sent``: what left by its SIM. ``trouble``: how the next requests to send end (500, 429, ``unheard``)."""

    def __init__(self) -> None:
        self.messages: dict[str, dict[str, Any]] = {}
        self.trouble: list[int | str] = []
        self.webhooks: list[dict[str, str]] = []
        self.devices: list[dict[str, Any]] = []
        self.knows_devices = True
        self.url = ""
        self._events = 0

    @property
    def sent(self) -> list[tuple[str, str]]:
        return [(each["phoneNumbers"][0], each["textMessage"]["text"]) for each in self.messages.values()]

    def name_of(self, words: str) -> str:
        """The name of the last message with these words."""
        found = [name for name, each in self.messages.items() if words in each["textMessage"]["text"]]
        assert found, f"nothing with {words!r} was sent: {self.sent}"
        return found[-1]

    def event(self, kind: str, **payload: Any) -> dict[str, Any]:
        self._events += 1
        return {"deviceId": "phone-1", "event": kind, "id": f"event-{self._events}", "payload": payload}

    def text(self, sender: str, body: str, at: datetime, /, **payload: Any) -> dict[str, Any]:
        """A message came in. As in the app, its messageId is made of sender and words alone."""
        known_by = hashlib.sha1(f"{sender}{body}".encode("utf-8", "replace")).hexdigest()[:8]
        said = {"messageId": known_by, "message": body, "sender": sender, "phoneNumber": sender, "simNumber": 1}
        return self.event("sms:received", **{**said, "receivedAt": at.isoformat(), **payload})


def tell(client: FlaskClient, event: Any, at: datetime | None, key: str | None = KEYS[0]) -> TestResponse:
    """The phone posts it, signed at this moment; without a key, or a moment, without that header."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    headers = {"Content-Type": "application/json"}
    if at is not None:
        headers["X-Timestamp"] = str(int(at.timestamp()))
    if key is not None:
        signed = body + headers.get("X-Timestamp", "").encode()
        headers["X-Signature"] = hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
    return client.post("/sim/event", data=body, headers=headers)


@contextmanager
def sim_phone() -> Iterator[SimPhone]:
    """On a port of its own until the end."""
    phone = SimPhone()
    server = make_server("127.0.0.1", 0, _app(phone), threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    phone.url = f"http://{USER}:{PASSWORD}@127.0.0.1:{server.port}?sim=1"
    yield phone
    server.shutdown()
    serving.join()
    server.server_close()


def _app(phone: SimPhone) -> Flask:
    app = Flask(__name__)

    @app.before_request
    def is_known() -> Response | None:
        given = request.authorization
        known = given is not None and (given.username, given.password) == (USER, PASSWORD)
        return None if known else Response('{"message":"Unauthorized"}', 401)

    @app.post("/messages")
    def send() -> Any:
        asked = request.get_json()
        trouble = phone.trouble.pop(0) if phone.trouble else None
        if isinstance(trouble, int):
            return jsonify(message="try later"), trouble
        number = asked["phoneNumbers"][0]
        if not E164.fullmatch(number):
            return jsonify(message=f"invalid phone number {number}"), 400
        if asked["id"] in phone.messages:
            return jsonify(message="duplicate id"), 409
        phone.messages[asked["id"]] = {**asked, "state": "Pending"}
        if trouble == "unheard":
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return jsonify(id=asked["id"], state="Pending"), 202

    @app.get("/messages/<name>")
    def message(name: str) -> Any:
        found = phone.messages.get(name)
        return (jsonify(id=name, state=found["state"]), 200) if found else (jsonify(message="not found"), 404)

    @app.get("/webhooks")
    def webhooks() -> Any:
        return jsonify(phone.webhooks)

    @app.get("/device")
    def device() -> Any:
        return jsonify(phone.devices)

    @app.get("/devices")
    def devices() -> Any:
        return jsonify(phone.devices) if phone.knows_devices else ("", 404)

    return app
