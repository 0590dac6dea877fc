"""The database refuses nothing and answers nothing: as if it refused, a few seconds later."""

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest

from tests import servers
from tests.processes.recoveries import DANA_1, EVERYONE, nothing_was_lost_or_doubled
from tests.processes.town import ROOT, Town, get
from voiceline.demo.postgres import Postgres

SOON_ENOUGH = 12.0  # seconds: a safety, no timing; the carrier waits for fifteen
LONG = 14.0  # for the last of a crowd
CLAIMED_BEFORE = 60.0  # a page that a worker had claimed just before is given back after thirty
A_MOMENT = "Un momento, por favor."


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """This story's own: nobody else stands still with it."""
    with servers.postgres_server() as server:
        yield server


def test_she_presses_1_and_her_case_opens_once_it_answers_again(town: Town) -> None:
    town.start(*EVERYONE)
    sid = str(town.act("dial", **{"from": "+50244440001"})["sid"])
    town.until(lambda: town.leg(sid)["doing"] == "gather", "she hears the question")
    with servers.frozen(town.postgres):
        town.act("press", sid=sid, keys="1")
        town.until(lambda: A_MOMENT in town.heard(sid), "she hears a word", within=SOON_ENOUGH)
    town.until(lambda: "Su caso es" in town.heard(sid), "her case is open after all", within=40)
    assert town.rows("SELECT count(*), min(severity) FROM tickets") == [(1, "P1")]
    town.takes(DANA_1)
    town.until(lambda: town.rows("SELECT 1 FROM tickets WHERE status = 'acknowledged'"), "it is hers")
    nothing_was_lost_or_doubled(town)


def test_more_callers_than_threads_a_text_and_monitoring_beside_them(town: Town) -> None:
    town.start("simulator", "web")
    with ThreadPoolExecutor(8) as together:
        list(together.map(ready, [town] * 8))  # each thread has a connection, which then falls silent
    with servers.frozen(town.postgres):
        began = monotonic()
        town.act("text", **{"from": "+50244440001", "body": "el sistema no responde"})
        callers = [str(town.act("dial", **{"from": f"+502555590{n:02d}"})["sid"]) for n in range(20)]
        assert ready(town) == (503, '"database"')
        for sid in callers:
            left = began + LONG - monotonic()
            town.until(lambda sid=sid: A_MOMENT in town.heard(sid), "each hears a word", within=left)
        town.until(lambda: "No pudimos guardar su mensaje" in texts(town), "she is told the truth", within=LONG)
        assert ready(town)[0] == 503
    town.until(lambda: ready(town)[1] == "", "the database is back")


def texts(town: Town) -> str:
    state = get(f"{town.phones}/sim/state")
    assert state is not None
    return " ".join(message["body"] for message in state["messages"])


def ready(town: Town) -> tuple[int, str]:
    """The status, and whether it is the database that is missing."""
    try:
        with urllib.request.urlopen(f"{town.line}/readyz", timeout=LONG) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as refused:
        return refused.code, '"database"' if '"database"' in refused.read().decode() else ""


@pytest.mark.parametrize("words", ["who ahora", "audit verify", "migrate"])
def test_a_command_says_so_in_one_line(town: Town, words: str) -> None:
    command = [sys.executable, "-m", "voiceline", *words.split()]
    with servers.frozen(town.postgres):
        ended = subprocess.run(command, env=town.environment, cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert ended.returncode == 1 and not ended.stdout
    assert ended.stderr == "voiceline: la base de datos no respondió: connection timeout expired\n"


def test_the_doctor_names_it(town: Town) -> None:
    command = [sys.executable, "-m", "voiceline", "doctor"]
    with servers.frozen(town.postgres):
        ended = subprocess.run(command, env=town.environment, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 1 and "base de datos: no responde: ConnectionTimeout" in ended.stdout


def test_the_clock_and_the_workers_go_on(town: Town) -> None:
    """What was due meanwhile rings once the database answers; nobody had to be begun again."""
    town.start(*EVERYONE)
    town.dials_and_presses()
    town.until(lambda: town.rows("SELECT 1 FROM follow_ups WHERE kind = 'escalate'"), "a step is to come")
    with servers.frozen(town.postgres):
        town.until(lambda: "the database did not answer" in town.log("clock"), "the clock says so", within=SOON_ENOUGH)
    beat = "SELECT 1 FROM heartbeats WHERE at > now() - interval '2 s'"
    town.until(lambda: town.rows(beat), "it beats again", within=SOON_ENOUGH)
    town.rings(DANA_1, within=CLAIMED_BEFORE)
    town.takes(DANA_1)
    town.until(lambda: town.rows("SELECT 1 FROM tickets WHERE status = 'acknowledged'"), "it is hers")
    nothing_was_lost_or_doubled(town)
