"""``make promise``: nights simulated, and what share of them reached a human in time, beside three peers.

Its law: it prints what came out, the misses by number, and its assumptions with them; the exit code judges nothing.
"""

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.promise.nights import PROMISED, Night, night_of, spend
from tests.promise.peers import PEERS, Way
from tests.promise.people import Engineer, World
from voiceline.store.directory_file import read_directory

EXAMPLE = Path(__file__).parents[2] / "directory.example.toml"
TARGET_ANSWERS, TARGET = 0.7, 0.999
ANSWERS = (0.5, 0.7, 0.9)
WAYS: dict[str, Way] = {"this line": lambda night, world: spend(night, world).reached, **PEERS}


@dataclass(frozen=True, slots=True)
class Row:
    """One way of ringing in one world."""

    way: str
    nights: int
    in_time: int
    median: float
    p99: float
    worst: float

    @property
    def share(self) -> float:
        return self.in_time / self.nights

    def line_of_text(self) -> str:
        percent = math.floor(self.share * 10_000) / 100  # never rounded up: 100.00 is nobody missed
        missed = self.nights - self.in_time
        seconds = "".join(f"{_seconds(each):>9}" for each in (self.median, self.p99, self.worst))
        return f"  {self.way:<26}{percent:>8.2f} %{missed:>8,}{seconds}"


@dataclass(frozen=True, slots=True)
class Table:
    """All ways in one world, and the nights in which no way of ringing could have reached anybody."""

    world: World
    rows: tuple[Row, ...]
    hopeless: int

    def text(self) -> str:
        sleep = f"{self.world.asleep:.0%} of engineers' nights deeply asleep" if self.world.asleep else "no deep sleep"
        title = f"Engineers answer {self.world.answers:.0%} of rings, {sleep}; nobody could be woken: {self.hopeless:,}"
        header = f"  {'':<26}{'in 15 min':>10}{'missed':>8}{'median':>9}{'p99':>9}{'worst s':>9}"
        return "\n".join((title, header, *(row.line_of_text() for row in self.rows)))


def simulated(nights: Sequence[Night], world: World) -> Table:
    """Every way in the same nights."""
    rows = tuple(_row(way, sorted(reached(night, world) for night in nights)) for way, reached in WAYS.items())
    return Table(world, rows, sum(not _can_be_saved(night, world) for night in nights))


def _row(way: str, times: Sequence[float]) -> Row:
    in_time = sum(each <= PROMISED for each in times)
    return Row(way, len(times), in_time, _nth(times, 0.5), _nth(times, 0.99), times[-1])


def _nth(times: Sequence[float], share: float) -> float:
    return times[math.ceil(share * len(times)) - 1]


def _can_be_saved(night: Night, world: World) -> bool:
    return any(isinstance(each, Engineer) and each.can_be_woken(world) for each in night.persons.values())


def _seconds(value: float) -> str:
    return "never" if math.isinf(value) else f"{value:,.0f}"


def _verdict(table: Table) -> str:
    row = table.rows[0]
    met = "met" if row.share >= TARGET else "NOT MET"
    sleep = f"deep sleep {table.world.asleep:.0%}" if table.world.asleep else "no deep sleep"
    return (
        f"Engineers who answer {TARGET_ANSWERS:.0%} of rings: at least {TARGET:.1%} of P1s reached within 15 minutes: "
        f"{met} ({sleep}: {row.in_time:,} of {row.nights:,})"
    )


def _data(table: Table) -> dict[str, Any]:
    rows = [
        {"way": row.way, "in_time": row.in_time, "share": row.share}
        | {key: None if math.isinf(value := getattr(row, key)) else value for key in ("median", "p99", "worst")}
        for row in table.rows
    ]
    return {"world": asdict(table.world), "nobody_could_be_woken": table.hopeless, "ways": rows}


def _share(words: str) -> float:
    value = float(words)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("a share between 0 and 1")
    return value


def _number(words: str) -> int:
    if int(words) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return int(words)


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.promise", description=__doc__)
    parser.add_argument("--nights", type=_number, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--answers", type=_share, default=TARGET_ANSWERS, help="of the first table")
    parser.add_argument("--asleep", type=_share, default=World().asleep, help="of an engineer's nights")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(words)
    directory = read_directory(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name)
    nights = [night_of(directory, args.seed, number) for number in range(args.nights)]
    shown = dict.fromkeys((args.answers, *ANSWERS))
    worlds = [World(answers=each, asleep=asleep) for each in shown for asleep in dict.fromkeys((args.asleep, 0.0))]
    tables = {world: simulated(nights, world) for world in worlds}
    judged = [table for world, table in tables.items() if world.answers == TARGET_ANSWERS]
    if args.json:
        met = {f"asleep {each.world.asleep:g}": each.rows[0].share >= TARGET for each in judged}
        tables_of = [_data(table) for table in tables.values()]
        print(json.dumps({"nights": args.nights, "seed": args.seed, "target_met": met, "tables": tables_of}))
        return
    print(f"{args.nights:,} P1 nights of {EXAMPLE.name}, seed {args.seed}; seconds from the customer's key to key 1\n")
    print("\n\n".join(table.text() for table in tables.values()))
    print("\n" + "\n".join(_verdict(each) for each in judged))
    print(_assumptions(worlds[0]))


def _assumptions(world: World) -> str:
    return (
        f"Assumed, not measured: {world.voicemail:.0%} of phones have voicemail, {world.unreachable:.0%} are off for "
        f"the night;\n{world.busy:.0%} of rings are busy, {world.carrier_errors:.0%} of calls fail at the carrier; "
        f"of rings answered {world.passes_on:.0%} are passed on,\n{world.hangs_up:.0%} end without a key. "
        "A night in which the carrier, or the country's network, is down is not\namong them: every row would miss it."
    )


if __name__ == "__main__":
    main()
