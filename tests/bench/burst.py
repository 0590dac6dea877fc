"""B7: thousands of escalations fall due in the same second, each of an engineer of its own.

Nothing may be lost or doubled, and the gravest leave first; half of the workers are killed in one of the runs.
"""

import os
import signal
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from subprocess import Popen

from tests.bench import one_call_a_job
from tests.bench.carrier import Arrival, forget, log_of
from tests.bench.dispatch import DIRECTORY_HEAD
from tests.bench.stage import CORES, Stage, processor_seconds
from voiceline.demo.valkey import free_port

LEAST_RATIO = 2.0
GOAL = 10.0  # seconds for ten thousand
LATE_BY_A_DEATH = 3.0  # seconds
AHEAD = 5  # seconds between the writing of the rows and the moment when all fall due


@dataclass(frozen=True)
class Burst:
    """When each was called, from the moment all fell due."""

    arrivals: list[Arrival]
    due_at: float
    count: int
    killed_at: float | None = None
    workers_used: float = 0.0  # processor seconds
    postgres_used: float = 0.0

    @property
    def seconds(self) -> float:
        return self.arrivals[-1][0] - self.due_at

    @property
    def rate(self) -> float:
        return self.count / self.seconds

    def bound(self) -> str:
        """What the two cores did meanwhile: when they are full, no more workers help."""
        there_was = len(CORES) * self.seconds
        shares = [used / there_was for used in (self.workers_used, self.postgres_used)]
        return f"of {len(CORES)} cores the workers used {shares[0]:.0%}, PostgreSQL {shares[1]:.0%}"

    def early(self) -> int:
        """How many P2 (odd numbers) were called before the last P1 (even numbers)."""
        last_grave = max(i for i, (_, to) in enumerate(self.arrivals) if int(to[-7:]) % 2 == 0)
        return sum(1 for _, to in self.arrivals[:last_grave] if int(to[-7:]) % 2)


def b7(stage: Stage, count: int) -> str:
    """The figures in words. Each of ``count`` tickets rings an engineer of its own at its second step."""
    stage.spread()
    with ExitStack() as stack:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "tests.bench.carrier", str(port)]
        stack.enter_context(stage.process(command, stage.environment, *CORES))
        stage.until_listening(port)
        environment = {**stage.environment, "TWILIO_API_URL": url, "PUBLIC_URL": "http://127.0.0.1:1"}
        floor = _floor(stage, environment, url)
        stage.load_directory(_directory(count))
        fast = {**environment, "CALLS_PER_SECOND": "100000"}
        runs = {pools: _run(stage, fast, url, count, pools, None) for pools in (1, 2)}
        halved = _run(stage, fast, url, count, 2, 1 / 3)
        paced = _run(stage, {**environment, "CALLS_PER_SECOND": "1"}, url, 20, 1, None)
    lines = [f"B7 floor: a SimpleWorker doing one REST call each: {floor:.0f} jobs/s"]
    for pools, run in runs.items():
        met = "met" if run.rate >= LEAST_RATIO * floor else "NOT MET"
        goal = "reached" if run.seconds <= GOAL * count / 10_000 else "not reached"
        lines.append(
            f"B7 {count} escalations due at once, {pools} worker pool(s): last page out after {run.seconds:.1f} s, "
            f"{run.rate:.0f}/s, {run.rate / floor:.1f}× the floor, target {LEAST_RATIO:.0f}×: {met}; "
            f"goal of {GOAL:.0f} s per 10,000 {goal}; none lost, none doubled; {_early(run.early())}; {run.bound()}"
        )
    lines.append(f"B7 half of the workers killed: {_late(stage, halved)}")
    early = paced.early()
    lines.append(
        f"B7 at 1 call/s: {paced.count} in {paced.seconds:.1f} s, {_early(early)}, target 0: "
        f"{'NOT MET' if early else 'met'}"
    )
    return "\n".join(lines)


def _floor(stage: Stage, environment: dict[str, str], url: str, count: int = 1000) -> float:
    stage.valkey_is_empty()
    one_call_a_job.enqueue(stage.environment["REDIS_URL"], count)
    with stage.process([sys.executable, "-m", "tests.bench.one_call_a_job"], environment, *CORES):
        arrivals = _wait(url, count, time.time() + 120)
    forget(url)
    return (count - 1) / (arrivals[-1][0] - arrivals[0][0])


def _run(
    stage: Stage, environment: dict[str, str], url: str, count: int, pools: int, kill_after: float | None
) -> Burst:
    stage.valkey_is_empty()
    stage.execute("TRUNCATE tickets, ticket_events, calls, call_events, notifications, follow_ups CASCADE")
    stage.execute("UPDATE pace SET next_at = now()")
    killed_at = None
    with ExitStack() as stack:
        workers: list[Popen[bytes]] = [
            stack.enter_context(stage.process([sys.executable, "-m", "workers"], environment, *CORES))
            for _ in range(pools)
        ]
        time.sleep(3)
        stage.execute(_SEED.replace(":count", str(count)).replace(":ahead", str(AHEAD)))
        stage.execute("ANALYZE")
        due_at = stage.rows("SELECT extract(epoch FROM min(due_at))::float8 FROM follow_ups")[0][0]
        pids = [each.pid for each in workers]
        before = _used(stage, pids)
        stack.enter_context(stage.process([sys.executable, "-m", "workers.clock"], environment, *CORES))
        if kill_after is not None:
            _wait(url, int(count * kill_after), time.time() + 300)
            killed_at = _kill_in_the_middle(stage, workers[0])
        arrivals = _wait(url, count, time.time() + 300)
        used = [0.0, 0.0] if killed_at else [a - b for a, b in zip(_used(stage, pids), before, strict=True)]
        time.sleep(2)  # whatever would come twice comes now
        arrivals = sorted(log_of(url))
    forget(url)
    called = [to for _, to in arrivals]
    if len(set(called)) != count:
        raise SystemExit(f"VOID: {count - len(set(called))} pages were lost")
    if len(called) != count and kill_after is None:
        raise SystemExit(f"VOID: {len(called) - count} pages were doubled")
    return Burst(arrivals, due_at, count, killed_at, *used)


