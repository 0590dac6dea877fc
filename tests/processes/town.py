"""The line as it runs for real: separate processes over real servers, and a carrier on a socket."""

import json
import os
import signal
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import redis

from tests import servers
from voiceline.demo import children
from voiceline.demo.postgres import Postgres
from voiceline.demo.valkey import Valkey, free_port

ROOT = Path(__file__).parents[2]
DIRECTORY = ROOT / "tests" / "story" / "directory.toml"
# The house of the stories, but the night's policies at every hour: processes live in real time.
_HEAD, _, _REST = DIRECTORY.read_text(encoding="utf-8").partition("[[policies]]")
_NIGHT = [each for each in _REST.split("[[policies]]") if 'during = "extraordinary"' in each]
AT_ANY_HOUR = "[[policies]]".join([_HEAD, *(each.replace('"extraordinary"', '"always"') for each in _NIGHT)])
COMMANDS = {
    "web": "-m gunicorn -k gthread --threads 8 -w 1 --no-control-socket --bind 127.0.0.1:{port} "
    "voiceline.app:create_app()",
    "worker": "-m workers",
    "clock": "-m workers.clock",
    "simulator": "-m voiceline.simulator --directory {directory}",
}


class Town:
    """One database, one Redis database, one set of processes, which can be killed and begun again."""

    def __init__(self, postgres: Postgres, valkey: Valkey, folder: Path, name: str):
        self.postgres, self.valkey, self.folder, self.name = postgres, valkey, folder, name
        self.database_url = servers.migrated(postgres, name)
        self.port, self.simulator_port = free_port(), free_port()
        self.redis_url = valkey.url
        redis.Redis.from_url(self.redis_url).flushall()
        self.processes: dict[str, list[Any]] = {}
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "LINE_NUMBER": "+50256305476",
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_AUTH_TOKEN": "demo-token",
            "TWILIO_API_URL": f"http://127.0.0.1:{self.simulator_port}",
            "SIMULATOR_PORT": str(self.simulator_port),
            "SECRET_KEY": "town",
            "CALLS_PER_SECOND": "100",
            "PYTHONUNBUFFERED": "1",
        }
        folder.mkdir(exist_ok=True)
        self.directory = folder / "directory.toml"
        self.directory.write_text(AT_ANY_HOUR, encoding="utf-8")
        self.run("load", str(self.directory))

    # Processes

    def run(self, *words: str) -> None:
        command = [sys.executable, "-m", "voiceline", *words]
        log = self.folder / "command.log"
        child = children.start(command, log, environment=self.environment, cwd=str(ROOT))
        assert child.wait(30) == 0, children.end_of(log)

    def start(self, *names: str) -> None:
        for name in names:
            words = COMMANDS[name].format(port=self.port, directory=self.directory).split()
            log = self.folder / f"{name}.log"
            child = children.start([sys.executable, *words], log, environment=self.environment, cwd=str(ROOT))
            self.processes.setdefault(name, []).append(child)
        for name, url in (("web", f"{self.line}/healthz"), ("simulator", f"{self.phones}/sim/state")):
            if name in names:
                self.until(lambda url=url: get(url) is not None, f"{name} answers", within=20)
        if "worker" in names:
            self.until(lambda: "workers, jobs" in self.log("worker"), "the workers are up", within=20)

    def kill(self, name: str, by: int = signal.SIGKILL) -> None:
        """The whole process group: a pool's children too."""
        for child in self.processes.pop(name, []):
            os.killpg(child.pid, by)
            child.wait(20)

    def signal(self, name: str, what: int) -> None:
        """Told to every process of that name, a pool's children too."""
        for child in self.processes[name]:
            os.killpg(child.pid, what)

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name)
        self.postgres.drop(self.name)

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    # People

    @property
    def line(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def phones(self) -> str:
        return f"http://127.0.0.1:{self.simulator_port}"

    def act(self, verb: str, **words: Any) -> Any:
        request = urllib.request.Request(
            f"{self.phones}/sim/{verb}", json.dumps(words).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"{}")

    def legs(self, **like: Any) -> list[dict[str, Any]]:
        found = get(f"{self.phones}/sim/state")
        assert found is not None
        return [leg for leg in found["legs"] if all(leg[key] == value for key, value in like.items())]

    def dials_and_presses(self, keys: str = "1", number: str = "+50244440001") -> str:
        sid = str(self.act("dial", **{"from": number})["sid"])
        self.until(lambda: self.leg(sid)["doing"] == "gather" or self.leg(sid)["over"], "she hears the question")
        self.act("press", sid=sid, keys=keys)
        return sid

    def leg(self, sid: str) -> dict[str, Any]:
        return next(leg for leg in self.legs() if leg["sid"] == sid)

    def heard(self, sid: str) -> str:
        return " ".join(caption["text"] for caption in self.leg(sid)["captions"])

    def rung(self, number: str | None = None) -> list[dict[str, Any]]:
        legs = self.legs(direction="outbound-api")
        return [leg for leg in legs if number is None or leg["to"] == number]

    def rings(self, number: str, within: float = 15) -> dict[str, Any]:
        """The leg that rings at this number, once it does."""
        self.until(lambda: self.legs(to=number, status="ringing"), f"{number} rings", within)
        return self.legs(to=number, status="ringing")[0]

    def takes(self, number: str) -> None:
        leg = self.rings(number)
        self.act("answer", sid=leg["sid"])
        self.until(lambda: self.leg(leg["sid"])["doing"] == "gather", "he hears the case")
        self.act("press", sid=leg["sid"], keys="1")

    # Truth

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(query).fetchall()  # type: ignore[call-overload, no-any-return]

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.database_url) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def until(self, holds: Callable[[], Any], what: str, within: float = 15) -> float:
        """Wait until it holds; how many seconds that took."""
        began = time.monotonic()
        while time.monotonic() - began < within:
            if holds():
                return time.monotonic() - began
            time.sleep(0.02)
        logs = "\n".join(f"--- {n}\n{children.end_of(self.folder / f'{n}.log')}" for n in COMMANDS)
        raise AssertionError(f"never came: {what}\n{logs}")


def get(url: str) -> Any:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            body = answer.read()
    except OSError:
        return None
    return json.loads(body) if body[:1] in b"{[" else body
