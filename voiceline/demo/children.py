"""Child processes that end with their parent, whatever ends it."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def start(
    command: Sequence[str | Path],
    log: Path,
    *,
    environment: Mapping[str, str],
    cwd: str = "/",
    die_by: int = signal.SIGTERM,
    drop: Mapping[str, Any] | None = None,
) -> "subprocess.Popen[bytes]":
    """Start a process in a session of its own (Ctrl-C reaches only its parent), its output going to a file.

    Call it from the main thread: the kernel sends ``die_by`` when the *thread* that started the child ends.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_die_with_parent(die_by),
            **(drop or {}),
        )


def stop(child: "subprocess.Popen[bytes]", by: int, patience: float) -> None:
    """Ask the child to end, and end it after so many seconds."""
    if child.poll() is None:
        child.send_signal(by)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def end_of(log: Path, lines: int = 15) -> str:
    """The last words of a log, for a person who wants to know why."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def _die_with_parent(by: int) -> Callable[[], None]:
    parent = os.getpid()

    def before_exec() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, by)
            if os.getppid() != parent:
                os._exit(1)

    return before_exec
