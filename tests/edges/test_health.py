"""Alive, ready, and what is counted: over real rows and a real Redis, and without either."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from tests import servers
from tests.listeners import listen
from tests.rows import put
from voiceline.app import create_app
from voiceline.line import QUEUES, Line
from voiceline.settings import Settings
from voiceline.store import directory, follow_ups, heartbeats, notifications
from voiceline.store.bells import CALM, MESSAGES, URGENT
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)  # 02:30 in Guatemala
NOWHERE = "redis://127.0.0.1:1/0"


def line_over(database_url: str, redis_url: str) -> Line:
    values = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "LINE_NUMBER": "+50256305476",
        "TWILIO_ACCOUNT_SID": "AC0",
        "TWILIO_AUTH_TOKEN": "demo-token",
        "SECRET_KEY": "health",
    }
    return Line(Settings.from_environment(values), now=lambda: NOW)


@pytest.fixture
def line(database_url: str, redis_url: str) -> Iterator[Line]:
    servers.empty(database_url)
    built = line_over(database_url, redis_url)
    built.redis.flushdb()
    yield built
    built.close()


def beat(line: Line, seconds_ago: float = 0) -> None:
    with line.transaction() as session:
        heartbeats.beat(session, "clock")
        session.execute(text("UPDATE heartbeats SET at = at - make_interval(secs => :s)"), {"s": seconds_ago})


def test_alive_touches_nothing() -> None:
    dead = line_over("postgresql://x@127.0.0.1:1/x", NOWHERE)
    answer = create_app(dead).test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


def test_ready_when_all_three_are_there(line: Line) -> None:
    beat(line)
    beat(line)  # a second beat is the same row, newer
    answer = create_app(line).test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ready": True, "missing": []})


@pytest.mark.parametrize(("seconds", "missing"), [(8, []), (11, ["clock"]), (3600, ["clock"])])
def test_a_clock_that_has_not_beaten_for_ten_seconds_is_missing(line: Line, seconds: float, missing: list[str]) -> None:
    beat(line, seconds)
    answer = create_app(line).test_client().get("/readyz")
    assert answer.json["missing"] == missing and answer.status_code == (503 if missing else 200)


def test_a_clock_that_never_beat_is_missing(line: Line) -> None:
    answer = create_app(line).test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"ready": False, "missing": ["clock"]})


def test_a_dead_redis_is_named_in_no_time(line: Line, database_url: str) -> None:
    beat(line)
    lame = line_over(database_url, NOWHERE)
    client = create_app(lame).test_client()
    began = monotonic()
    answer = client.get("/readyz")
    lame.close()
    assert monotonic() - began < 0.5
    assert (answer.status_code, answer.json) == (503, {"ready": False, "missing": ["redis"]})


def test_without_a_database_what_is_missing_is_named_in_one_order() -> None:
    dead = line_over("postgresql://x@127.0.0.1:1/x", NOWHERE)
    answer = create_app(dead).test_client().get("/readyz")
    assert (answer.status_code, answer.json["missing"]) == (503, ["database", "redis", "clock"])


def scraped(line: Line) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = create_app(line).test_client().get("/metrics")
    assert answer.status_code == 200 and answer.mimetype == "text/plain"
    families = text_string_to_metric_families(answer.text)
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def value(found: dict[tuple[str, frozenset[tuple[str, str]]], float], name: str, **labels: str) -> float | None:
    return found.get((f"voiceline_{name}", frozenset(labels.items())))


def fill(line: Line) -> None:
    book = Path(__file__).parents[1] / "story" / "directory.toml"
    minutes = lambda n: NOW - timedelta(minutes=n)  # noqa: E731
    with line.transaction() as session:
        directory.load(session, book.read_text(encoding="utf-8"), book.name, "test", NOW)
        numbers = []
        for severity, opened, taken in (("P1", 20, None), ("P2", 10, None), ("P1", 30, 26), ("P1", 40, 20)):
            ticket = put(
                session,
                Ticket,
                severity=severity,
                reported_severity=severity,
                status="open",
                channel="voice",
                language="es",
                summary="",
                opened_at=minutes(opened),
                response_due_at=NOW,
                resolution_due_at=NOW,
                policy={},
                directory_version=1,
            )
            if taken is not None:
                ticket.acknowledge("dana", minutes(taken))
            numbers.append(ticket.number)
        owed = {"kind": "page", "audience": "engineer", "address": "+50255550101", "created_at": minutes(5)}
        notifications.owe(session, {**owed, "once": "late", "channel": "call", "due_at": minutes(5)})
        notifications.owe(session, {**owed, "once": "new", "channel": "sms", "due_at": NOW})
        notifications.owe(session, {**owed, "once": "said", "channel": "sms", "due_at": NOW, "state": "ended"})
        yesterday = {**owed, "created_at": minutes(60 * 30), "due_at": NOW}
        notifications.owe(session, {**yesterday, "once": "old", "channel": "sms", "state": "ended"})
        follow_ups.owe(session, "late", "escalate", minutes(2), minutes(3), ticket_number=numbers[0])
        follow_ups.owe(session, "later", "escalate", NOW + timedelta(hours=1), NOW, ticket_number=numbers[1])
        for n, (outcome, ago) in enumerate(
            (("joined", 10), (None, 1), ("joined", 60 * 3))
        ):  # the last: yesterday, 23:30
            session.add(
                Call(
                    sid=f"CA{n}",
                    direction="inbound",
                    from_number="+50244440001",
                    to_number="+50256305476",
                    status="completed",
                    started_at=minutes(ago),
                    outcome=outcome,
                    language="es",
                    script="customer_line",
                    step="welcome",
                    notes={},
                )
            )


def test_metrics_are_what_the_rows_say(line: Line) -> None:
    fill(line)
    beat(line)
    line.ring("deliver", 1, CALM)
    listen(line.settings.redis_url, URGENT, URGENT, MESSAGES)
    found = scraped(line)
    assert value(found, "tickets_open", severity="P1", status="open") == 1
    assert value(found, "tickets_open", severity="P1", status="acknowledged") == 2
    assert value(found, "unacknowledged") == 2
    assert value(found, "unacknowledged_seconds") == 20 * 60
    assert value(found, "notifications", channel="call", state="pending") == 1
    assert value(found, "notifications", channel="sms", state="pending") == 1
    assert value(found, "notifications", channel="sms", state="ended") == 1  # not the one of yesterday
    assert value(found, "notifications_overdue") == 1
    assert value(found, "follow_ups_overdue") == 1
    assert value(found, "calls_today", direction="inbound", outcome="joined") == 1
    assert value(found, "calls_today", direction="inbound", outcome="under_way") == 1
    assert value(found, "seconds_to_acknowledgement_gsum", severity="P1") == (4 + 20) * 60
    assert value(found, "seconds_to_acknowledgement_gcount", severity="P1") == 2
    assert value(found, "seconds_to_acknowledgement_bucket", severity="P1", le="300.0") == 1
    assert value(found, "seconds_to_acknowledgement_bucket", severity="P1", le="+Inf") == 2
    assert value(found, "jobs_waiting", queue="calm") == 1
    assert value(found, "jobs_waiting", queue="urgent") is not None
    assert [value(found, "workers", queue=queue) for queue in QUEUES] == [2, 1, 0]
    assert [value(found, "up", what=what) for what in ("database", "redis", "clock")] == [1, 1, 1]


def test_an_empty_house_counts_zero(line: Line) -> None:
    found = scraped(line)
    assert value(found, "unacknowledged") == 0 and value(found, "unacknowledged_seconds") == 0
    assert value(found, "notifications_overdue") == 0 and value(found, "follow_ups_overdue") == 0


def test_metrics_answer_when_nothing_else_does() -> None:
    found = scraped(line_over("postgresql://x@127.0.0.1:1/x", NOWHERE))
    assert [value(found, "up", what=what) for what in ("database", "redis", "clock")] == [0, 0, 0]
    assert value(found, "workers", queue=CALM) is None


def test_no_number_of_anybody_is_shown(line: Line) -> None:
    fill(line)
    shown = create_app(line).test_client().get("/metrics").text
    assert "+502" not in shown and "Maya" not in shown and "dana" not in shown
