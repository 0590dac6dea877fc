"""Eight troubles, each over real processes, and how many seconds after it the page that was owed rings.

The tests play them short, ``make bench`` at their real length. In all of them every case that was opened is rung for,
and no page has two legs at the carrier.
"""

import signal
import time
from collections.abc import Callable

import redis

from tests.processes.town import Town

DANA_1, DANA_2, LEE = "+50255550101", "+50255550102", "+50255550201"
EVERYONE = ("simulator", "web", "worker", "clock")
FOR_EVER = 10_000
DUE_NOW = "UPDATE follow_ups SET due_at = now() WHERE kind = 'escalate' AND state = 'pending'"


def worker_killed_while_the_carrier_was_asked(town: Town, lasts: float) -> float:
    """The carrier has made the call and its answer hangs; no callback tells of it, and the worker is killed.

    What is measured: from the next worker's start until the leg is known as that page's.
    """
    town.start(*EVERYONE)
    town.act("faults", kind="call-timeout")
    town.act("faults", kind="callback-drop", times=3)
    town.dials_and_presses()
    town.rings(DANA_1)
    town.kill("worker")
    assert town.rows("SELECT state FROM notifications WHERE kind = 'page'")[0][0] in ("claimed", "pending")
    town.start("worker")
    return town.until(lambda: town.rows("SELECT 1 FROM notifications WHERE kind = 'page' AND state = 'sent'"), "known")


def redis_emptied(town: Town, lasts: float) -> float:
    """Between the bell and whoever would have heard it."""
    town.start(*EVERYONE)
    town.signal("worker", signal.SIGSTOP)
    bells = redis.Redis.from_url(town.redis_url)
    town.dials_and_presses()
    town.until(lambda: town.rows("SELECT 1 FROM notifications WHERE kind = 'page'"), "her page is owed")
    bells.flushall()
    town.signal("worker", signal.SIGCONT)
    return town.until(lambda: town.rung(DANA_1), "Dana's phone rings")


def redis_stopped(town: Town, lasts: float) -> float:
    """Meanwhile the clock itself does what is due; afterwards a bell is heard again, which is what is measured."""
    town.start(*EVERYONE)
    town.valkey.stop()
    began = time.monotonic()
    town.dials_and_presses()
    town.until(lambda: town.rung(DANA_1), "the clock rings Dana")
    town.takes(DANA_1)
    town.until(lambda: town.rows("SELECT 1 FROM tickets WHERE status = 'acknowledged'"), "she has it without Redis")
    for leg in town.legs(over=False):
        town.act("hangup", sid=leg["sid"])
    town.until(lambda: time.monotonic() - began >= lasts, "the trouble has lasted", within=lasts + 5)
    town.valkey.start()
    back = time.monotonic()
    town.kill("clock")  # from here on only a bell that is heard can ring anybody
    bells, number = redis.Redis.from_url(town.redis_url), iter(range(100))
    town.until(lambda: bells.client_list() and _rings_by_a_bell(town, f"+502555590{next(number):02d}"), "a bell", 70)
    took = time.monotonic() - back
    town.start("clock")  # what the other held when it was killed is given back by one
    return took


def _rings_by_a_bell(town: Town, caller: str) -> bool:
    """A case of a customer of its own, until one of them rings somebody."""
    if not town.legs(status="ringing"):
        town.dials_and_presses(number=caller)
        time.sleep(0.3)
    return bool(town.legs(direction="outbound-api", status="ringing"))


def clock_killed(town: Town, lasts: float) -> float:
    """A step's time is up while no clock runs; then two begin at once."""
    town.start(*EVERYONE)
    town.dials_and_presses()
    town.rings(DANA_1)
    town.kill("clock")
    town.execute(DUE_NOW)
    town.start("clock", "clock")
    return town.until(lambda: town.rung(LEE), "Lee's phone rings")


