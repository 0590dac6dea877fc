"""Everything that happens on a timer, on one page. Any number of clocks may run: rows are claimed, never shared.

Each second: give back the claims of the dead, then ring for what is due and nobody took, and on the way to the next
second for what falls due meanwhile; while Redis is away, do it here. Each five seconds: re-arm what is missing, ask
about silent calls. Each minute, only if all is well: the pulse.
"""

import logging
import signal
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Thread
from types import FrameType
from urllib.error import URLError

from sqlalchemy.exc import SQLAlchemyError

from voiceline.actions import (
    deliver,
    escalate,
    fetch_missed,
    follow_up,
    keep_log,
    look_at_line,
    look_for_gaps,
    purge_recordings,
    rehearse,
    sweep,
    watch_numbers,
)
from voiceline.line import Line
from voiceline.store import heartbeats, silences
from voiceline.store.bells import MESSAGES, URGENT, Bell
from voiceline.store.follow_up_kinds import GROUPS, group_of
from workers.process import line, log_to_stderr

log = logging.getLogger("workers.clock")

TICK = 1.0
A_MOMENT = 0.05  # the least between two looks
A_SCORE = 20
MOST_BELLS = 8
Task = Callable[[Line], object]


def beat(ours: Line) -> None:
    """This clock lives: what /readyz asks for. A gap since the last beat of any clock stands as a silence."""
    with ours.transaction() as session:
        heartbeats.beat(session, "clock")
        now = ours.now()
        silent_since = silences.listen(session, now)
        if silent_since is not None:
            fetch_missed.owe_fetch(session, f"missed-silence-{int(now.timestamp())}", silent_since, now)
    if silent_since is not None:
        log.error("the line was silent since %s", silent_since.isoformat(timespec="seconds"))


def ring_for_what_is_due(ours: Line) -> None:
    """Ring for what is due; without Redis, do it here, one after the other, gravest first.

    Each job takes several and rings for the next, so a few bells are enough, and what hangs leaves no heap of them.
    """
    due = sweep.what_is_due(ours)
    _ring_or_do(ours, Bell("escalate", 0, URGENT), due.escalations, lambda: escalate.escalate(ours))
    calls, messages = due.of_kind(calls=True), due.of_kind(calls=False)
    for job, queue, of_kind in (("deliver", URGENT, calls), ("deliver_message", MESSAGES, messages)):
        if of_kind:
            gravest = of_kind[0]
            act = lambda n=gravest: len(deliver.deliver(ours, n))  # noqa: E731
            _ring_or_do(ours, Bell(job, gravest, queue), len(of_kind), act)
    found = Counter(group_of(kind) for _, kind in due.follow_ups)
    for group, queue in GROUPS.items():
        bell = Bell("follow_ups_of", group, queue)
        _ring_or_do(ours, bell, found[group], partial(follow_up.follow_ups_of, ours, group))


def _ring_or_do(ours: Line, bell: Bell, count: int, act: Callable[[], int]) -> None:
    """A bell for each score, no more than there are workers to hear them; without the bell, act until it is done."""
    for _ in range(min(MOST_BELLS, -(-count // A_SCORE))):
        if not ours.ring_all([bell]):
            break
    else:
        return
    until = time.monotonic() + TICK
    try:
        while act() and time.monotonic() < until:
            pass
    except Exception:
        log.exception("%s failed", bell.job)


def pulse(ours: Line) -> bool:
    """Tell the outside watch that the line lives, only if nothing that must reach somebody is late and workers live."""
    reasons = look_at_line.what_stops_the_pulse(ours)
    if reasons:
        log.error("no pulse: %s", ", ".join(reasons))
        return False
    if ours.settings.pulse_url:
        Thread(target=_ping, args=(ours.settings.pulse_url,), daemon=True).start()
    return True


def _ping(url: str) -> None:
    """On a thread of its own: a name that is not resolved, or a watch that does not answer, must not hold the clock."""
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except (URLError, OSError) as error:
        log.warning("the outside watch was not reached: %s", type(error).__name__)


# (every how many seconds, what), in the order in which they are done.
TIMETABLE: tuple[tuple[int, Task], ...] = (
    (1, beat),
    (1, sweep.release_claims),
    (1, ring_for_what_is_due),
    (5, sweep.rearm),
    (5, sweep.ask_about_silent_calls),
    (60, fetch_missed.arm_fetch),
    (60, rehearse.arm_weekly),
    (60, look_for_gaps.arm_daily_look),
    (60, rehearse.arm_hand_offs),
    (60, purge_recordings.arm_purge),
    (60, watch_numbers.watch_numbers),
    (60, pulse),
    (1, keep_log.keep_log),
)


def tick(ours: Line, second: int) -> None:
    """One second of the timetable. A task that fails is logged, and the next one is done all the same."""
    for every, task in TIMETABLE:
        if second % every == 0:
            _attempt(task, ours)


def wait(ours: Line, until: float) -> None:
    """Until the next second. A step whose time is up on the way is rung for then, not up to a second late."""
    while (left := until - time.monotonic()) > A_MOMENT:
        now = ours.now()
        due = _attempt(lambda line, end=now + timedelta(seconds=left): sweep.next_due(line, end), ours)  # type: ignore[misc]
        if not isinstance(due, datetime):
            break
        time.sleep(max(A_MOMENT, (due - now).total_seconds()))
        _attempt(ring_for_what_is_due, ours)
    time.sleep(max(A_MOMENT, until - time.monotonic()))


def main() -> int:
    log_to_stderr()
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    ours = line()
    second = 0
    while not stopping:
        began = time.monotonic()
        tick(ours, second)
        second += 1
        wait(ours, began + TICK)
    ours.close()
    return 0


def _attempt(task: Task, ours: Line) -> object:
    try:
        return task(ours)
    except SQLAlchemyError as error:
        log.error("%s: the database did not answer (%s)", task.__name__, type(error).__name__)
    except Exception:
        log.exception("%s failed", task.__name__)
    return None


if __name__ == "__main__":
    sys.exit(main())
