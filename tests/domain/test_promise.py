"""The month's figures: recorded facts in, verdicts and counts out; what is undecided is neither kept nor missed."""

from datetime import UTC, datetime, timedelta

import pytest

from voiceline.domain.promise import KEPT, MISSED, RUNNING, Case, Target, figures, month, told
from voiceline.domain.severity import Severity

OPENED = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)
DUE = OPENED + timedelta(minutes=15)


def target(met: int | None = None, breached: bool = False, rectified: tuple[str, str] | None = None) -> Target:
    met_at = OPENED + timedelta(minutes=met) if met is not None else None
    return Target(DUE, met_at, DUE if breached else None, rectified)


def case(number: int, response: Target, severity: str = "P1", reported: str = "P1", closed: str | None = None) -> Case:
    of = Severity(severity), Severity(reported)
    return Case(number, *of, "Banco Maya", OPENED, response, target(), None, closed, None)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (target(met=4), KEPT),
        (target(met=20, breached=True), MISSED),
        (target(breached=True), MISSED),
        (target(), RUNNING),
        (target(met=4, breached=True), MISSED),  # recorded under a graver severity; an answer does not undo it
        (target(breached=True, rectified=("rosa", "pidió esperar")), MISSED),
    ],
)
def test_the_verdict_is_what_was_recorded(found: Target, verdict: str) -> None:
    assert found.verdict == verdict


def test_shares_are_of_what_is_decided() -> None:
    cases = [case(1, target(met=3)), case(2, target(met=5)), case(3, target(breached=True)), case(4, target())]
    found = figures(cases, "response")
    assert (found.kept, found.missed, found.running, found.share) == (2, 1, 1, pytest.approx(2 / 3))
    assert (found.median, found.worst) == (timedelta(minutes=4), timedelta(minutes=5))


def test_all_but_one_of_thousands_is_not_told_as_all() -> None:
    assert [told(part / 3000) for part in (3000, 2999, 1500, 0)] == [1.0, 0.999, 0.5, 0.0]


def test_a_rectified_breach_counts_as_missed_and_has_a_figure_of_its_own() -> None:
    found = figures([case(1, target(met=3)), case(2, target(breached=True, rectified=("rosa", "x")))], "response")
    assert (found.missed, found.rectified, found.share, found.share_rectified) == (1, 1, 0.5, 1.0)


def test_of_nothing_decided_there_is_no_share() -> None:
    for cases in ([], [case(1, target())]):
        found = figures(cases, "response")
        assert (found.share, found.median, found.worst) == (None, None, None)


def test_out_of_scope_and_merged_stand_apart_and_unvalidated_is_shown() -> None:
    cases = [
        case(3, target(met=1), closed="unvalidated"),
        case(2, target(breached=True), closed="out_of_scope"),
        case(1, target(breached=True), closed="merged"),
        case(4, target(met=2), closed="validated"),
    ]
    found = month(cases)
    assert [each.number for each in found.counted] == [3, 4]
    assert [each.number for each in found.apart] == [1, 2]
    assert [each.number for each in found.unvalidated] == [3]
    assert found.figures(Severity.P1, "response").missed == 0


def test_reported_and_final_severity_are_both_kept() -> None:
    found = month([case(1, target(), "P3", "P1"), case(2, target(), "P3", "P1"), case(3, target(), "P1", "P1")])
    assert found.reclassified == {(Severity.P1, Severity.P3): 2}
    assert [each.number for each in found.of(Severity.P3)] == [1, 2]
