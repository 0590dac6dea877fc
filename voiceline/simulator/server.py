"""The carrier over HTTP: REST where the vendor's library looks for it, the acts of the page, and the page."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

from flask import Flask, Response, abort, jsonify, request, send_from_directory
from werkzeug.exceptions import HTTPException

from voiceline.simulator import media, scene
from voiceline.simulator.acts import ACTS, BadRequest
from voiceline.simulator.engine import Engine
from voiceline.simulator.people import People
from voiceline.simulator.transport import LOOPBACK
from voiceline.simulator.web import RestTimeout

PAGE = Path(__file__).parent / "page"
STREAM_PAUSE = 0.05  # several changes in one breath are one picture
KEEP_ALIVE = 15.0
HELD_BACK = 20.0  # longer than any client waits


def create_app(engine: Engine, people: People) -> Flask:
    app = Flask(__name__, static_folder=None)
    carrier = engine.carrier

    @app.before_request
    def only_this_machine() -> None:
        host = request.host.rsplit(":", 1)[0].strip("[]")
        if host not in LOOPBACK:  # another site's name pointed at this address
            abort(403)

    @app.route(f"{carrier.config.api_prefix}/<path:_>", methods=["GET", "POST", "DELETE"])
    @app.route("/v1/<path:_>", methods=["GET"])  # the voice product, which has a host of its own at the real one
    def rest(_: str) -> Response:
        form = list(request.form.items(multi=True)) + list(request.args.items(multi=True))
        authorization = request.headers.get("Authorization")
        try:
            status, payload, kind = carrier.rest(request.method, request.path, form, authorization)
        except RestTimeout:
            engine.touch()
            time.sleep(HELD_BACK)
            abort(504)
        engine.touch()
        body = payload if isinstance(payload, bytes) else json.dumps(payload)
        answer = Response(body, status, content_type=kind)
        if isinstance(payload, dict) and "location" in payload:
            answer.headers["Location"] = payload["location"]
        return answer

    @app.get("/media/<sid>")
    def opened(sid: str) -> Response:
        medium = media.opened(carrier, request.url)
        if medium is None:
            abort(403)
        return Response(medium.content, content_type=medium.declared)

    @app.get("/sim/media/<sid>")
    def shown(sid: str) -> Response:
        medium = carrier.media.get(sid)
        if medium is None or medium.deleted:
            abort(404)
        safe = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
        return Response(medium.content, content_type=medium.declared, headers=safe)

    @app.route("/twiml/<sid>", methods=["GET", "POST"])
    def kept(sid: str) -> Response:
        form = list(request.form.items(multi=True))
        status, body = carrier.kept_twiml(sid, request.url, form, request.headers.get("X-Twilio-Signature"))
        return Response(body, status, content_type="text/xml" if status == 200 else "text/plain")

    @app.post("/sim/<act>")
    def act(act: str) -> Response:
        if act not in ACTS:
            abort(404)
        if request.mimetype != "application/json":  # a form on some other page cannot send this
            abort(415)
        asked = request.get_json()
        try:
            done = ACTS[act](carrier, asked if isinstance(asked, dict) else {})
        finally:
            engine.touch()
        return jsonify(done)

    @app.errorhandler(BadRequest)
    def refused(error: BadRequest) -> tuple[Response, int]:
        return jsonify({"error": str(error)}), 400

    @app.errorhandler(HTTPException)
    def wrong(error: HTTPException) -> tuple[Response, int]:
        return jsonify({"error": error.description}), error.code or 500

    @app.get("/sim/state")
    def state() -> Response:
        with carrier.lock:
            return jsonify(scene.whole(carrier, people) | {"log": [scene.webhook(e) for e in engine.finished[-60:]]})

    @app.get("/sim/events")
    def events() -> Response:
        last = request.headers.get("Last-Event-ID") or request.args.get("since") or "0"
        seen = int(last) if last.isdecimal() else 0
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return Response(_stream(engine, people, seen), content_type="text/event-stream", headers=headers)

    @app.get("/sim/recordings/<sid>.wav")
    def recording(sid: str) -> Response:
        kept = carrier.recordings.get(sid)
        if kept is None or kept.deleted:
            abort(404)
        return Response(kept.wav(), content_type="audio/x-wav")

    @app.get("/")
    def index() -> Response:
        return send_from_directory(PAGE, "index.html")

    @app.get("/page/<path:name>")
    def page(name: str) -> Response:
        return send_from_directory(PAGE, name)

    return app


def _stream(engine: Engine, people: People, seen: int) -> Iterator[str]:
    """The whole picture at each change; every webhook once, numbered, so a lost connection loses none of them."""
    revision = -1
    while True:
        with engine.changed:
            picture = json.dumps(scene.whole(engine.carrier, people))
            revision = engine.revision
            fresh = [(n, scene.webhook(e)) for n, e in enumerate(engine.finished[seen:], seen + 1)]
        yield f"event: scene\ndata: {picture}\n\n"
        for number, webhook in fresh:
            yield f"id: {number}\nevent: webhook\ndata: {json.dumps(webhook)}\n\n"
            seen = number
        while engine.wait_for_change(revision, KEEP_ALIVE) == revision:
            yield ": still here\n\n"
        time.sleep(STREAM_PAUSE)
