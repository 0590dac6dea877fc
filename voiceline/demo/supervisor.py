"""Keeps a handful of processes running: starts them in order, begins again what ends by itself, stops all in order."""

import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from voiceline.demo import children

BACK_OFF = (1, 2, 4, 8, 16, 30)  # seconds before a process that ended by itself is begun again
CALM_AFTER = 60  # seconds of life after which the count begins anew


@dataclass
class Process:
    """One line of the Procfile, or a program of the demo's own."""

    name: str
    command: str
    environment: Mapping[str, str]
    folder: Path
    log: Path
    child: "subprocess.Popen[bytes] | None" = None
    began_at: float = 0.0
    begin_at: float = 0.0
    ends: int = 0

    def start(self) -> None:
        """``exec`` in the shell, so that a signal reaches the program and not a wrapper."""
        self.child = children.start(
            ["/bin/sh", "-c", f"exec {self.command}"], self.log, environment=self.environment, cwd=str(self.folder)
        )
        self.began_at = time.monotonic()

    @property
    def has_ended(self) -> bool:
        return self.child is not None and self.child.poll() is not None


@dataclass
class Supervisor:
    """``say`` is told what a person watching should know."""

    processes: Sequence[Process]
    grace: float = 25.0
    stopping: bool = False
    impatient: bool = False
    _told: set[str] = field(default_factory=set)

    def catch_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._asked_to_stop)

    def start(self) -> None:
        for process in self.processes:
            process.start()

    def watch(self) -> None:
        """Until asked to stop: begin again whatever ends by itself, later each time."""
        while not self.stopping:
            for process in self.processes:
                self._look_after(process)
            time.sleep(0.2)

    def stop(self) -> None:
        """SIGTERM to all, then SIGKILL to what is left after the grace (two seconds after a second Ctrl-C)."""
        for process in self.processes:
            if process.child is not None and not process.has_ended:
                process.child.terminate()
        until = time.monotonic() + self.grace
        for process in self.processes:
            if process.child is None:
                continue
            while not process.has_ended and time.monotonic() < (until if not self.impatient else 0):
                time.sleep(0.05)
            children.stop(process.child, signal.SIGTERM, patience=2)

    def _look_after(self, process: Process) -> None:
        if not process.has_ended or self.stopping:
            return
        now = time.monotonic()
        if not process.begin_at:
            process.ends = 0 if now - process.began_at > CALM_AFTER else process.ends
            wait = BACK_OFF[min(process.ends, len(BACK_OFF) - 1)]
            process.begin_at, process.ends = now + wait, process.ends + 1
            code = process.child.returncode if process.child else "?"
            print(f"{process.name} terminó ({code}); empieza otra vez en {wait} s. Registro: {process.log}", flush=True)
        elif now >= process.begin_at:
            process.begin_at = 0.0
            process.start()

    def _asked_to_stop(self, number: int, frame: object) -> None:
        self.impatient = self.stopping
        self.stopping = True


def procfile(path: Path) -> dict[str, str]:
    """Name → command of each line."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition(":") for line in lines if line and not line.startswith("#"))
    return {name.strip(): command.strip() for name, _, command in pairs}
