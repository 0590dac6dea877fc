"""``make demo``: the whole line on this machine, with two phones in the browser. Ctrl-C ends it."""

import fcntl
import os
import secrets
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from voiceline.demo import children, claimed_database
from voiceline.demo.claimed_database import ClaimError
from voiceline.demo.postgres import Postgres, PostgresError
from voiceline.demo.supervisor import Process, Supervisor, procfile
from voiceline.demo.valkey import Valkey, ValkeyError

HERE = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("VOICELINE_VAR", HERE / "var"))
DIRECTORY = HERE / "directory.example.toml"
FALLBACK = VAR / "fallback.xml"  # the simulated carrier keeps it, as the real one would
LINE_NUMBER = "+50256305476"
ADMIN, PASSWORD = "admin@example.com", "linea-urgente"
START_SECONDS = 60
REDIS_ALONE = (
    "REDIS_URL sin DATABASE_URL: el demo se llevaría los avisos de la línea que usa ese Redis; "
    "quite esa variable o dé también una base vacía"
)


class DemoError(Exception):
    """The demo cannot start; the text is one sentence for a person."""


def main() -> int:
    try:
        with ExitStack() as stack:
            run(stack)
    except (DemoError, ClaimError, PostgresError, ValkeyError) as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def run(stack: ExitStack) -> None:
    port, simulator_port = _port("PORT", 8000), _port("SIMULATOR_PORT", 8010)
    stack.enter_context(_only_one())
    for number in (port, simulator_port):
        _is_free(number)
    database_url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if redis_url and not database_url:
        raise DemoError(REDIS_ALONE)
    if database_url:
        claimed_database.claim(database_url, DIRECTORY.read_text(encoding="utf-8-sig"))
    else:
        _say("PostgreSQL…")
        server = stack.enter_context(Postgres.kept(VAR / "postgres", VAR / "log" / "postgres.log"))
        database_url = server.url("voiceline")
    if not redis_url:
        _say("Valkey…")
        redis_url = stack.enter_context(Valkey(VAR / "valkey", VAR / "log" / "valkey.log")).url
    environment = _environment(database_url, redis_url, port, simulator_port)
    _say("Base de datos y directorio…")
    _command(environment, "migrate")
    _command(environment, "load", str(DIRECTORY))
    FALLBACK.parent.mkdir(parents=True, exist_ok=True)
    FALLBACK.write_text(_command(environment, "fallback"), encoding="utf-8")
    _command(environment, "user", ADMIN, "--role", "admin", "--password-stdin", given=PASSWORD)
    supervisor = Supervisor(_processes(environment))
    supervisor.catch_signals()
    try:
        supervisor.start()
        _wait_until_ready(supervisor, port, simulator_port)
        if not supervisor.stopping:
            _welcome(port, simulator_port)
        supervisor.watch()
    finally:
        _say("Cerrando…")
        supervisor.stop()


def _processes(environment: dict[str, str]) -> list[Process]:
    commands = {name: line for name, line in procfile(HERE / "Procfile").items() if name != "release"}
    commands["simulator"] = (
        f"python -m voiceline.simulator --directory {DIRECTORY.name} --fallback {shlex.quote(str(FALLBACK))}"
    )
    return [
        Process(name, command, environment, HERE, VAR / "log" / f"{name}.log") for name, command in commands.items()
    ]


def _environment(database_url: str, redis_url: str, port: int, simulator_port: int) -> dict[str, str]:
    own = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    return own | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', '/usr/bin:/bin')}",
        "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "BIND": "127.0.0.1",
        "PORT": str(port),
        "SIMULATOR_PORT": str(simulator_port),
        "LINE_NUMBER": LINE_NUMBER,
        "WHATSAPP_NUMBER": LINE_NUMBER,
        "TWILIO_ACCOUNT_SID": "AC" + "5476" * 8,
        "TWILIO_AUTH_TOKEN": "demo-token",
        "TWILIO_API_URL": f"http://127.0.0.1:{simulator_port}",
        "SECRET_KEY": _secret(),
        "TRANSCRIPTION": "twilio",  # the simulated carrier writes down what is typed as speech
    }


def _command(environment: dict[str, str], *words: str, given: str = "") -> str:
    """What it printed. Raises DemoError with its complaint."""
    done = subprocess.run(
        [sys.executable, "-m", "voiceline", *words],
        cwd=HERE,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise DemoError(f"«voiceline {words[0]}» no terminó bien: {done.stderr.strip()}")
    return done.stdout


def _wait_until_ready(supervisor: Supervisor, port: int, simulator_port: int) -> None:
    waiting = {f"http://127.0.0.1:{port}/readyz": "web", f"http://127.0.0.1:{simulator_port}/": "simulator"}
    until = time.monotonic() + START_SECONDS
    while waiting and not supervisor.stopping:
        waiting = {url: name for url, name in waiting.items() if not _answers(url)}
        dead = next((process for process in supervisor.processes if process.has_ended), None)
        late = time.monotonic() > until
        if dead is not None or (late and waiting):
            name = dead.name if dead else next(iter(waiting.values()))
            log = VAR / "log" / f"{name}.log"
            raise DemoError(f"«{name}» no arrancó. Lo último que dijo ({log}):\n{children.end_of(log)}")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _welcome(port: int, simulator_port: int) -> None:
    print(
        f"""
La línea urgente está lista.

  Los teléfonos        http://127.0.0.1:{simulator_port}/
  La administración    http://127.0.0.1:{port}/admin/
                       {ADMIN} · {PASSWORD}

Registros en var/log/. Para terminar: Ctrl-C.
""",
        flush=True,
    )


@contextmanager
def _only_one() -> Iterator[None]:
    """Two demos in one checkout would share one database folder."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DemoError("ya hay un demo en marcha en esta carpeta; ciérrelo primero") from None
        yield


def _is_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise DemoError(f"el puerto {port} está ocupado; elija otro con PORT y SIMULATOR_PORT") from None


def _port(name: str, default: int) -> int:
    value = os.environ.get(name, "") or str(default)
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise DemoError(f"{name} no es un puerto: {value}")
    return int(value)


def _secret() -> str:
    """Kept, so that a login lasts over a restart."""
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text()


def _say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
