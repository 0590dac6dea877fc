"""Is it alive, is it ready, how is it doing: for monitoring, without a login and without anybody's number.

Metrics are computed from the rows and the queues at each scrape: nothing is counted twice, nothing lost at a restart.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeHistogramMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from voiceline.actions.look_at_line import PATIENCE
from voiceline.actions.sweep import OVERDUE
from voiceline.line import Line
from voiceline.store import directory, heartbeats
from voiceline.web.guard import open_to_all, the_line

blueprint = Blueprint("health", __name__)

BUCKETS = (60, 120, 300, 600, 900, 1800)  # seconds to an acknowledgement; 900 and 1800 are the response targets

# name, help, labels, and the one cheap query that answers it: labels first, the value last.
GAUGES: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    (
        "voiceline_tickets_open",
        "Tickets that are not closed",
        ("severity", "status"),
        "SELECT severity, status, count(*) FROM tickets WHERE status <> 'closed' GROUP BY 1, 2",
    ),
    (
        "voiceline_unacknowledged",
        "Urgent tickets nobody has taken",
        (),
        "SELECT count(*) FROM tickets WHERE status = 'open' AND severity IN ('P1', 'P2')",
    ),
    (
        "voiceline_unacknowledged_seconds",
        "Age of the oldest urgent ticket nobody has taken",
        (),
        "SELECT coalesce(extract(epoch FROM :now - min(opened_at)), 0) FROM tickets "
        "WHERE status = 'open' AND severity IN ('P1', 'P2')",
    ),
    (
        "voiceline_notifications",
        "Notifications: all that are owed, and what became of those of the last 24 hours",
        ("channel", "state"),
        "SELECT channel, state, count(*) FROM ("
        "SELECT channel, state FROM notifications WHERE state = 'pending' UNION ALL "
        "SELECT channel, state FROM notifications WHERE state = 'claimed' UNION ALL "
        "SELECT channel, state FROM (SELECT * FROM notifications ORDER BY id DESC LIMIT 10000) newest "
        "WHERE state NOT IN ('pending', 'claimed') AND created_at > :now - interval '24 hours') found GROUP BY 1, 2",
    ),
    (
        "voiceline_notifications_overdue",
        "Notifications owed for more than a minute",
        (),
        "SELECT count(*) FROM notifications WHERE state = 'pending' AND due_at < :overdue",
    ),
    (
        "voiceline_follow_ups_overdue",
        "Follow-ups due for more than a minute",
        (),
        "SELECT count(*) FROM follow_ups WHERE state = 'pending' AND due_at < :overdue",
    ),
    (
        "voiceline_calls_today",
        "Calls since the line's midnight",
        ("direction", "outcome"),
        "SELECT direction, coalesce(outcome, 'under_way'), count(*) FROM calls WHERE started_at >= :midnight "
        "GROUP BY 1, 2",
    ),
)
_WITHIN = "".join(f", count(*) FILTER (WHERE seconds <= {bound})" for bound in BUCKETS)
ACKNOWLEDGED = (
    f"SELECT severity, count(*), sum(seconds){_WITHIN} FROM ("
    "SELECT severity, extract(epoch FROM min(e.at) - opened_at) AS seconds FROM tickets JOIN ticket_events e "
    "ON e.ticket_number = number AND e.kind = 'acknowledged' AND e.at > :now - interval '24 hours' "
    "WHERE opened_at > :now - interval '24 hours' GROUP BY number) taken GROUP BY 1"
)


@blueprint.get("/healthz")
@open_to_all
def alive() -> Response:
    return Response("ok", mimetype="text/plain")


@blueprint.get("/readyz")
@open_to_all
def ready() -> Response:
    missing = _missing(the_line())
    response = jsonify({"ready": not missing, "missing": missing})
    response.status_code = 503 if missing else 200
    return response


@blueprint.get("/metrics")
@open_to_all
def metrics() -> Response:
    registry = CollectorRegistry()
    registry.register(LineCollector(the_line()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


@blueprint.after_request
def keep_nowhere(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _missing(line: Line) -> list[str]:
    """What the line needs and does not have. Without the database nobody can say that the clock lives."""
    try:
        with line.reading() as session:
            missing = [] if _clock_lives(session) else ["clock"]
    except SQLAlchemyError:
        missing = ["database", "clock"]
    if not line.redis_answers():
        missing.append("redis")
    return sorted(missing, key=("database", "redis", "clock").index)


def _clock_lives(session: Session) -> bool:
    age = heartbeats.age_seconds(session, "clock")
    return age is not None and age < heartbeats.CLOCK_IS_DEAD_AFTER


class LineCollector(Collector):
    """Asks the rows and the queues at each scrape; what is out of reach is said by ``voiceline_up``."""

    def __init__(self, line: Line):
        self._line = line

    def collect(self) -> Iterator[Metric]:
        reached, clock = True, False
        try:
            with self._line.reading() as session:
                clock = _clock_lives(session)
                yield from _from_rows(session, self._line.now())
        except SQLAlchemyError:
            reached = False
        lengths = self._line.queue_lengths()
        waiting = GaugeMetricFamily("voiceline_jobs_waiting", "Jobs nobody has begun", labels=["queue"])
        for queue, length in lengths.items():
            waiting.add_metric([queue], length)
        yield waiting
        workers = GaugeMetricFamily("voiceline_workers", "Live workers, by the queue they listen to", labels=["queue"])
        for queue, count in self._line.listening(PATIENCE).items():
            workers.add_metric([queue], count)
        yield workers
        up = GaugeMetricFamily("voiceline_up", "1 where the line reaches it", labels=["what"])
        for what, is_up in (("database", reached), ("redis", bool(lengths)), ("clock", clock)):
            up.add_metric([what], float(is_up))
        yield up


def _from_rows(session: Session, now: datetime) -> Iterator[Metric]:
    values = {"now": now, "overdue": now - OVERDUE, "midnight": _midnight(session, now)}
    for name, words, labels, query in GAUGES:
        family = GaugeMetricFamily(name, words, labels=labels)
        for row in session.execute(text(query), values):
            family.add_metric([str(label) for label in row[:-1]], float(row[-1]))
        yield family
    taken = GaugeHistogramMetricFamily(
        "voiceline_seconds_to_acknowledgement", "From first contact, tickets of the last 24 hours", labels=["severity"]
    )
    for severity, count, seconds, *within in session.execute(text(ACKNOWLEDGED), values):
        buckets = [(str(float(bound)), float(n)) for bound, n in zip(BUCKETS, within, strict=True)]
        taken.add_metric([severity], [*buckets, ("+Inf", float(count))], float(seconds))
    yield taken


def _midnight(session: Session, now: datetime) -> datetime:
    """When the line's day began."""
    try:
        zone = ZoneInfo(directory.current(session)[1].timezone)
    except directory.NoDirectoryError:
        zone = ZoneInfo("UTC")
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
