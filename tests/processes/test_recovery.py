"""Processes die, Redis is emptied or stopped, the database goes away: the same story, a few seconds later."""

import contextlib
import os
import signal
import subprocess
import threading

import psycopg
import pytest
import redis

from tests.processes.town import AT_ANY_HOUR, Town

pytestmark = pytest.mark.timeout(120)

DANA_1, DANA_2, LEE = "+50255550101", "+50255550102", "+50255550201"
EVERYONE = ("simulator", "web", "worker", "clock")


def test_the_bell_rings_the_engineer_at_once_and_he_takes_it(town: Town) -> None:
    town.start(*EVERYONE)
    sid = town.dials_and_presses()
    assert town.until(lambda: town.rung(DANA_1), "Dana's phone rings") < 2
    town.takes(DANA_1)
    town.until(lambda: town.rows("SELECT 1 FROM tickets WHERE status = 'acknowledged'"), "it is hers")
    assert "Su caso es" in town.heard(sid)
    assert town.log("worker").count("Traceback") == 0 and town.log("web").count("Traceback") == 0


def test_workers_killed_before_they_delivered(town: Town) -> None:
    town.start("simulator", "web", "clock")
    town.dials_and_presses()
    town.start("worker")
    town.until(lambda: town.rung(DANA_1), "Dana's phone rings", within=5)
    town.kill("worker")
    town.act("reject", sid=town.rings(DANA_1)["sid"])
    town.until(lambda: town.rows("SELECT 1 FROM notifications WHERE attempt = 2"), "her second phone is owed")
    assert not town.rung(DANA_2)
    town.start("worker")
    assert town.until(lambda: town.rung(DANA_2), "her second phone rings", within=6) < 4
    assert len(town.rung()) == 2


def test_a_worker_killed_between_the_carriers_yes_and_our_record_rings_nobody_twice(town: Town) -> None:
    """The claim is held by a dead process: it is given back at the next sweep, and the carrier is asked first."""
    town.start("simulator", "web", "worker")
    town.dials_and_presses()
    town.until(lambda: town.rung(DANA_1), "Dana's phone rings")
    town.until(lambda: town.rows("SELECT 1 FROM notifications WHERE kind = 'page' AND state = 'sent'"), "recorded")
    town.kill("worker")
    with_dead_claim = (
        "UPDATE notifications SET state = 'claimed', claimed_by = 999999, claimed_at = now(), carrier_sid = NULL, "
        "sent_at = NULL WHERE kind = 'page' RETURNING id"
    )
    with psycopg.connect(town.database_url) as connection:
        connection.execute(with_dead_claim)
    town.start("worker", "clock")
    town.until(lambda: town.rows("SELECT 1 FROM notifications WHERE kind = 'page' AND state = 'sent'"), "adopted")
    assert len(town.rung(DANA_1)) == 1


def test_one_worker_of_the_pool_is_killed_and_another_begins(town: Town) -> None:
    town.start(*EVERYONE)
    parent = town.processes["worker"][0].pid
    before = pool(parent)
    os.kill(before[0], signal.SIGKILL)
    town.dials_and_presses()
    assert town.until(lambda: town.rung(DANA_1), "Dana's phone rings") < 3
    town.until(lambda: len(pool(parent)) == len(before) and before[0] not in pool(parent), "another worker")


def test_redis_emptied_and_then_stopped(town: Town) -> None:
    town.start(*EVERYONE)
    redis.Redis.from_url(town.redis_url).flushall()
    town.dials_and_presses()
    town.until(lambda: town.rung(DANA_1), "Dana's phone rings", within=6)
    town.valkey.stop()
    sid = town.dials_and_presses(number="+50244440002")
    town.until(lambda: "Your case" in town.heard(sid) or "Su caso" in town.heard(sid), "her case is open", within=4)
    town.act("reject", sid=town.rings(DANA_1)["sid"])
    town.until(lambda: len(town.rung()) == 2, "the clock itself rings Dana again", within=8)
    assert town.rows("SELECT count(*) FROM tickets") == [(2,)]


