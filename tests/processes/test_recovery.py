"""Processes die, Redis is emptied or stopped, the database goes away: the same story, a few seconds later."""

import contextlib
import os
import signal
import subprocess
import threading

import pytest

from tests.processes.recoveries import DANA_1, DANA_2, EVERYONE, RECOVERIES, nothing_was_lost_or_doubled
from tests.processes.town import AT_ANY_HOUR, Town

pytestmark = pytest.mark.timeout(120)

SHORT = 6.0  # seconds of a trouble that lasts a minute in ``make bench``
WORKERS = 4  # of the pool


def test_the_bell_rings_the_engineer_at_once_and_he_takes_it(town: Town) -> None:
    town.start(*EVERYONE)
    sid = town.dials_and_presses()
    town.until(lambda: town.rung(DANA_1), "Dana's phone rings")
    town.takes(DANA_1)
    town.until(lambda: town.rows("SELECT 1 FROM tickets WHERE status = 'acknowledged'"), "it is hers")
    assert "Su caso es" in town.heard(sid)
    assert town.log("worker").count("Traceback") == 0 and town.log("web").count("Traceback") == 0


@pytest.mark.parametrize("trouble", RECOVERIES)
def test_whatever_dies_every_page_goes_out_and_none_twice(town: Town, trouble: str) -> None:
    play, lasts = RECOVERIES[trouble]
    play(town, min(lasts, SHORT))
    nothing_was_lost_or_doubled(town)


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
    town.until(lambda: town.rung(DANA_2), "her second phone rings", within=10)
    assert len(town.rung()) == 2


def test_one_worker_of_the_pool_is_killed_and_another_begins(town: Town) -> None:
    town.start(*EVERYONE)
    parent = town.processes["worker"][0].pid
    town.until(lambda: len(pool(parent)) == WORKERS, "the whole pool")
    killed = pool(parent)[0]
    os.kill(killed, signal.SIGKILL)
    town.dials_and_presses()
    town.until(lambda: town.rung(DANA_1), "Dana's phone rings", within=10)
    town.until(lambda: len(pool(parent)) == WORKERS and killed not in pool(parent), "another worker")


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
    """Five races of two real phones; the loser hears who was first."""
    town.start("simulator", "web", "worker", "clock")
    both = AT_ANY_HOUR.replace('page = ["primary"]', 'page = ["desk"]')
    (town.folder / "both.toml").write_text(both)
    town.run("load", str(town.folder / "both.toml"))
    for race in range(5):
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
    assert town.rows("SELECT count(*) FROM ticket_events WHERE kind = 'acknowledged'") == [(5,)]


def pool(parent: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True).stdout.split()
    return [int(pid) for pid in found]


def freeze(pid: int, by: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, by)
