"""The stage of a run: durable PostgreSQL and Valkey on core 1, one web worker on core 0, and its processor time."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import redis

from voiceline.demo.postgres import Postgres
from voiceline.demo.valkey import Valkey, free_port
from voiceline.store.schema import migrate

ROOT = Path(__file__).parents[2]
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = CORES[0], CORES[-1]
FLOOR_TABLES = """
create table messages (id bigserial primary key, sid varchar(34) unique not null, from_number text not null,
                       to_number text not null, body text not null, created timestamptz not null default now());
create table incidents (id bigserial primary key, status text not null, acked_by text, acked_at timestamptz);
create table events (id bigserial primary key, inc bigint not null, kind text not null, who text not null,
                     at timestamptz not null default now());
create index on events (inc);
create table pages (sid varchar(34) primary key, inc bigint not null, who text not null);
"""


class Stage:
    def __init__(self, stack: ExitStack):
        os.sched_setaffinity(0, {LOAD_CORE})
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="voiceline-bench-")))
        self.folder.chmod(0o755)
        self._stack = stack
        self.postgres = stack.enter_context(Postgres(self.folder / "pg" / "data", self.folder / "pg.log"))
        self.valkey = stack.enter_context(Valkey(self.folder / "vk", self.folder / "vk.log"))
        self.database_url = self.postgres.url("line")
        self.floor_url = self.postgres.url("floor")
        migrate(self.database_url)
        with psycopg.connect(self.floor_url) as connection:
            connection.execute(FLOOR_TABLES)
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "DATABASE_URL": self.database_url,
            "FLOOR_DATABASE_URL": self.floor_url.replace("postgresql://", "postgresql+psycopg://"),
            "REDIS_URL": self.valkey.url,
            "LINE_NUMBER": "+50256305476",
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_AUTH_TOKEN": "benchtoken",
            "SECRET_KEY": "bench",
            "CALLS_PER_SECOND": "1000",
        }

    def load_directory(self, text: str) -> None:
        path = self.folder / "directory.toml"
        path.write_text(text, encoding="utf-8")
        environment = {**self.environment, "PUBLIC_URL": "http://127.0.0.1:1"}
        subprocess.run(
            [sys.executable, "-m", "voiceline", "load", str(path)],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    @contextmanager
    def web(self, application: str, **more: str) -> Iterator["Web"]:
        """One gunicorn worker of this application, on the server's core."""
        port = free_port()
        environment = {**self.environment, "PUBLIC_URL": f"http://127.0.0.1:{port}", **more}
        threads = "4"
        command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", threads, "-w", "1"]
        command += ["--no-control-socket", "--bind", f"127.0.0.1:{port}", application]
        with self.process(command, environment, SERVER_CORE) as process:
            self.until_listening(port, process)
            yield Web(port, process.pid)

    @contextmanager
    def process(
        self, command: list[str], environment: dict[str, str], *cores: int
    ) -> Iterator["subprocess.Popen[bytes]"]:
        log = (self.folder / "processes.log").open("ab")
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=lambda: os.sched_setaffinity(0, set(cores)),
        )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):  # the bench has killed it
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
            log.close()

    def until_listening(self, port: int, process: "subprocess.Popen[bytes] | None" = None) -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until and (process is None or process.poll() is None):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("a server of the bench did not start")

    @property
    def postgres_pid(self) -> int:
        server = self.postgres._server
        assert server is not None
        return server.pid

    def spread(self) -> None:
        """PostgreSQL and what is begun from now on may use every core."""
        for pid in [self.postgres_pid, *children_of(self.postgres_pid)]:
            os.sched_setaffinity(pid, CORES)

    def valkey_is_empty(self) -> None:
        redis.Redis.from_url(self.valkey.url).flushall()

    def rows(self, query: str, url: str | None = None) -> list[tuple[Any, ...]]:
        with psycopg.connect(url or self.database_url) as connection:
            return connection.execute(query).fetchall()  # type: ignore[call-overload, no-any-return]

    def execute(self, query: str, url: str | None = None) -> None:
        with psycopg.connect(url or self.database_url) as connection:
            connection.execute(query)  # type: ignore[call-overload]


class Web:
    def __init__(self, port: int, pid: int):
        self.port, self.pid = port, pid
        self.url = f"http://127.0.0.1:{port}"

    def cpu(self) -> float:
        """Processor seconds of the server and its children so far."""
        return processor_seconds(self.pid)

    def worker_megabytes(self) -> float:
        sizes = []
        for pid in children_of(self.pid):
            status = Path(f"/proc/{pid}/status").read_text()
            sizes += [int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")]
        return max(sizes, default=0.0)


def processor_seconds(*pids: int) -> float:
    """What these processes and their children have used so far."""
    ticks = 0
    for pid in [each for parent in pids for each in (parent, *children_of(parent))]:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return [int(each) for each in found]