def test_the_clock_is_killed_and_two_begin(town: Town) -> None:
    town.start(*EVERYONE)
    town.dials_and_presses()
    town.until(lambda: town.rung(DANA_1), "Dana's phone rings")
    town.kill("clock")
    with psycopg.connect(town.database_url) as connection:
        connection.execute("UPDATE follow_ups SET due_at = now() WHERE kind = 'escalate' AND state = 'pending'")
    town.start("clock", "clock")
    town.until(lambda: town.rung(LEE), "Lee's phone rings", within=20)
    town.until(lambda: town.rows("SELECT 1 FROM follow_ups WHERE kind = 'escalate' AND state = 'done'"), "done")
    assert len(town.rung(LEE)) == 1


def test_the_web_is_killed_in_mid_call_and_the_case_exists_once(town: Town) -> None:
    town.start(*EVERYONE)
    sid = town.dials_and_presses()
    town.until(lambda: "Su caso es" in town.heard(sid), "her case is open")
    town.kill("web")
    town.start("web")
    town.until(lambda: town.rung(DANA_1), "Dana's phone rings")
    town.takes(DANA_1)
    town.until(lambda: town.rows("SELECT 1 FROM tickets WHERE status = 'acknowledged'"), "it is hers")
    assert town.rows("SELECT count(*) FROM tickets") == [(1,)]


def test_the_database_stands_still_while_she_presses_1(town: Town) -> None:
    """She hears "un momento", her key is kept, and the case opens when the database is back."""
    town.start(*EVERYONE)
    sid = str(town.act("dial", **{"from": "+50244440001"})["sid"])
    town.until(lambda: town.leg(sid)["doing"] == "gather", "she hears the question")
    server = town.postgres._server
    assert server is not None
    group = subprocess.run(["pgrep", "-P", str(server.pid)], capture_output=True, text=True).stdout.split()
    backends = [int(pid) for pid in group]
    for pid in backends:
        freeze(pid, signal.SIGSTOP)
    threading.Timer(6, lambda: [freeze(pid, signal.SIGCONT) for pid in backends]).start()
    town.act("press", sid=sid, keys="1")
    town.until(lambda: "Su caso es" in town.heard(sid), "her case is open after all", within=40)
    assert town.rows("SELECT count(*) FROM tickets") == [(1,)]


def test_two_keys_in_the_same_instant_have_one_winner(town: Town) -> None:
    """Ten races of two real phones; the loser hears who was first."""
    town.start("simulator", "web", "worker", "clock")
    both = AT_ANY_HOUR.replace('page = ["primary"]', 'page = ["desk"]')
    (town.folder / "both.toml").write_text(both)
    town.run("load", str(town.folder / "both.toml"))
    for race in range(10):
        caller = town.dials_and_presses(number=f"+5025555{race:04d}")
        town.until(lambda: len([x for x in town.rung() if x["status"] == "ringing"]) == 2, "both phones ring")
        legs = [leg for leg in town.rung() if leg["status"] == "ringing"]
        for leg in legs:
            town.act("answer", sid=leg["sid"])
        town.until(lambda legs=legs: all(town.leg(x["sid"])["doing"] == "gather" for x in legs), "both hear the case")
        threads = [
            threading.Thread(target=town.act, args=("press",), kwargs={"sid": x["sid"], "keys": "1"}) for x in legs
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        town.act("hangup", sid=caller)
        town.until(
            lambda legs=legs: all("es suyo" in town.heard(x["sid"]) or "ya tomó" in town.heard(x["sid"]) for x in legs),
            "both hear the truth",
        )
        said = [town.heard(leg["sid"]) for leg in legs]
        assert sum("es suyo" in words for words in said) == 1, said
        for leg in legs:
            town.act("hangup", sid=leg["sid"])
        town.until(lambda: not [x for x in town.rung() if not x["over"]], "they hang up")
    assert town.rows("SELECT count(*) FROM ticket_events WHERE kind = 'acknowledged'") == [(10,)]


def pool(parent: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True).stdout.split()
    return [int(pid) for pid in found]


def freeze(pid: int, by: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, by)
