"""Why those would ring: the reasons are the plan of ``who``, step by step, at every moment of a week."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.domain.test_rotation import GUATEMALA, at
from voiceline.domain.directory import Override
from voiceline.domain.escalation import who
from voiceline.domain.reasons import reasons
from voiceline.domain.severity import Severity
from voiceline.store.directory_file import read_directory

TEXT = (Path(__file__).parents[1] / "story" / "directory.toml").read_text(encoding="utf-8")
BOOK = read_directory(TEXT, "directory.toml")
LATE = TEXT.replace(
    'id = "secondary"\nmembers = ["lee"]\nstarts = 2026-01-05',
    'id = "secondary"\nmembers = ["lee"]\nstarts = 2026-12-01',
)
NIGHT = at("2026-11-24T02:10")


@pytest.mark.parametrize("severity", [Severity.P1, Severity.P2])
@pytest.mark.parametrize("text", [TEXT, LATE])
def test_the_steps_that_are_not_skipped_are_the_plan(text: str, severity: Severity) -> None:
    book = read_directory(text, "directory.toml")
    for quarter in range(4 * 24 * 8):
        moment = NIGHT + quarter * timedelta(minutes=15)
        why, plan = reasons(book, severity, moment), who(book, severity, moment)
        rung = [each for each in why.steps if each.after_seconds is not None]
        assert why.hours == plan.hours
        assert [(e.after_seconds, e.engineers, e.by, e.wait) for e in rung] == [
            (e.after_seconds, e.engineers, e.by, e.wait) for e in plan.steps
        ]
        for each in why.steps:
            assert set(each.engineers) == {name for because in each.because for name in because.engineers}


def test_a_rotation_without_anybody_is_skipped_and_says_until_when() -> None:
    step = next(s for s in reasons(read_directory(LATE, "x"), Severity.P1, NIGHT).steps if not s.engineers)
    (because,) = step.because
    assert step.after_seconds is None and because.name == "secondary" and because.until == at("2026-12-01T08:00")


def test_a_change_says_whom_it_replaces_and_until_when() -> None:
    swap = Override("primary", ("luis",), datetime(2026, 11, 24), datetime(2026, 11, 24, 8))
    because = reasons(replace(BOOK, overrides=(swap,)), Severity.P1, NIGHT).steps[0].because[0]
    assert (because.engineers, because.instead_of) == (("luis",), "dana")
    assert because.until == at("2026-11-24T08:00", GUATEMALA)


def test_who_is_on_alone_has_no_end_in_sight() -> None:
    assert reasons(BOOK, Severity.P1, NIGHT).steps[0].because[0].until is None
