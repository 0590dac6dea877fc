"""The database, its clock, Redis, and the processes that have to live."""

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from sqlalchemy import text

from tests.edges.doctor.patient import NOWHERE, House
from voiceline.demo.postgres import Postgres
from voiceline.demo.valkey import Valkey
from voiceline.doctor.examination import examine
from voiceline.line import Line

# The database


def test_without_a_database_the_rest_is_still_looked_at(house: House) -> None:
    house.set(DATABASE_URL=f"postgresql://x@{NOWHERE}/x")
    found = house.examined()
    assert found.code == 1 and found.bad == {"database"}
    assert found.doubtful == {"schema", "directory", "texts_to_engineers", "clock", "clock_database", "fallback"}
    assert "Arranque PostgreSQL" in found.says("database")


def test_a_database_without_its_schema(house: House, postgres: Postgres) -> None:
    house.set(DATABASE_URL=postgres.url("bare_doctor"))
    found = house.examined()
    assert found.bad == {"schema"} and "voiceline migrate" in found.says("schema")
    assert found.doubtful == {"directory", "texts_to_engineers", "clock", "fallback"}
    postgres.drop("bare_doctor")


def test_no_directory(house: House) -> None:
    with house.line.transaction() as session:
        session.execute(text("TRUNCATE directory_versions CASCADE"))
    found = house.examined()
    assert found.bad == {"directory"} and "load ARCHIVO" in found.says("directory")
    assert found.doubtful == {"texts_to_engineers", "fallback"}


@pytest.mark.parametrize(("seconds", "state"), [(0, "ok"), (30, "warning"), (-30, "warning"), (120, "bad")])
def test_a_clock_that_is_off_is_seen_against_both(house: House, seconds: float, state: str) -> None:
    line = Line(house.line.settings, now=lambda: datetime.now(UTC) + timedelta(seconds=seconds))
    found = {check.name: check for check in examine(line)}
    line.close()
    for name in ("clock_database", "clock_carrier"):
        assert found[name].state == state, found[name]
        assert state == "ok" or ("adelante" if seconds > 0 else "atrás") in found[name].found


# Redis and the processes


def test_without_redis_the_rest_is_still_looked_at(house: House) -> None:
    house.set(REDIS_URL=f"redis://{NOWHERE}/0")
    found = house.examined()
    assert found.code == 1 and found.bad == {"redis"} and found.doubtful == {"redis_memory", "workers"}


@pytest.mark.parametrize(
    ("limit", "policy", "state"),
    [(0, "allkeys-lru", "ok"), (64 << 20, "noeviction", "ok"), (64 << 20, "allkeys-lru", "bad"),
     (64 << 20, "volatile-ttl", "warning")],
)  # fmt: skip
def test_what_redis_drops_when_it_is_full(house: House, valkey: Valkey, limit: int, policy: str, state: str) -> None:
    redis = Redis.from_url(valkey.url)
    try:
        redis.config_set("maxmemory", limit)
        redis.config_set("maxmemory-policy", policy)
        found = house.examined()
        assert found.state("redis_memory") == state and (state == "ok" or policy in found.says("redis_memory"))
    finally:
        redis.config_set("maxmemory", 0)
        redis.config_set("maxmemory-policy", "noeviction")


def test_no_worker(house: House) -> None:
    for worker in house.workers:
        worker.register_death()
    found = house.examined()
    assert found.bad == {"workers"} and "python -m workers" in found.says("workers")


@pytest.mark.parametrize("ago", [30, 60])
def test_a_worker_that_fell_silent_counts_for_nothing(house: House, ago: int) -> None:
    """Killed: its key stands for a minute and a half, its heart does not beat."""
    worker = house.workers[0]
    silent_since = datetime.now(UTC) - timedelta(seconds=ago)
    worker.connection.hset(worker.key, "last_heartbeat", silent_since.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    found = house.examined()
    assert found.state("workers") == ("ok" if ago == 30 else "bad"), found.words
    assert f"{1 if ago == 30 else 0} en «urgent», 1 en «messages», 1 en «calm»" in found.says("workers")


@pytest.mark.parametrize("beat", ["never", "old"])
def test_a_clock_that_does_not_beat(house: House, beat: str) -> None:
    with house.line.transaction() as session:
        change = "DELETE FROM heartbeats" if beat == "never" else "UPDATE heartbeats SET at = at - interval '1 minute'"
        session.execute(text(change))
    found = house.examined()
    assert found.bad == {"clock"} and "workers.clock" in found.says("clock")
