"""Keeps a carrier running in real time, on one thread, and wakes those who watch it."""

from __future__ import annotations

import logging
import threading

from voiceline.simulator.carrier import Carrier
from voiceline.simulator.web import Exchange

log = logging.getLogger(__name__)


class Engine:
    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.changed = threading.Condition(carrier.lock)
        self.revision = 0
        self.finished: list[Exchange] = []  # webhooks with their answers, in the order these came
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="carrier", daemon=True)
        carrier.schedule.on_new = self._wake
        carrier.webhooks.finished = self.finished.append

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self.changed:
            self._stopping = True
            self.changed.notify_all()
        self._thread.join(5)

    def touch(self) -> None:
        """Somebody did something: those who watch shall look again."""
        with self.changed:
            self.revision += 1
            self.changed.notify_all()

    def wait_for_change(self, seen: int, seconds: float) -> int:
        with self.changed:
            self.changed.wait_for(lambda: self.revision != seen or self._stopping, seconds)
            return self.revision

    def _wake(self) -> None:
        self.changed.notify_all()

    def _run(self) -> None:
        schedule = self.carrier.schedule
        with self.changed:
            while not self._stopping:
                try:
                    ran = schedule.run_due()
                except Exception:  # one broken call must not silence the others
                    log.exception("a job of the carrier failed")
                    ran = 1
                if ran:
                    self.revision += 1
                    self.changed.notify_all()
                due = schedule.next_due()
                self.changed.wait(None if due is None else max(0.0, due - schedule.clock.now()))
