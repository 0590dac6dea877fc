"""B1, the voice webhook with its durable row, and B3, the acknowledgement: each beside the textbook's same work."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from tests.bench import requests
from tests.bench.stage import Stage, Web


@dataclass
class Figure:
    """One side of one round: processor µs a request at 16 connections, p50 and p99 in ms at one."""

    cpu: float
    p50: float
    p99: float
    p99_at_16: float


@dataclass
class Ratio:
    name: str
    target: float
    floor: list[Figure]
    line: list[Figure]

    def line_of_text(self) -> str:
        cpu = [a.cpu / b.cpu for a, b in zip(self.line, self.floor, strict=True)]
        p50 = [a.p50 / b.p50 for a, b in zip(self.line, self.floor, strict=True)]
        ours, theirs = self.line, self.floor
        return (
            f"{self.name}: cpu {median(f.cpu for f in ours):.0f} µs/request "
            f"(floor {median(f.cpu for f in theirs):.0f}), "
            f"ratio {median(cpu):.2f} ({min(cpu):.2f}-{max(cpu):.2f}), target {self.target:.1f}: {self._met(cpu)}\n"
            f"    p50 {median(f.p50 for f in ours):.2f} ms (floor {median(f.p50 for f in theirs):.2f}), "
            f"ratio {median(p50):.2f} ({min(p50):.2f}-{max(p50):.2f}): {self._met(p50)}; "
            f"p99 {median(f.p99 for f in ours):.1f} ms; "
            f"at 16 connections p99 {median(f.p99_at_16 for f in ours):.1f} ms"
        )

    def _met(self, ratios: list[float]) -> str:
        return "met" if median(ratios) <= self.target else "NOT MET"


def b1(stage: Stage, rounds: int, size: int) -> tuple[Ratio, float]:
    """(the ratio, megabytes of the web worker afterwards)."""
    ratio = Ratio("B1 voice webhook with its durable row ÷ S", 1.0, [], [])
    counted = Counter()
    with stage.web("tests.bench.floors.textbook:app") as floor, stage.web("voiceline.app:create_app()") as line:
        for web, path, form in ((floor, "/sms", requests.sms_form), (line, "/voice/incoming", requests.voice_form)):
            measure(web, path, form, counted.take(50), 50)
        for _ in range(rounds):
            ratio.floor.append(measure(floor, "/sms", requests.sms_form, counted.take(size), size))
            ratio.line.append(measure(line, "/voice/incoming", requests.voice_form, counted.take(size), size))
        sent = rounds * size * 2 + 100
        is_so(stage.rows("SELECT count(*), count(DISTINCT sid) FROM calls"), [(sent, sent)], "B1: calls stored")
        again = [requests.signed(f"{line.url}/voice/incoming", requests.voice_form(counted.last)) for _ in range(3)]
        requests.send(line.port, again, 3)
        is_so(stage.rows("SELECT count(*) FROM calls"), [(sent,)], "B1: a repeated CallSid")
        return ratio, line.worker_megabytes()


def b3(stage: Stage, rounds: int, size: int) -> Ratio:
    """Key 1 on a page's own URL; every request a fresh page of a ticket with two pages and an escalation pending."""
    ratio = Ratio("B3 acknowledgement ÷ A", 1.3, [], [])
    total = (rounds * size + 50) * 2
    stage.execute("TRUNCATE tickets, ticket_events, calls, call_events, notifications, follow_ups CASCADE")
    stage.execute(_SEED.replace(":total", str(total)))
    stage.execute(
        f"insert into incidents (id, status) select g, 'open' from generate_series(1, {total}) g;"
        f"insert into pages select 'CA' || lpad(to_hex(g), 32, '0'), g, 'dana' from generate_series(1, {total}) g;",
        stage.floor_url,
    )
    stage.execute("ANALYZE")
    with stage.web("tests.bench.floors.textbook:app") as floor, stage.web("voiceline.app:create_app()") as line:
        floor_at, line_at = Counter(), Counter()
        measure(floor, "/ack", requests.ack_form, floor_at.take(50), 50)
        measure(line, "/voice/page/t{}/turn/0", requests.ack_form, line_at.take(50), 50)
        for _ in range(rounds):
            ratio.floor.append(measure(floor, "/ack", requests.ack_form, floor_at.take(size), size))
            ratio.line.append(measure(line, "/voice/page/t{}/turn/0", requests.ack_form, line_at.take(size), size))
        truth = "SELECT count(*), count(DISTINCT ticket_number) FROM ticket_events WHERE kind = 'acknowledged'"
        is_so(stage.rows(truth), [(total, total)], "B3: acknowledgements")
        again = [_request(line, "/voice/page/t{}/turn/0", requests.ack_form, i) for i in range(1, 200)]
        requests.send(line.port, again, 8)
        is_so(stage.rows(truth), [(total, total)], "B3: the same keys once more")
    return ratio