def _used(stage: Stage, workers: list[int]) -> tuple[float, float]:
    return processor_seconds(*workers), processor_seconds(stage.postgres_pid)


def _kill_in_the_middle(stage: Stage, pool: Popen[bytes]) -> float:
    """Kill these workers at a moment when they have claimed pages and not recorded them; when that was."""
    for _ in range(50):
        os.killpg(pool.pid, signal.SIGSTOP)
        at = time.time()
        time.sleep(0.1)
        if stage.rows("SELECT 1 FROM notifications WHERE state = 'claimed' AND claimed_at < now() - interval '90 ms'"):
            os.killpg(pool.pid, signal.SIGKILL)
            return at
        os.killpg(pool.pid, signal.SIGCONT)
        time.sleep(0.05)
    raise SystemExit("VOID: the workers were never seen at work")


def _wait(url: str, count: int, until: float) -> list[Arrival]:
    while time.time() < until:
        arrivals = log_of(url)
        if len({to for _, to in arrivals}) >= count:
            return sorted(arrivals)
        time.sleep(0.2)
    raise SystemExit(f"VOID: only {len(log_of(url))} of {count} were called")


def _early(number: int) -> str:
    return f"{number} P2 before the last P1"


def _late(stage: Stage, run: Burst) -> str:
    """How long those waited whom a dead worker had claimed: the line asks the carrier first, then calls."""
    assert run.killed_at is not None
    taken_over = {row[0] for row in stage.rows(_TAKEN_OVER)}
    late = [at - run.killed_at for at, to in run.arrivals if to in taken_over and at > run.killed_at]
    doubled = len(run.arrivals) - run.count
    worst = max(late, default=0.0)
    met = "met" if worst <= LATE_BY_A_DEATH else "NOT MET"
    return (
        f"{len(taken_over)} pages of what they had claimed, the last rung {worst:.1f} s after the kill, target "
        f"{LATE_BY_A_DEATH:.0f} s: {met}; none lost, {doubled} rung twice; {run.rate:.0f}/s in all"
    )


def _directory(engineers: int) -> str:
    people = [
        f'[[engineers]]\nid = "e{i}"\nname = "Engineer {i}"\nphones = ["+5025{i:07d}"]\n' for i in range(engineers)
    ]
    steps = '[{ page = ["e0"], by = ["call"], wait = "1h" }]'
    policies = [
        f'[[policies]]\nseverity = "{severity}"\nduring = "always"\nsteps = {steps}\n' for severity in ("P1", "P2")
    ]
    customer = '[[customers]]\nname = "Banco"\nphones = ["+50244440001"]\n'
    return "\n".join([DIRECTORY_HEAD, *people, customer, *policies])


_TAKEN_OVER = """
SELECT n.address FROM notifications n JOIN follow_ups f USING (ticket_number)
WHERE f.kind = 'escalate' AND f.state = 'done' AND (n.tries > 1 OR f.tries > 1)
"""
_SEED = """
INSERT INTO tickets (number, severity, status, channel, language, customer, contact, summary, opened_at,
                     response_due_at, resolution_due_at, policy, round, step, directory_version, reported_severity,
                     is_rehearsal, clock_starts, escalates_at, round_began_at)
  OVERRIDING SYSTEM VALUE
  SELECT g + 1, CASE g % 2 WHEN 0 THEN 'P1' ELSE 'P2' END, 'open', 'voice', 'es', 'Banco', '+50244440001', '', now(),
         now() + interval '1 h', now() + interval '4 h',
         jsonb_build_object('hours', 'ordinary', 'steps', jsonb_build_array(
           jsonb_build_object('page', jsonb_build_array('e0'), 'by', jsonb_build_array('call'), 'wait', 60),
           jsonb_build_object('page', jsonb_build_array('e' || g), 'by', jsonb_build_array('call'), 'wait', 3600))),
         1, 1, 1, 'P1', false, jsonb_build_object('P1', now(), 'P2', now()),
         now() + interval ':ahead s', now() - interval '1 min'
  FROM generate_series(0, :count - 1) g;
INSERT INTO follow_ups (once, kind, ticket_number, values, due_at, created_at, state, tries, rank)
  SELECT 'e' || number, 'escalate', number, '{"round": 1, "step": 1}', escalates_at, now(), 'pending', 0,
         substr(severity, 2)::int FROM tickets ORDER BY random();
"""
