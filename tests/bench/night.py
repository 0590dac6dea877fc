"""A night on the stage: the line's own processes as a Procfile runs them, and a carrier that notes every call.

Each case has an engineer of its own (a trigger of the bench's sees to it), so no page waits for another one's phone.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from subprocess import Popen

from tests.bench import requests
from tests.bench.carrier import Asked, pages_of, slow
from tests.bench.dispatch import DIRECTORY_HEAD
from tests.bench.stage import CORES, Stage
from voiceline.demo.valkey import free_port

TABLES = "tickets, ticket_events, calls, call_events, notifications, follow_ups"
COMMANDS = {
    "web": "-m gunicorn -k gthread --threads 4 -w 2 --no-control-socket --bind 127.0.0.1:{port} "
    "voiceline.app:create_app()",
    "web_of_two": "-m gunicorn -k gthread --threads 2 -w 1 --no-control-socket --bind 127.0.0.1:{port} "
    "voiceline.app:create_app()",
    "worker": "-m workers",
    "clock": "-m workers.clock",
}


class Night:
    def __init__(self, stage: Stage, stack: ExitStack, engineers: int):
        stage.spread()
        os.sched_setaffinity(0, CORES)
        self.stage, self._stack, self.engineers = stage, stack, engineers
        self.port, carrier = free_port(), free_port()
        self.carrier, self.url = f"http://127.0.0.1:{carrier}", f"http://127.0.0.1:{self.port}"
        self.environment = {**stage.environment, "TWILIO_API_URL": self.carrier, "PUBLIC_URL": self.url}
        command = [sys.executable, "-m", "tests.bench.carrier", str(carrier)]
        stack.enter_context(stage.process(command, stage.environment, *CORES))
        stage.until_listening(carrier)
        stage.load_directory(directory(engineers))
        stage.valkey_is_empty()
        stage.execute(f"TRUNCATE {TABLES} RESTART IDENTITY CASCADE")
        stage.execute("UPDATE pace SET next_at = now()")
        self.processes: dict[str, list[Popen[bytes]]] = {}

    def an_engineer_a_case(self) -> None:
        self.stage.execute(AN_ENGINEER_A_CASE.format(engineers=self.engineers))
        self._stack.callback(self.stage.execute, "DROP TRIGGER an_engineer_a_case ON notifications")

    def start(self, *names: str) -> None:
        for name in names:
            command = [sys.executable, *COMMANDS[name].format(port=self.port).split()]
            process = self._stack.enter_context(self.stage.process(command, self.environment, *CORES))
            self.processes.setdefault(name, []).append(process)
        if names[0].startswith("web"):
            self.stage.until_listening(self.port)

    def kill(self, name: str) -> None:
        """One of that name, with its children."""
        process = self.processes[name].pop(0)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def ring(self, i: int) -> None:
        """Somebody dials, and hears the question."""
        requests.answer(self.port, self.first_ring(i))

    def first_ring(self, i: int) -> bytes:
        return requests.signed(f"{self.url}/voice/incoming", requests.voice_form(i))

    def key(self, i: int) -> bytes:
        form = {**requests.voice_form(i), "CallStatus": "in-progress", "Digits": "1"}
        return requests.signed(f"{self.url}/voice/turn/0", form)

    def pages(self) -> list[Asked]:
        return pages_of(self.carrier)

    def carrier_is_slow(self, seconds: float, what: str = "Accounts") -> None:
        """Its whole API, or of it only ``Calls`` or ``Messages``."""
        slow(self.carrier, seconds, what)


def until(holds: Callable[[], object], what: str, within: float) -> float:
    """Wait for it; seconds that took. SystemExit when it never comes: a page is lost."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > within:
            raise SystemExit(f"VOID: never came: {what}")
        time.sleep(0.01)
    return time.monotonic() - began


def p(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def directory(engineers: int) -> str:
    """Each with two phones: +50250… and +50255…"""
    people = [
        f'[[engineers]]\nid = "e{i}"\nname = "Engineer {i}"\nphones = ["+50250{i:06d}", "+50255{i:06d}"]\n'
        for i in range(engineers)
    ]
    steps = '[{ page = ["e0"], by = ["call"], wait = "1h" }]'
    policies = [
        f'[[policies]]\nseverity = "{severity}"\nduring = "always"\nsteps = {steps}\n' for severity in ("P1", "P2")
    ]
    customer = '[[customers]]\nname = "Banco"\nphones = ["+50244440001"]\n'
    return "\n".join([DIRECTORY_HEAD, *people, customer, *policies])


AN_ENGINEER_A_CASE = """
CREATE OR REPLACE FUNCTION an_engineer_a_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.person := 'e' || NEW.ticket_number % {engineers};
  NEW.address := substr(NEW.address, 1, 6) || lpad((NEW.ticket_number % {engineers})::text, 6, '0');
  RETURN NEW;
END $$;
CREATE TRIGGER an_engineer_a_case BEFORE INSERT ON notifications
  FOR EACH ROW WHEN (NEW.kind = 'page') EXECUTE FUNCTION an_engineer_a_case();
"""
