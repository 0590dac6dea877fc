"""B2, an inbound text beside the textbook's one row; and 2,000 texts from 200 contacts at once, each in its order."""

import random
import threading
import time
from contextlib import ExitStack
from functools import partial
from statistics import median

from tests.bench import requests
from tests.bench.night import Night, p, until
from tests.bench.stage import Stage
from tests.bench.webhooks import Counter, Ratio, is_so, measure

TABLES = "threads, messages, tickets, ticket_events, calls, call_events, notifications, follow_ups"
CROWD_P99, COMPANY = 60, "Banco Maya"
CONTACTS, EACH, CONNECTIONS = 200, 10, 20


def b2(stage: Stage, rounds: int, size: int) -> Ratio:
    """Half from numbers with a case open, which the words join; half new, whose words open one.

    On a line that has had its cases: on tables that are empty a statement is planned once for reading all of them.
    """
    ratio = Ratio("B2 inbound text, joined or opened ÷ S", 1.5, [], [])
    total = (rounds * size + 50) * 2
    stage.execute(f"TRUNCATE {TABLES} RESTART IDENTITY CASCADE")
    stage.execute(_SEED.replace(":total", str(total)))
    stage.execute(_HISTORY)
    stage.execute("TRUNCATE messages", stage.floor_url)
    stage.execute("ANALYZE")
    with stage.web("tests.bench.floors.textbook:app") as floor, stage.web("voiceline.app:create_app()") as line:
        floor_at, line_at = Counter(), Counter()
        measure(floor, "/sms", requests.sms_form, floor_at.take(50), 50)
        measure(line, "/text/incoming", text_form, line_at.take(50), 50)
        for _ in range(rounds):
            ratio.floor.append(measure(floor, "/sms", requests.sms_form, floor_at.take(size), size))
            ratio.line.append(measure(line, "/text/incoming", text_form, line_at.take(size), size))
        stored = "SELECT count(*), count(DISTINCT sid) FROM messages WHERE sid LIKE 'SM%'"
        is_so(stage.rows(stored), [(total, total)], "B2: messages stored")
        joined = "SELECT count(*) FROM ticket_events WHERE kind = 'described' AND detail ->> 'text' LIKE 'ya %'"
        is_so(stage.rows(joined), [(total // 2,)], "B2: words that joined")
        is_so(stage.rows("SELECT count(*) FROM tickets WHERE channel = 'sms'"), [(total // 2,)], "B2: cases opened")
        again = [requests.signed(f"{line.url}/text/incoming", text_form(i)) for i in range(1, 100)]
        requests.send(line.port, again, 4)
        is_so(stage.rows(stored), [(total, total)], "B2: the same messages once more")
    return ratio


def crowd(stage: Stage) -> str:
    """As fast as one web process with two threads and one worker take them; each contact's in its own order."""
    with ExitStack() as stack:
        night = Night(stage, stack, engineers=4)
        stage.execute(f"TRUNCATE {TABLES} RESTART IDENTITY CASCADE")
        night.start("web_of_two", "worker")
        time.sleep(2)
        began = time.monotonic()
        times = _send(night)
        taken = time.monotonic() - began
        sent = CONTACTS * EACH
        is_so(stage.rows("SELECT count(*), count(DISTINCT sid) FROM messages"), [(sent, sent)], "texts stored")
        is_so(stage.rows(_OUT_OF_ORDER), [], "texts out of their contact's order")
        is_so(stage.rows("SELECT count(*) FROM tickets"), [(CONTACTS,)], "cases: one a contact")
        is_so(stage.rows(_DESCRIBED), [(CONTACTS, EACH)], "words of a contact in her case")
        again = random.sample(range(sent), 200)
        requests.send(night.port, [_request(night, i % CONTACTS, i // CONTACTS) for i in again], 4)
        is_so(stage.rows("SELECT count(*) FROM messages"), [(sent,)], "200 of them once more")
        rest = until(lambda: stage.rows(_OWED) == [(0,)], "the last message to leave", within=300)
    met = "met" if p(times, 0.99) <= CROWD_P99 * CONNECTIONS / 2 else "see p50"
    return (
        f"{sent} texts from {CONTACTS} contacts, one web process of 2 threads and one worker: {sent / taken:.0f}/s, "
        f"p50 {median(times):.1f} ms, p99 {p(times, 0.99):.1f} ms with {CONNECTIONS} waiting at once ({met}); "
        f"none lost, none doubled, each contact's in order; the last answer of ours left {rest:.1f} s later"
    )


def text_form(i: int) -> dict[str, str]:
    body = "El sistema está caído, es crítico" if i % 2 else "ya reiniciamos el servidor y sigue igual"
    return {**requests.sms_form(i), "Body": body}


def _send(night: Night) -> list[float]:
    """Each connection has ten contacts, whose first messages come first, then their second…"""
    times: list[float] = []

    def run(first: int) -> None:
        mine = range(first, CONTACTS, CONNECTIONS)
        load = requests.send(night.port, [_request(night, who, which) for which in range(EACH) for who in mine], 1)
        if load.failures:
            raise SystemExit(f"VOID: {load.failures} answers were wrong")
        times.extend(load.times)

    threads = [threading.Thread(target=partial(run, first)) for first in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _request(night: Night, who: int, which: int) -> bytes:
    """The first opens a case, the second describes it, the others join it."""
    words = "El sistema está caído, es crítico" if which == 0 else f"van {which} cajas así"
    form = {**requests.sms_form(who * EACH + which + 1), "From": requests.number(who + 1), "Body": words}
    return requests.signed(f"{night.url}/text/incoming", form)


_OWED = (
    "SELECT count(*) FROM notifications WHERE channel = 'sms' AND state IN ('pending', 'claimed') AND due_at <= now()"
)
_OUT_OF_ORDER = """
SELECT id FROM (SELECT id, sid, lag(sid) OVER (PARTITION BY thread_id ORDER BY id) AS before FROM messages) AS told
WHERE before > sid
"""
_DESCRIBED = """
SELECT count(*), max(told) FROM (SELECT count(*) AS told FROM ticket_events WHERE kind = 'described'
                                 GROUP BY ticket_number) AS words WHERE told = 10
"""
_SEED = """
INSERT INTO tickets (severity, status, channel, language, customer, contact, summary, opened_at, response_due_at,
                     resolution_due_at, policy, round, step, directory_version, reported_severity, is_rehearsal,
                     clock_starts, assignee, acknowledged_at)
  SELECT 'P2', 'acknowledged', 'voice', 'es', NULL, '+5024' || lpad((2 * g)::text, 7, '0'), '', now(),
         now() + interval '15 min', now() + interval '4 h', '{"hours": "ordinary", "steps": []}', 1, 1, 1, 'P2', false,
         jsonb_build_object('P2', now()), 'dana', now() FROM generate_series(1, :total / 2) g
"""
_HISTORY = """
INSERT INTO tickets (number, severity, status, channel, language, contact, summary, opened_at, response_due_at,
                     resolution_due_at, policy, round, step, directory_version, reported_severity, is_rehearsal,
                     clock_starts, closed_at)
  OVERRIDING SYSTEM VALUE
  SELECT 900000 + g, 'P2', 'closed', 'whatsapp', 'es', '+5023' || lpad(g::text, 7, '0'), '', at, at, at, '{}', 1, 1, 1,
         'P2', false, '{}', at FROM generate_series(1, 5000) g, (SELECT now() - interval '9 days' AS at) AS long_ago;
INSERT INTO threads (channel, address, began_at, heard_at, language, script, step, turn, tries)
  SELECT channel, contact, opened_at, opened_at, 'es', 'customer_line', '', 0, 0 FROM tickets WHERE status = 'closed';
INSERT INTO messages (sid, thread_id, at, body, reply) SELECT 'MM' || id, id, began_at, 'se cayó', '' FROM threads;
INSERT INTO notifications (once, kind, channel, audience, address, language, values, ticket_number, token, created_at,
                           due_at, state, rank, attempt, tries)
  SELECT 'h' || number, 'opened', channel, 'customer', contact, 'es', '{}', number, 'h' || number, opened_at, opened_at,
         'ended', 22, 1, 1 FROM tickets WHERE status = 'closed';
INSERT INTO follow_ups (once, kind, ticket_number, values, due_at, created_at, state, tries)
  SELECT 'h' || number, 'escalate', number, '{}', opened_at, opened_at, 'done', 1 FROM tickets WHERE status = 'closed';
INSERT INTO calls (sid, direction, from_number, to_number, status, started_at, ended_at, ticket_number, language,
                   script, step, turn, tries, notes)
  SELECT 'CA' || number, 'inbound', contact, '+50256305476', 'completed', opened_at, opened_at, number, 'es',
         'customer_line', 'bye', 0, 0, '{}' FROM tickets WHERE status = 'closed'
"""
