"""``python -m workers``: a pool of workers, forked from a warmed parent and begun anew when one dies.

Each works on one queue (RQ moves jobs safely only then) and runs jobs in its own process, so a page leaves within
milliseconds. A worker that is killed loses nothing: its rows are claimed under a lock that died with it.
"""

import ctypes
import logging
import os
import signal
import sys
import time
from types import FrameType

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from voiceline.settled import settle
from voiceline.store.bells import CALM, MESSAGES, URGENT
from voiceline.telephony.twilio_phone import TwilioPhone
from workers import jobs
from workers.process import line, log_to_stderr, settings_or_exit

log = logging.getLogger("workers")

POOL = (URGENT, URGENT, MESSAGES, CALM)
PR_SET_PDEATHSIG = 1
BACK_OFF = (0.1, 1.0, 2.0, 4.0, 8.0)  # seconds before a worker that died young is begun again
OLD_ENOUGH = 30.0


def main() -> int:
    log_to_stderr()
    warm()
    log.info("%s workers, jobs from %s", len(POOL), jobs.__name__)
    return Pool(POOL).run()


def warm() -> None:
    """What all children need is loaded once, before there are any."""
    TwilioPhone(settings_or_exit())  # the SDK's lazy imports
    settle()


class Pool:
    """The parent: starts a child a queue, and another when one is gone. SIGTERM and Ctrl-C end all of them."""

    def __init__(self, queues: tuple[str, ...]):
        self._wanted: dict[int, str] = {}
        self._queues = queues
        self._stopping = False

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        parent = os.getpid()
        for queue in self._queues:
            self._begin(queue, parent)
        young = 0
        while self._wanted:
            began = time.monotonic()
            try:
                pid, status = os.wait()
            except InterruptedError:
                continue
            except ChildProcessError:
                break
            queue = self._wanted.pop(pid, "")
            if not queue or self._stopping:
                continue
            young = young + 1 if time.monotonic() - began < OLD_ENOUGH else 0
            log.error("the %s worker %s ended (%s); another begins", queue, pid, status)
            time.sleep(BACK_OFF[min(young, len(BACK_OFF) - 1)])
            if not self._stopping:
                self._begin(queue, parent)
        return 0

    def _begin(self, queue: str, parent: int) -> None:
        pid = os.fork()
        if pid:
            self._wanted[pid] = queue
            return
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os._exit(work_on(queue))

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
        for pid in list(self._wanted):
            os.kill(pid, signal.SIGTERM)


class Listener(SimpleWorker):
    """Asks for a lost Redis each second: the stock worker comes to sleep a minute between two askings (rq 3,
    ``dequeue_job_and_maintain_ttl``), and bells that are rung meanwhile would have nobody to hear them.
    """

    max_connection_wait_time = 1.0


def work_on(queue: str) -> int:
    """Work on this queue until told to stop."""
    try:
        ours = line()
        worker = Listener(
            [queue],
            connection=ours.worker_redis(),
            serializer=JSONSerializer,
            worker_ttl=25,
            maintenance_interval=10,
            job_monitoring_interval=5,
        )
        worker.work(with_scheduler=False, logging_level="WARNING")
    except Exception:
        log.exception("the %s worker ends", queue)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
