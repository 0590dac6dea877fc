"""B5: a ring that ends leads to the next page at once, one whose end nobody tells at its time, and a key beats both.

Tickets are seeded as the product leaves them when a page rings: (a) at an engineer's first of two phones, (b) and (c)
at the first step of two, with the escalation pending.
"""

import random
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime

from tests.bench import requests
from tests.bench.night import Night, p, until
from tests.bench.stage import Stage

CALLBACK_P99, TIMER_P99 = 0.150, 1.1  # seconds
ENDINGS = ("no-answer", "busy", "failed")
WARMING = 10  # of (a), not counted: connections are opened, statements prepared
APART = 0.1  # seconds between two of (a) and (b)


def b5(stage: Stage, count: int, races: int) -> str:
    with ExitStack() as stack:
        night = Night(stage, stack, engineers=4 * max(count, races))
        night.start("web", "worker", "clock")
        time.sleep(3)
        after_end = _after_the_end(night, count)
        late = _timer(night, count)
        against_end, against_timer = _races(night, races // 2, timer=False), _races(night, races // 2, timer=True)
    met = "met" if p(after_end, 0.99) <= CALLBACK_P99 else "NOT MET"
    in_time = "met" if p(late, 0.99) <= TIMER_P99 else "NOT MET"
    return (
        f"B5 a ring's end → the next phone's request: p50 {p(after_end, 0.5) * 1000:.1f} ms, "
        f"p99 {p(after_end, 0.99) * 1000:.1f} ms (n={count}), target {CALLBACK_P99 * 1000:.0f}: {met}\n"
        f"B5 no end is ever told: late by p50 {p(late, 0.5):.2f} s, p99 {p(late, 0.99):.2f} s (n={count}), "
        f"target {TIMER_P99}: {in_time}\n"
        f"B5 a key against a ring's end ({against_end}) or the timer ({against_timer}): the key won every time, "
        "and no page was claimed after it: met"
    )


def _after_the_end(night: Night, count: int) -> list[float]:
    count += WARMING
    _seed(night, count, due="now() + interval '1 h'")
    began, told = len(night.pages()), {}
    for i in range(count):
        request = _status(night, 2 * i, ENDINGS[i % 3])
        told[f"+50255{2 * i:06d}"] = time.time()
        requests.answer(night.port, request)
        time.sleep(APART)
    until(lambda: len(night.pages()) >= began + count, "the next phone's page", within=10)
    arrived = {to: at for at, to, _ in night.pages()[began:]}
    if set(arrived) != set(told) or len(night.pages()) != began + count:
        raise SystemExit(f"VOID: {set(arrived) ^ set(told)} lost, or doubled")
    return [arrived[to] - at for to, at in told.items()][WARMING:]


def _timer(night: Night, count: int) -> list[float]:
    """Each due at a moment of its own, at any fraction of the clock's second."""
    _seed(
        night, count, due=f"now() + interval '1 s' + (g / 2) * interval '{APART} s' + random() * interval '{APART} s'"
    )
    asked = "SELECT ticket_number - 1, extract(epoch FROM due_at)::float8 FROM follow_ups WHERE kind = 'escalate'"
    due = {
        f"+50250{2 * number + 1:06d}": float(at) for number, at in night.stage.rows(f"{asked} AND state = 'pending'")
    }
    began = len(night.pages())
    until(lambda: len(night.pages()) >= began + count, "the next step's page", within=count * APART + 15)
    arrived = {to: at for at, to, _ in night.pages()[began:]}
    if set(arrived) != set(due) or len(night.pages()) != began + count:
        raise SystemExit("VOID: a page was lost or doubled")
    return [arrived[to] - at for to, at in due.items()]


def _races(night: Night, count: int, timer: bool) -> int:
    """Engineer 2i presses 1 while 2i+1's ring ends, or while the step's time is up. A key that loses voids the run."""
    _seed(night, count, due="now() + interval '1 h'", both=not timer)
    taken: dict[int, float] = {}
    for i in range(count):
        ready = threading.Barrier(2)
        rival = threading.Thread(target=_end_or_due, args=(night, i, timer, ready))
        rival.start()
        key = requests.signed(f"{night.url}/voice/page/t{2 * i}/turn/0", requests.ack_form(2 * i))
        ready.wait()
        time.sleep(random.random() if timer else random.random() * 0.01)
        heard = requests.answer(night.port, key)
        taken[i + 1] = time.time()
        rival.join()
        if "es suyo" not in heard:
            raise SystemExit(f"VOID: a key on an open case heard {heard}")
    time.sleep(3)
    rows = night.stage.rows("SELECT number, status, assignee FROM tickets ORDER BY number")
    if rows != [(i + 1, "acknowledged", f"e{2 * i}") for i in range(count)]:
        raise SystemExit("VOID: a key lost its race")
    claims = night.stage.rows(
        "SELECT ticket_number, claimed_at FROM notifications WHERE claimed_at IS NOT NULL AND kind = 'page'"
    )
    for number, claimed_at in claims:
        if claimed_at > datetime.fromtimestamp(taken[number], UTC):
            raise SystemExit(f"VOID: a page of {number} was claimed after somebody had it")
    return count


def _end_or_due(night: Night, i: int, timer: bool, ready: threading.Barrier) -> None:
    request = _status(night, 2 * i + 1, "busy")
    ready.wait()
    if timer:
        night.stage.execute(f"UPDATE follow_ups SET due_at = now() WHERE ticket_number = {i + 1} AND state = 'pending'")
    else:
        requests.answer(night.port, request)


def _status(night: Night, engineer: int, status: str) -> bytes:
    form = {**requests.ack_form(engineer), "CallStatus": status, "CallDuration": "0", "SipResponseCode": "486"}
    form.pop("Digits")
    return requests.signed(f"{night.url}/voice/page/t{engineer}/status", form)


def _seed(night: Night, count: int, due: str, both: bool = False) -> None:
    """Ticket i+1: engineer 2i is rung in its first step (2i+1 too, if ``both``); 2i+1 alone is its second."""
    night.stage.execute("TRUNCATE tickets, ticket_events, calls, call_events, notifications, follow_ups CASCADE")
    night.stage.execute(_SEED.format(most=2 * count - 1, due=due, rung="true" if both else "g % 2 = 0"))


_SEED = """
INSERT INTO tickets (number, severity, status, channel, language, customer, contact, summary, opened_at,
                     response_due_at, resolution_due_at, policy, round, step, directory_version, reported_severity,
                     is_rehearsal, clock_starts, escalates_at, round_began_at)
  OVERRIDING SYSTEM VALUE
  SELECT g / 2 + 1, 'P1', 'open', 'voice', 'es', 'Banco', '+50244440001', '', now(), now() + interval '1 h',
         now() + interval '4 h',
         jsonb_build_object('hours', 'ordinary', 'steps', jsonb_build_array(
           jsonb_build_object('page', jsonb_build_array('e' || g), 'by', jsonb_build_array('call'), 'wait', 3600),
           jsonb_build_object('page', jsonb_build_array('e' || g + 1), 'by', jsonb_build_array('call'), 'wait', 3600))),
         1, 1, 1, 'P1', false, jsonb_build_object('P1', now()), now() + interval '1 h', now() - interval '1 min'
  FROM generate_series(0, {most}, 2) g;
INSERT INTO notifications (once, kind, channel, audience, person, address, language, values, ticket_number, rank,
                           round, step, attempt, token, created_at, due_at, state, tries, carrier_sid, sent_at)
  SELECT 'n' || g, 'page', 'call', 'engineer', 'e' || g, '+50250' || lpad(g::text, 6, '0'), 'es', '{{}}', g / 2 + 1, 1,
         1, 1, 1, 't' || g, now(), now(), 'sent', 1, 'CA' || lpad(to_hex(g), 32, '0'), now()
  FROM generate_series(0, {most}) g WHERE {rung};
INSERT INTO follow_ups (once, kind, ticket_number, values, due_at, created_at, state, tries, rank)
  SELECT 'e' || g, 'escalate', g / 2 + 1, '{{"round": 1, "step": 1}}', {due}, now(), 'pending', 0, 1
  FROM generate_series(0, {most}, 2) g;
INSERT INTO calls (sid, direction, from_number, to_number, status, started_at, ticket_number, notification_id,
                   engineer, language, script, step, turn, tries, notes)
  SELECT n.carrier_sid, 'outbound', '+50256305476', n.address, 'in-progress', now(), n.ticket_number, n.id,
         n.person, 'es', 'engineer_page', 'page', 0, 0,
         jsonb_build_object('case', n.ticket_number, 'cases', jsonb_build_array(n.ticket_number))
  FROM notifications n;
"""
