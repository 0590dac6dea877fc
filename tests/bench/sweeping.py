"""B6: one sweep of the clock over N open, unacknowledged tickets, with 0, 1 and 500 follow-ups due."""

import time
from collections.abc import Callable
from statistics import median

from tests.bench.stage import Stage
from voiceline.actions import sweep
from voiceline.line import Line
from voiceline.settings import Settings

SIZES = (1_000, 10_000, 100_000)
LIMITS = {0: 2.0, 1: 5.0, 500: 100.0}  # ms, at any size
GROWTH = 1.5


def b6(stage: Stage, rounds: int) -> str:
    line = Line(Settings.from_environment({**stage.environment, "PUBLIC_URL": "http://127.0.0.1:1"}))
    lines, flat = [], {}
    for size in SIZES:
        stage.execute("TRUNCATE tickets, ticket_events, calls, call_events, notifications, follow_ups CASCADE")
        stage.execute(_SEED.replace(":size", str(size)))
        stage.execute("ANALYZE tickets")
        stage.execute("ANALYZE follow_ups")
        stage.execute("ANALYZE notifications")
        for due in LIMITS:
            stage.execute("UPDATE follow_ups SET due_at = now() + interval '1 hour' WHERE due_at <= now()")
            stage.execute(
                f"UPDATE follow_ups SET due_at = now() - interval '1 s' WHERE id IN "
                f"(SELECT id FROM follow_ups WHERE kind = 'escalate' ORDER BY id LIMIT {due})"
            )
            found = sweep.what_is_due(line)
            if found.escalations != due:
                raise SystemExit(f"VOID: {found.escalations} found due, not {due}")
            flat[size, due] = _milliseconds(lambda: _pass(line), rounds * 10)
        flat[size, -1] = _milliseconds(lambda: (sweep.rearm(line), sweep.is_in_time(line)), rounds * 10)
    line.close()
    for due, limit in LIMITS.items():
        worst, growth = max(flat[size, due] for size in SIZES), flat[SIZES[-1], due] / flat[SIZES[0], due]
        met = "met" if worst <= limit and (due or growth <= GROWTH) else "NOT MET"
        times = ", ".join(f"{flat[size, due]:.2f}" for size in SIZES)
        lines.append(
            f"B6 sweep, {due} due: {times} ms at 1k, 10k, 100k open, ×{growth:.2f}, target {limit:.0f} ms: {met}"
        )
    growth = flat[SIZES[-1], -1] / flat[SIZES[0], -1]
    times = ", ".join(f"{flat[size, -1]:.2f}" for size in SIZES)
    met = "met" if growth <= GROWTH else "NOT MET"
    lines.append(f"B6 pulse and rearming: {times} ms, ×{growth:.2f}, target ×{GROWTH}: {met}")
    return "\n".join(lines)


def _pass(line: Line) -> None:
    sweep.release_claims(line)
    sweep.what_is_due(line)


def _milliseconds(act: Callable[[], object], times: int) -> float:
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        spent.append((time.perf_counter() - began) * 1000)
    return median(spent)


_SEED = """
INSERT INTO tickets (number, severity, status, channel, language, customer, contact, summary, opened_at,
                     response_due_at, resolution_due_at, policy, round, step, directory_version, reported_severity,
                     is_rehearsal, clock_starts, escalates_at)
  OVERRIDING SYSTEM VALUE
  SELECT g, CASE g % 3 WHEN 0 THEN 'P2' ELSE 'P1' END, 'open', 'voice', 'es', 'Banco Maya', '+50244440001', '', now(),
         now() + interval '1 h', now() + interval '4 h', '{"hours": "ordinary", "steps": []}', 1, 1, 1, 'P1', false,
         jsonb_build_object('P1', now(), 'P2', now()), now() + interval '1 h'
  FROM generate_series(1, :size) g;
INSERT INTO follow_ups (once, kind, ticket_number, values, due_at, created_at, state, tries, rank)
  SELECT 'e' || g, 'escalate', g, '{"round": 1, "step": 1}', now() + interval '1 h', now(), 'pending', 0,
         CASE g % 3 WHEN 0 THEN 2 ELSE 1 END
  FROM generate_series(1, :size) g;
INSERT INTO follow_ups (once, kind, ticket_number, values, due_at, created_at, state, tries)
  SELECT 'c' || g || '-' || k, 'clock', g, '{}', now() + k * interval '20 min', now(), 'pending', 0
  FROM generate_series(1, :size) g, generate_series(1, 8) k;
INSERT INTO notifications (once, kind, channel, audience, person, address, language, values, ticket_number, rank,
                           round, step, attempt, token, created_at, due_at, state, tries)
  SELECT 'b' || g, 'page', 'call', 'engineer', 'lee', '+50255550201', 'es', '{}', g, 1, 1, 1, 1, 'u' || g,
         now(), now() + interval '1 h', 'pending', 0 FROM generate_series(1, :size) g;
"""
