"""B9: twenty calls a second arrive, whatever stalls. An open loop: each request is sent at its time, and its delay is
counted from then, whether or not the line was ready for it.
"""

import os
import re
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from threading import Thread
from xml.etree import ElementTree

from tests.bench import requests
from tests.bench.night import Night, p, until
from tests.bench.stage import Stage, children_of

PER_SECOND = 20
P99 = 1.0  # seconds, from the scheduled send time; with the database paused the answer alone is promised
KEY_AFTER = 0.5  # seconds from the first ring
PATIENCE = 15.0  # seconds: Twilio's own


@dataclass
class Arrived:
    """What the callers met."""

    delays: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    moments: int = 0  # answers that said "un momento"


def b9(stage: Stage, seconds: int) -> str:
    """``seconds`` of load; each trouble begins after a sixth of it and lasts as its name says, scaled to a minute."""
    troubles: dict[str, tuple[Callable[[Night, float], None], float, bool]] = {
        "healthy": (lambda night, lasts: None, 0, True),
        "the carrier's API hangs 10 s on each request": (
            lambda night, lasts: _hangs(night, lasts, "Accounts"),
            60,
            True,
        ),
        "its messages alone hang 10 s": (lambda night, lasts: _hangs(night, lasts, "Messages"), 60, True),
        "Redis down for {:.0f} s": (_redis_down, 30, True),
        "database paused for {:.0f} s": (_database_paused, 5, False),
    }
    return "\n".join(
        _played(stage, seconds, name, trouble, lasts * min(1.0, seconds / 60), timed)
        for name, (trouble, lasts, timed) in troubles.items()
    )


def _played(
    stage: Stage, seconds: int, name: str, trouble: Callable[[Night, float], None], lasts: float, timed: bool
) -> str:
    count = PER_SECOND * seconds
    with ExitStack() as stack:
        night = Night(stage, stack, engineers=count + 10)
        night.an_engineer_a_case()
        night.start("web", "worker", "clock")
        time.sleep(3)
        for i in range(900_000, 900_008):  # statements are prepared, connections open
            night.ring(i)
        met = _arrive(night, count, lambda: trouble(night, lasts), seconds / 6)
        ended = time.monotonic()
        tickets = stage.rows("SELECT count(*), count(DISTINCT contact) FROM tickets")
        if tickets != [(count, count)] or met.wrong:
            raise SystemExit(f"VOID: {tickets} cases of {count} calls; wrong answers: {met.wrong[:5]}")
        until(lambda: len({to for _, to, _ in night.pages()}) >= count, f"every page, {name}", within=180)
        took = time.monotonic() - ended
        _refuse_doubles(night)
        late = _page_lateness(night)
    p99, worst = p(met.delays, 0.99), max(met.delays)
    target = f"target {P99:.0f} s: {'met' if p99 <= P99 else 'NOT MET'}" if timed else "target an answer each time: met"
    return (
        f"B9 {name.format(lasts)}: webhook p99 {p99:.3f} s, worst {worst:.2f} s from the scheduled time, {target}; "
        f"{met.moments} heard 'un momento'; {count} of {count} cases opened; pages {p(late, 0.5):.2f} s after the key "
        f"(p50), {p(late, 0.99):.1f} s (p99), the last {took:.1f} s after the last call"
    )


def _arrive(night: Night, count: int, trouble: Callable[[], None], after: float) -> Arrived:
    """The trouble is made by this thread: servers die with the thread that began them."""
    met = Arrived()
    rings = [night.first_ring(i) for i in range(1, count + 1)]
    keys = [night.key(i) for i in range(1, count + 1)]
    began = time.time() + 1

    def arrive() -> None:
        for i in range(count):
            at = began + i / PER_SECOND
            time.sleep(max(0.0, at - time.time()))
            callers.submit(_calls, night, met, i + 1, at, rings[i], keys[i])

    with ThreadPoolExecutor(300) as callers:
        arriving = Thread(target=arrive)
        arriving.start()
        time.sleep(max(0.0, began + after - time.time()))
        trouble()
        arriving.join()
    return met


def _calls(night: Night, met: Arrived, i: int, at: float, ring: bytes, key: bytes) -> None:
    """One caller: the first ring, and half a second after it was due the key; who hears "un momento" is led on."""
    _asked(night, met, i, at, ring)
    time.sleep(max(0.0, at + KEY_AFTER - time.time()))
    _asked(night, met, i, at + KEY_AFTER, key)


def _asked(night: Night, met: Arrived, i: int, at: float, request: bytes) -> None:
    try:
        said = requests.answer(night.port, request, PATIENCE)
        ElementTree.fromstring(said)
    except (OSError, ElementTree.ParseError) as error:
        met.wrong.append(f"call {i}: {error}")
        return
    met.delays.append(time.time() - at)
    redirected = re.search(r"<Redirect[^>]*>([^<]*again=[^<]*)</Redirect>", said)
    if redirected:
        met.moments += 1
        time.sleep(1)  # the words
        url = night.url + redirected[1].replace("&amp;", "&").removeprefix(night.url)
        form = {**requests.voice_form(i), "CallStatus": "in-progress"}
        _asked(night, met, i, time.time(), requests.signed(url, form))


def _refuse_doubles(night: Night) -> None:
    """No page has two calls; a page that the carrier failed twice is over, and the policy's next is another."""
    pages = [page for *_, page in night.pages()]
    if len(set(pages)) != len(pages):
        raise SystemExit(f"VOID: {len(pages) - len(set(pages))} pages were doubled")


def _page_lateness(night: Night) -> list[float]:
    """Seconds from each case's opening to the request that rings its engineer."""
    kinds = "FROM ticket_events JOIN tickets ON number = ticket_number WHERE kind = 'opened'"
    opened = night.stage.rows(f"SELECT number, extract(epoch FROM at)::float8 {kinds}")
    first: dict[str, float] = {}
    for at, to, _ in night.pages():
        first.setdefault(to[-6:], at)
    return [first[f"{number % night.engineers:06d}"] - at for number, at in opened]


def _hangs(night: Night, lasts: float, what: str) -> None:
    night.carrier_is_slow(10, what)
    time.sleep(lasts)
    night.carrier_is_slow(0)


def _redis_down(night: Night, lasts: float) -> None:
    os.kill(night.stage.valkey.pid, signal.SIGKILL)
    time.sleep(lasts)
    night.stage.valkey.start()


def _database_paused(night: Night, lasts: float) -> None:
    server = night.stage.postgres._server
    assert server is not None
    frozen = [server.pid, *children_of(server.pid)]
    for what in (signal.SIGSTOP, signal.SIGCONT):
        for pid in frozen:
            with suppress(ProcessLookupError):
                os.kill(pid, what)
        time.sleep(lasts if what == signal.SIGSTOP else 0)
