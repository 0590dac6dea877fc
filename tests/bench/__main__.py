"""``make bench``: each figure beside its floor of the same run. Correctness voids a run; a missed time only says so."""

import argparse
import platform
import subprocess
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.burst import b7
from tests.bench.business_time import business
from tests.bench.crash import b10
from tests.bench.dispatch import b4
from tests.bench.failover import b5
from tests.bench.listing import b8
from tests.bench.recovery import recovery
from tests.bench.stage import ROOT, Stage
from tests.bench.stalled import b9
from tests.bench.sweeping import b6
from tests.bench.texts import b2, crowd
from tests.bench.webhooks import b1, b3

QUOTED = "quoted, 2026-11, other run:"
ANCHORS = (
    f"{QUOTED} voice webhook iris-relay 0.58×V, OnCall 7.5×V; acknowledgement iris 1.7-2.1×A, OnCall 4-7×A\n"
    f"{QUOTED} dispatch SimpleWorker 5 ms, preloaded fork 19, stock rq worker 730, OnCall 1170, GoAlert ~2500"
)
MOST_MEGABYTES = 110
ALL = ("business", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9", "b10", "texts", "recovery")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("which", nargs="*", choices=[*ALL, []], help="all of them if none is named")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", type=int, default=600, help="requests a measurement")
    parser.add_argument("--count", type=int, default=100, help="keypresses of B4")
    parser.add_argument("--burst", type=int, default=10_000, help="escalations of B7")
    parser.add_argument("--calls", type=int, default=1_000_000, help="calls of B8's log; 10000000 to be asked for")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter: all within minutes")
    args = parser.parse_args()
    which = list(args.which or ALL)
    if "business" in which:
        print(business(max(5, args.rounds)), flush=True)
    if which == ["business"]:
        print(_where())
        return
    with ExitStack() as stack:
        stage = Stage(stack)
        stage.load_directory((ROOT / "tests" / "story" / "directory.toml").read_text(encoding="utf-8"))
        if "b1" in which:
            ratio, megabytes = b1(stage, args.rounds, args.size)
            print(ratio.line_of_text())
            met = "met" if megabytes <= MOST_MEGABYTES else "NOT MET"
            print(f"Memory of one web worker: {megabytes:.0f} MB, target {MOST_MEGABYTES}: {met}", flush=True)
        if "b2" in which:
            print(b2(stage, args.rounds, args.size).line_of_text(), flush=True)
        if "b3" in which:
            print(b3(stage, args.rounds, args.size).line_of_text(), flush=True)
        if "b4" in which:
            print(b4(stage, args.count), flush=True)
        if "b5" in which:
            print(b5(stage, 40 if args.quick else 200, 60 if args.quick else 200), flush=True)
        if "b6" in which:
            print(b6(stage, args.rounds), flush=True)
        if "b7" in which:
            print(b7(stage, args.burst), flush=True)
        if "b8" in which:
            calls = min(args.calls, 100_000) if args.quick else args.calls
            print(b8(stage, 20 if args.quick else 100, calls), flush=True)
        if "b9" in which:
            print(b9(stage, 12 if args.quick else 60), flush=True)
        if "b10" in which:
            print(b10(stage, 12 if args.quick else 60), flush=True)
        if "texts" in which:
            print(crowd(stage), flush=True)
        if "recovery" in which:
            print(recovery(stage, args.quick), flush=True)
    print(f"{ANCHORS}\n{_where()}")


def _where() -> str:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    model = next((x for x in Path("/proc/cpuinfo").read_text().splitlines() if x.startswith("model name")), ":")
    return (
        f"{model.partition(':')[2].strip()}, Python {platform.python_version()}, commit {commit.strip() or 'none'}, "
        f"{datetime.now(UTC):%Y-%m-%d}"
    )


if __name__ == "__main__":
    main()
