"""Prometheus metrics, computed from the rows and the queues at each scrape: nothing is counted twice or lost."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from voiceline.line import Line

# name, help, labels, and the one bounded query that answers it: labels first, the value last.
GAUGES: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    (
        "voiceline_tickets_open",
        "Tickets that are not closed",
        ("severity", "status"),
        "SELECT severity, status, count(*) FROM tickets WHERE status <> 'closed' GROUP BY 1, 2",
    ),
    (
        "voiceline_unacknowledged_seconds",
        "Age of the oldest urgent ticket nobody has taken",
        (),
        "SELECT coalesce(extract(epoch FROM :now - min(opened_at)), 0) FROM tickets "
        "WHERE status = 'open' AND severity IN ('P1', 'P2')",
    ),
    (
        "voiceline_notifications_waiting",
        "Notifications owed or being handed to the carrier",
        ("channel", "state"),
        "SELECT channel, state, count(*) FROM notifications WHERE state IN ('pending', 'claimed') GROUP BY 1, 2",
    ),
    (
        "voiceline_notifications_overdue",
        "Pages owed for more than a minute",
        (),
        "SELECT count(*) FROM notifications WHERE state = 'pending' AND kind = 'page' "
        "AND due_at < :now - interval '60 seconds'",
    ),
    (
        "voiceline_follow_ups_overdue",
        "Follow-ups due for more than a minute",
        (),
        "SELECT count(*) FROM follow_ups WHERE state = 'pending' AND due_at < :now - interval '60 seconds'",
    ),
    (
        "voiceline_calls_today",
        "Calls of the last 24 hours",
        ("direction", "outcome"),
        "SELECT direction, coalesce(outcome, 'under way'), count(*) FROM calls "
        "WHERE started_at > :now - interval '24 hours' GROUP BY 1, 2",
    ),
    (
        "voiceline_seconds_to_acknowledgement",
        "Mean of the last 24 hours, from first contact",
        ("severity",),
        "SELECT severity, avg(extract(epoch FROM acknowledged_at - opened_at)) FROM tickets "
        "WHERE opened_at > :now - interval '24 hours' AND acknowledged_at IS NOT NULL GROUP BY 1",
    ),
)


class LineCollector(Collector):
    def __init__(self, line: Line):
        self._line = line

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("voiceline_up", "1 where the line reaches it", labels=["what"])
        try:
            with self._line.reading() as session:
                yield from _gauges(session, {"now": self._line.now()})
            up.add_metric(["database"], 1)
        except SQLAlchemyError:
            up.add_metric(["database"], 0)
        lengths = self._line.queue_lengths()
        up.add_metric(["redis"], 1 if lengths else 0)
        waiting = GaugeMetricFamily("voiceline_jobs_waiting", "Jobs nobody has begun", labels=["queue"])
        for queue, length in lengths.items():
            waiting.add_metric([queue], length)
        yield up
        yield waiting


def _gauges(session: Session, values: dict[str, object]) -> Iterator[Metric]:
    for name, words, labels, query in GAUGES:
        family = GaugeMetricFamily(name, words, labels=labels)
        for row in session.execute(text(query), values):
            family.add_metric([str(label) for label in row[:-1]], float(row[-1]))
        yield family
