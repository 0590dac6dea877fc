"""B10: ``kill -9`` of the worker or the web at random points of a P1's first moments, restarted as a runner would.

The carrier holds its answers back a little in half of the trials, so that many of the kills fall between a page's
claim and its record. A keypress nobody answered is sent again, as by a caller who tries once more.
"""

import random
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Thread

from tests.bench import requests
from tests.bench.night import Night, p, until
from tests.bench.stage import Stage

LATEST = 3.0  # seconds from the restart to the overdue page's request; with a surviving worker from the kill
WITHIN = 0.06  # seconds after the key in which the kill falls
HELD_BACK = 0.08


@dataclass
class Deaths:
    """``late``: seconds to the page of those whose page was still owed when it died."""

    late: dict[str, list[float]] = field(default_factory=lambda: {"worker": [], "web": [], "one of two": []})
    between: int = 0  # kills between "claimed" and "recorded"
    doubled: int = 0


def b10(stage: Stage, count: int) -> str:
    deaths = Deaths()
    with ExitStack() as stack:
        night = Night(stage, stack, engineers=count + 10)
        night.an_engineer_a_case()
        night.start("web", "worker", "clock")
        time.sleep(3)
        for i in range(1, count + 1):
            what = ("worker", "one of two", "web")[i % 3]
            _trial(night, i, what, deaths)
        acknowledged_at = dict(stage.rows("SELECT number, acknowledged_at FROM tickets WHERE status = 'acknowledged'"))
        if len(acknowledged_at) != count:
            raise SystemExit(f"VOID: {count - len(acknowledged_at)} cases were lost")
        _refuse_late_claims(night, acknowledged_at)
    lines = [_line_of_text(name, late) for name, late in deaths.late.items()]
    lines.append(
        f"B10 {count} kills, {deaths.between} of them between a page's claim and its record: none lost, "
        f"{deaths.doubled} rung twice (at most one a kill), none after an acknowledgement: met"
    )
    return "\n".join(lines)


def _line_of_text(name: str, late: list[float]) -> str:
    since = "the kill" if name == "one of two" else "the restart"
    if not late:
        return f"B10 {name} killed: every page had left before"
    met = "met" if max(late) <= LATEST else "NOT MET"
    return (
        f"B10 {name} killed: the overdue page {p(late, 0.5):.2f} s after {since} at p50, {max(late):.2f} s at worst "
        f"(n={len(late)}), target {LATEST:.0f} s: {met}"
    )


def _trial(night: Night, i: int, what: str, deaths: Deaths) -> None:
    """One case from its key to its acknowledgement, with a death on the way."""
    if what == "one of two":
        night.start("worker")
        time.sleep(3)
    night.carrier_is_slow(random.choice((0.0, HELD_BACK)))
    night.ring(i)
    key = Thread(target=_press, args=(night, i))
    key.start()
    time.sleep(random.random() * WITHIN)
    name = "web" if what == "web" else "worker"
    known = _called(night, i)
    night.kill(name)
    since = time.time()
    claimed = night.stage.rows("SELECT count(*) FROM notifications WHERE state = 'claimed'")[0][0]
    deaths.between += bool(claimed) and name == "worker"
    if what != "one of two":
        night.start(name)
        since = time.time()
    key.join(30)
    until(lambda: _called(night, i), f"the page of call {i}", within=40)
    night.carrier_is_slow(0)
    if not known:
        first = min(at for at, *_ in _called(night, i))
        if first > since:
            deaths.late[what].append(first - since)
    until(lambda: _recorded(night, i), f"the record of call {i}'s page", within=40)
    rung = Counter(page for *_, page in _called(night, i))
    if max(rung.values()) > 2 or len(rung) > 1:
        raise SystemExit(f"VOID: call {i}: more than one more ring for a kill: {rung}")
    deaths.doubled += max(rung.values()) - 1
    _take(night, i)


def _press(night: Night, i: int) -> None:
    """Her key, until somebody answers."""
    for _ in range(100):
        try:
            requests.answer(night.port, night.key(i))
            return
        except OSError:
            time.sleep(0.2)


def _called(night: Night, i: int) -> list[tuple[float, str, str]]:
    numbers = night.stage.rows(f"SELECT ticket_number FROM calls WHERE sid = '{requests.sid(i)}'")
    number = numbers[0][0] if numbers else None
    return [each for each in night.pages() if number and each[1] == f"+50250{number % night.engineers:06d}"]


def _recorded(night: Night, i: int) -> bool:
    own = f"(SELECT ticket_number FROM calls WHERE sid = '{requests.sid(i)}')"
    sent = f"SELECT 1 FROM notifications WHERE kind = 'page' AND state = 'sent' AND ticket_number = {own}"
    return bool(night.stage.rows(sent))


def _take(night: Night, i: int) -> None:
    """Whoever was rung presses 1, on the leg that is on record."""
    own = f"(SELECT ticket_number FROM calls WHERE sid = '{requests.sid(i)}')"
    asked = f"SELECT token, carrier_sid FROM notifications WHERE kind = 'page' AND ticket_number = {own}"
    ((token, sid),) = night.stage.rows(asked)
    form = {**requests.ack_form(i), "CallSid": sid}
    picked_up = {name: value for name, value in form.items() if name != "Digits"}
    requests.answer(night.port, requests.signed(f"{night.url}/voice/page/{token}", picked_up))
    heard = requests.answer(night.port, requests.signed(f"{night.url}/voice/page/{token}/turn/0", form))
    if "es suyo" not in heard:
        raise SystemExit(f"VOID: the key on call {i}'s page heard {heard}")


def _refuse_late_claims(night: Night, acknowledged_at: dict[int, datetime]) -> None:
    time.sleep(2)
    claims = "SELECT ticket_number, claimed_at FROM notifications WHERE kind = 'page' AND claimed_at IS NOT NULL"
    for number, claimed_at in night.stage.rows(claims):
        if claimed_at.astimezone(UTC) > acknowledged_at[number].astimezone(UTC):
            raise SystemExit(f"VOID: a page of {number} was claimed after somebody had it")
