"""Recovery: the eight troubles of ``tests/processes/recoveries.py`` at their real length; seconds until it rings."""

import os

from tests.bench.stage import CORES, Stage
from tests.processes.recoveries import RECOVERIES, nothing_was_lost_or_doubled
from tests.processes.town import Town

GOAL = {"carrier says 500 for {:.0f} s": 15.0}  # seconds: a round of the policy takes at least as long
OTHERWISE = 3.0
SHORT = 6.0


def recovery(stage: Stage, quick: bool) -> str:
    """A line each. A page lost or doubled voids the run."""
    os.sched_setaffinity(0, CORES)
    stage.spread()
    return "\n".join(
        _line_of_text(name, min(RECOVERIES[name][1], SHORT) if quick else RECOVERIES[name][1], _played(stage, n, quick))
        for n, name in enumerate(RECOVERIES)
    )


def _played(stage: Stage, number: int, quick: bool) -> list[float]:
    play, lasts = list(RECOVERIES.values())[number]
    took = []
    for again in range(1 if quick or lasts else 5):
        folder = stage.folder / f"recovery-{number}-{again}"
        town = Town(stage.postgres, stage.valkey, folder, f"recovery_{number}_{again}")
        try:
            took.append(play(town, min(lasts, SHORT) if quick else lasts))
            nothing_was_lost_or_doubled(town)
        except AssertionError as error:
            raise SystemExit(f"VOID: {error}") from error
        finally:
            town.stop()
    return took


def _line_of_text(name: str, lasts: float, took: list[float]) -> str:
    goal = GOAL.get(name, OTHERWISE)
    met = "met" if max(took) <= goal else "NOT MET"
    return (
        f"Recovery, {name.format(lasts)}: {max(took):.2f} s at the worst of {len(took)}, target {goal:.0f} s: {met}; "
        "none lost, none doubled"
    )
