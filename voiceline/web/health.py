"""Is it alive, is it ready, how is it doing: for monitoring, without a login and without a caller's number."""

from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from voiceline.store import heartbeats
from voiceline.web.guard import open_to_all, the_line
from voiceline.web.metrics import LineCollector

blueprint = Blueprint("health", __name__)

CLOCK_IS_DEAD_AFTER = 10  # seconds without a beat


@blueprint.get("/healthz")
@open_to_all
def alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@open_to_all
def ready() -> Response:
    missing = _missing()
    response = jsonify({"ready": not missing, "missing": missing})
    response.status_code = 503 if missing else 200
    return response


@blueprint.get("/metrics")
@open_to_all
def metrics() -> Response:
    registry = CollectorRegistry()
    registry.register(LineCollector(the_line()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _missing() -> list[str]:
    line = the_line()
    missing = []
    try:
        with line.reading() as session:
            age = heartbeats.age_seconds(session, "clock")
        if age is None or age > CLOCK_IS_DEAD_AFTER:
            missing.append("clock")
    except SQLAlchemyError:
        missing += ["database", "clock"]
    if not line.redis_answers():
        missing.append("redis")
    return missing