class Counter:
    def __init__(self) -> None:
        self.last = 0

    def take(self, size: int) -> range:
        """Numbers never used before, for both halves of a measurement."""
        first = self.last + 1
        self.last += size * 2
        return range(first, self.last + 1)


def measure(web: Web, path: str, form: Callable[[int], dict[str, str]], numbers: range, size: int) -> Figure:
    ready = [_request(web, path, form, i) for i in numbers]
    alone = requests.send(web.port, ready[:size], 1)
    before = web.cpu()
    crowd = requests.send(web.port, ready[size:], 16)
    cpu = (web.cpu() - before) / size * 1_000_000
    if alone.failures or crowd.failures:
        raise SystemExit(f"VOID: {alone.failures + crowd.failures} answers of {path} were wrong")
    return Figure(cpu, alone.p(0.5), alone.p(0.99), crowd.p(0.99))


def _request(web: Web, path: str, form: Callable[[int], dict[str, str]], i: int) -> bytes:
    return requests.signed(web.url + path.format(i), form(i))


def is_so(found: object, expected: object, what: str) -> None:
    if found != expected:
        raise SystemExit(f"VOID: {what}: {found}, not {expected}")


_SEED = """
INSERT INTO tickets (number, severity, status, channel, language, customer, contact, summary, opened_at,
                     response_due_at, resolution_due_at, policy, round, step, directory_version, reported_severity,
                     is_rehearsal, clock_starts)
  OVERRIDING SYSTEM VALUE
  SELECT g, 'P1', 'open', 'voice', 'es', 'Banco Maya', '+50244440001', '', now(), now() + interval '15 min',
         now() + interval '4 h', '{"hours": "ordinary", "steps": []}', 1, 1, 1, 'P1',
         false, jsonb_build_object('P1', now()) FROM generate_series(1, :total) g;
INSERT INTO notifications (once, kind, channel, audience, person, address, language, values, ticket_number, rank,
                           round, step, attempt, token, created_at, due_at, state, tries, carrier_sid)
  SELECT 'a' || g, 'page', 'call', 'engineer', 'dana' || g, '+50255550101', 'es', '{}', g, 1, 1, 1, 1, 't' || g,
         now(), now(), 'sent', 1, 'CA' || lpad(to_hex(g), 32, '0') FROM generate_series(1, :total) g;
INSERT INTO notifications (once, kind, channel, audience, person, address, language, values, ticket_number, rank,
                           round, step, attempt, token, created_at, due_at, state, tries)
  SELECT 'b' || g, 'page', 'call', 'engineer', 'lee', '+50255550201', 'es', '{}', g, 1, 1, 1, 1, 'u' || g,
         now(), now() + interval '1 h', 'pending', 0 FROM generate_series(1, :total) g;
INSERT INTO follow_ups (once, kind, ticket_number, values, due_at, created_at, state, tries)
  SELECT 'e' || g, 'escalate', g, '{"round": 1, "step": 1}', now() + interval '2 min', now(), 'pending', 0
  FROM generate_series(1, :total) g;
INSERT INTO calls (sid, direction, from_number, to_number, status, started_at, ticket_number, notification_id,
                   engineer, language, script, step, turn, tries, notes)
  SELECT n.carrier_sid, 'outbound', '+50256305476', n.address, 'in-progress', now(), n.ticket_number, n.id, 'dana',
         'es', 'engineer_page', 'page', 0, 0,
         jsonb_build_object('case', n.ticket_number, 'cases', jsonb_build_array(n.ticket_number))
  FROM notifications n WHERE n.carrier_sid IS NOT NULL;
"""
