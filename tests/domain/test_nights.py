"""The nights of ``make promise``: the product's escalation on a clock of its own, and the people it rings."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import inf
from zoneinfo import ZoneInfo

import pytest

from tests.promise.__main__ import EXAMPLE, main
from tests.promise.nights import BESIDE, GIVES_UP, PROMISED, Night, Rung, Spent, night_of, spend
from tests.promise.peers import by_clock
from tests.promise.people import KEY_AFTER, KEY_WITHIN, Engineer, Person, Ring, World
from voiceline.domain.business_time import Calendar
from voiceline.domain.directory import Directory, Policy, Step
from voiceline.domain.directory import Engineer as Listed
from voiceline.domain.escalation import ROUND_AT_LEAST, Ending
from voiceline.domain.severity import Severity
from voiceline.store.directory_file import read_directory

SEED, NIGHTS = 7, 200
DIRECTORY = read_directory(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name)
TUESDAY = datetime(2026, 11, 24, 2, 10, tzinfo=ZoneInfo("America/Guatemala"))
KIND = World(1.0, asleep=0, voicemail=0, unreachable=0, busy=0, carrier_errors=0, passes_on=0, hangs_up=0, slowest=0)
HARD = World(0.3, asleep=0.2, voicemail=0.5, unreachable=0.1, busy=0.1, carrier_errors=0.2, passes_on=0.6)
NO_ANSWER = Ring(Ending.NO_ANSWER, 22)
TAKES = Ring(Ending.ACKNOWLEDGED, 10)


class Told:
    """Somebody who does on each ring what he was told, and the last of it for ever."""

    def __init__(self, *rings: Ring) -> None:
        self.rings = rings

    def ring(self, world: World, nth: int, phone: str) -> Ring:
        return self.rings[min(nth, len(self.rings) - 1)]


def nights(directory: Directory = DIRECTORY, number: int = NIGHTS) -> Iterator[Night]:
    return (night_of(directory, SEED, each) for each in range(number))


def policy(*steps: tuple[str, int]) -> Directory:
    """Dana with two phones, Lee with one, and P1 steps such as ``("dana lee", 60)``."""
    listed = {"dana": Listed("dana", "Dana", ("d1", "d2")), "lee": Listed("lee", "Lee", ("l1",))}
    planned = tuple(Step(tuple(page.split()), ("call",), wait) for page, wait in steps)
    calendar = Calendar("America/Guatemala", {})
    policies = (Policy(Severity.P1, "always", planned),)
    return Directory("Line", "America/Guatemala", calendar, engineers=listed, policies=policies)


def spent(steps: Sequence[tuple[str, int]], persons: Mapping[str, Person], until: float = GIVES_UP) -> Spent:
    directory = policy(*steps)
    return spend(Night(directory, directory.policies[0], TUESDAY, persons), KIND, until)


def began(rings: Sequence[Rung], person: str) -> list[float]:
    return [each.began for each in rings if each.person == person]


def test_where_everybody_answers_at_once_the_first_ring_reaches_him() -> None:
    for night in nights():
        result = spend(night, KIND)
        assert [each.person for each in result.rings] == [night.in_order()[0]]
        assert KEY_AFTER <= result.reached <= KEY_AFTER + KEY_WITHIN


def test_where_nobody_answers_nobody_is_reached_and_the_rounds_go_on() -> None:
    for night in nights(number=10):
        result = spend(night, replace(HARD, answers=0))
        assert result.reached == inf
        assert result.rings[-1].began > GIVES_UP - 150  # no step is longer than two minutes
        assert {each.step for each in result.rings} == {BESIDE, 1, 2}
        rounds = [each.round for each in result.rings if each.step != BESIDE]
        assert rounds == sorted(rounds) and set(rounds) == set(range(1, rounds[-1] + 1))


def test_a_key_on_the_ring_of_an_older_step_takes_the_case() -> None:
    late = Told(Ring(Ending.ACKNOWLEDGED, 40))
    result = spent([("dana", 30), ("lee", 60)], {"dana": late, "lee": Told(NO_ANSWER)})
    assert result.reached == 40
    assert [(each.person, each.step, each.began) for each in result.rings] == [("dana", 1, 0), ("lee", 2, 30)]


def test_an_older_step_tries_no_further_phone() -> None:
    persons = {"dana": Told(Ring(Ending.VOICEMAIL, 57)), "lee": Told(NO_ANSWER, Ring(Ending.NO_KEY, 30))}
    result = spent([("dana", 30), ("lee", 60)], persons, until=73)
    assert [(each.phone, each.began) for each in result.rings] == [("d1", 0), ("l1", 30), ("l1", 52)]


def test_nobody_is_rung_twice_at_once() -> None:
    beside = 0
    for night in nights():
        result = spend(night, replace(HARD, answers=0.05), until=PROMISED)
        beside += any(each.step == BESIDE for each in result.rings)
        for person in night.persons:
            own = [each for each in result.rings if each.person == person]
            assert all(before.ends <= after.began for before, after in pairwise(own))
    assert beside > NIGHTS / 4  # the 75 % rule is where two rings would meet


def test_a_page_for_somebody_on_the_phone_waits_for_the_end_of_that_call() -> None:
    persons = {"dana": Told(NO_ANSWER, TAKES), "lee": Told(NO_ANSWER)}
    result = spent([("dana", 10), ("dana lee", 60)], persons)
    assert (began(result.rings, "dana"), began(result.rings, "lee")) == ([0, 22], [10, 32])
    assert result.reached == 32


def test_who_passed_on_is_left_alone_until_the_next_round() -> None:
    directory = policy(("dana", 40), ("dana lee", 60), ("lee dana", 60))
    again = 0
    for night in nights(directory):
        rings = [each for each in spend(night, HARD).rings if each.step != BESIDE]
        for index, passed in enumerate(rings):
            if passed.ending is Ending.PASSED_ON:
                later = [each.round for each in rings[index + 1 :] if each.person == passed.person]
                assert passed.round not in later
                again += bool(later)
    assert again


def test_a_pass_begins_the_next_step_while_others_of_its_step_still_ring() -> None:
    persons = {"dana": Told(Ring(Ending.PASSED_ON, 8)), "lee": Told(NO_ANSWER, TAKES)}
    result = spent([("lee dana", 60), ("lee", 60)], persons)
    assert [(each.person, each.step, each.began) for each in result.rings] == [
        ("lee", 1, 0),
        ("dana", 1, 0),
        ("lee", 2, 22),  # owed since 8, as soon as his phone is free
    ]


def test_a_pass_while_another_page_waits_drops_that_page() -> None:
    persons = {"dana": Told(Ring(Ending.PASSED_ON, 15), TAKES), "lee": Told(NO_ANSWER)}
    result = spent([("dana", 10), ("dana", 60), ("lee", 30)], persons)
    assert [(each.person, each.round, each.began) for each in result.rings] == [
        ("dana", 1, 0),
        ("lee", 1, 15),
        ("lee", 1, 37),  # once more; nothing answered
        ("dana", 2, 45),
    ]


@pytest.mark.parametrize(
    ("ring", "phones"),
    [
        (NO_ANSWER, ["d1", "d2", "d1"]),
        (Ring(Ending.UNREACHABLE, 5), ["d1", "d2"]),
        (Ring(Ending.NO_KEY, 30), ["d1", "d2"]),
    ],
)
def test_a_dead_first_engineer_costs_his_phones_rings_and_not_the_wait(ring: Ring, phones: list[str]) -> None:
    result = spent([("dana", 600), ("lee", 60)], {"dana": Told(ring), "lee": Told(TAKES)})
    assert [each.phone for each in result.rings] == [*phones, "l1"]
    assert result.rings[-1].began == len(phones) * ring.lasts
    assert result.reached == result.rings[-1].began + TAKES.lasts


def test_a_carrier_error_costs_a_second_and_the_same_phone_again() -> None:
    persons = {"dana": Told(Ring(Ending.CARRIER_ERROR, 1), TAKES), "lee": Told(NO_ANSWER)}
    result = spent([("dana", 60)], persons)
    assert [(each.phone, each.began) for each in result.rings] == [("d1", 0), ("d1", 2)]


def test_phones_that_fail_at_once_do_not_make_the_policy_spin() -> None:
    persons = {"dana": Told(Ring(Ending.BUSY, 1)), "lee": Told(Ring(Ending.BUSY, 1))}
    rings = spent([("dana", 60), ("lee", 60)], persons, until=PROMISED / 2).rings
    firsts = [min(each.began for each in rings if each.round == round_) for round_ in {each.round for each in rings}]
    assert len(firsts) > 10
    assert {after - before for before, after in pairwise(sorted(firsts))} == {ROUND_AT_LEAST / timedelta(seconds=1)}


def test_at_three_quarters_of_the_promise_everyone_rings_who_does_not_ring_yet() -> None:
    for night in nights(number=20):
        rings = spend(night, replace(HARD, answers=0), until=PROMISED).rings
        at = PROMISED * 0.75
        beside = [each.person for each in rings if each.step == BESIDE and each.began == at]
        others = {each.person for each in rings if each.began < at < each.ends}
        assert {*beside, *others} == {*DIRECTORY.engineers} and not {*beside} & others


def test_the_nth_ring_is_the_same_whoever_asks_first() -> None:
    phones = ("d1", "d2")
    forward, backward = Engineer(SEED, 3, "dana", phones), Engineer(SEED, 3, "dana", phones)
    asked = [backward.ring(HARD, nth, "d1") for nth in reversed(range(20))]
    assert [forward.ring(HARD, nth, "d1") for nth in range(20)] == asked[::-1]
    assert len({*asked}) > 3


def test_a_deep_sleeper_answers_no_ring_of_the_night() -> None:
    sleeper = Engineer(SEED, 3, "dana", ("d1",))
    endings = {sleeper.ring(replace(KIND, asleep=1.0), nth, "d1").ending for nth in range(50)}
    assert endings == {Ending.NO_ANSWER}


@pytest.mark.parametrize(("every", "once", "reached"), [(20, True, 30), (300, False, 310), (30, False, 40)])
def test_a_peer_moves_by_its_clock(every: int, once: bool, reached: int) -> None:
    directory = policy(("dana", 600), ("lee", 600))
    night = Night(directory, directory.policies[0], TUESDAY, {"dana": Told(NO_ANSWER), "lee": Told(TAKES)})
    assert by_clock(every, once)(night, KIND) == reached


@pytest.mark.parametrize(("once", "reached"), [(True, inf), (False, 70)])
def test_only_a_peer_that_goes_round_rings_again(once: bool, reached: float) -> None:
    directory = policy(("dana", 600), ("lee", 600))
    night = Night(directory, directory.policies[0], TUESDAY, {"dana": Told(NO_ANSWER, TAKES), "lee": Told(NO_ANSWER)})
    assert by_clock(30, once)(night, KIND) == reached


def test_the_same_seed_prints_the_same_and_misses_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for seed in (7, 7, 8):
        main(["--nights", "50", "--seed", str(seed), "--answers", "0.1", "--asleep", "0.5", "--json"])
        printed.append(json.loads(capsys.readouterr().out))
    assert printed[0] == printed[1] and printed[0]["tables"] != printed[2]["tables"]
    hardest = printed[0]["tables"][0]
    ours = hardest["ways"][0]
    assert ours["way"] == "this line" and ours["worst"] is None  # somebody's night has four deep sleepers
    assert 0 < hardest["nobody_could_be_woken"] <= 50 - ours["in_time"]


def test_a_target_missed_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--nights", "30", "--asleep", "0.9"])
    lines = capsys.readouterr().out.splitlines()
    deep, light = (line for line in lines if line.startswith("Engineers who answer 70%"))
    assert ": NOT MET (deep sleep 90%" in deep and ": met (no deep sleep: 30 of 30)" in light