def two_of_each(town: Town, lasts: float) -> float:
    """Two clocks, two worker pools and two web processes share one truth."""
    town.start(*EVERYONE, "worker", "clock")
    for number in range(5):
        town.dials_and_presses(number=f"+5025555900{number}")
    took = town.until(lambda: town.rung(DANA_1), "Dana's phone rings")
    town.execute(DUE_NOW)
    town.until(lambda: town.rung(LEE), "Lee's phone rings")
    return took


def carrier_says_500(town: Town, lasts: float) -> float:
    """No call is made meanwhile; the first key afterwards takes the P1, although the P2 is older."""
    town.start(*EVERYONE)
    town.act("faults", kind="call-500", times=FOR_EVER)
    town.dials_and_presses(keys="2", number="+50255559001")
    town.dials_and_presses(number="+50255559002")
    began = time.monotonic()
    town.until(lambda: time.monotonic() - began >= lasts, "the trouble has lasted", within=lasts + 5)
    assert not town.rung()
    town.act("faults", clear=True)
    took = town.until(lambda: town.legs(direction="outbound-api", status="ringing"), "a phone rings", within=25)
    town.takes(town.legs(direction="outbound-api", status="ringing")[0]["to"])
    town.until(lambda: town.rows("SELECT 1 FROM tickets WHERE status = 'acknowledged'"), "somebody has it")
    assert town.rows("SELECT severity FROM tickets WHERE status = 'acknowledged'") == [("P1",)]
    return took


def carrier_never_answers(town: Town, lasts: float) -> float:
    """The calls are made, the answers never come; what is measured is until the second phone rings after the first."""
    town.start(*EVERYONE)
    town.act("faults", kind="call-timeout", times=2)
    town.dials_and_presses()
    town.act("reject", sid=town.rings(DANA_1)["sid"])
    return town.until(lambda: town.rung(DANA_2), "her second phone rings", within=25)


def messages_hang(town: Town, lasts: float) -> float:
    """Texts to customers hold whoever sends them for eight seconds each; no phone rings later for it."""
    town.start(*EVERYONE)
    town.act("faults", kind="message-timeout", times=FOR_EVER)
    for number in range(4):
        town.dials_and_presses(number=f"+5025555900{number}")
    town.act("reject", sid=town.rings(DANA_1)["sid"])
    return town.until(lambda: len(town.rung(DANA_1) + town.rung(DANA_2)) > 1, "she is rung for the next", within=5)


RECOVERIES: dict[str, tuple[Callable[[Town, float], float], float]] = {
    "worker killed -9 while the carrier was asked": (worker_killed_while_the_carrier_was_asked, 0),
    "Redis emptied between bell and worker": (redis_emptied, 0),
    "Redis stopped for {:.0f} s": (redis_stopped, 60),
    "clock killed, two begun": (clock_killed, 0),
    "two clocks and two pools at once": (two_of_each, 0),
    "carrier says 500 for {:.0f} s": (carrier_says_500, 60),
    "carrier makes the call and never answers": (carrier_never_answers, 0),
    "carrier's messages hang": (messages_hang, 0),
}


def nothing_was_lost_or_doubled(town: Town) -> None:
    """Every leg at the carrier is one page's on record, and every case still open has a page or a step to come."""

    def agree() -> bool:
        legs = {leg["sid"] for leg in town.rung()}
        known = [sid for (sid,) in town.rows("SELECT carrier_sid FROM notifications WHERE channel = 'call'") if sid]
        return legs == set(known) and len(legs) == len(known)

    town.until(agree, "the carrier and the line know the same calls, each once", within=20)
    forgotten = (
        "SELECT number FROM tickets t WHERE status = 'open' AND NOT EXISTS (SELECT 1 FROM follow_ups f "
        "WHERE f.ticket_number = t.number AND kind = 'escalate' AND state IN ('pending', 'claimed'))"
    )
    assert town.rows(forgotten) == []
