"""Mistakes cost whoever makes them time, and nobody else: a table of what is counted and what it costs."""

from datetime import UTC, datetime, timedelta

import pytest

from voiceline.domain.login_limits import LONGEST_PAUSE, Mistakes, Wrong, free_at

NOW = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)


def pause(is_known: bool = False, **counts: int) -> float:
    found = free_at(Wrong(**{name: Mistakes(count, NOW) for name, count in counts.items()}), is_known)
    return (found - NOW).total_seconds() if found else 0


@pytest.mark.parametrize(
    ("count", "seconds"), [(0, 0), (4, 0), (5, 10), (6, 20), (7, 40), (11, 640), (12, 900), (5000, 900)]
)
def test_each_further_mistake_doubles_the_pause(count: int, seconds: int) -> None:
    assert pause(of_pair=count) == seconds
    assert pause(is_known=True, of_browser=count) == seconds
    assert pause(of_network=25 + count if count else 0) == (seconds if count >= 5 else 0)


def test_a_known_browser_waits_for_its_own_mistakes_only() -> None:
    assert pause(is_known=True, of_pair=5000, of_network=5000, of_account=5000, of_codes=5000) == 0


def test_an_account_under_attack_is_still_open_to_a_network_that_has_not_failed_with_it() -> None:
    assert pause(of_account=5000) == 0
    assert pause(of_account=29, of_pair=1) == 0
    assert pause(of_account=30, of_pair=1) == LONGEST_PAUSE.total_seconds()


def test_wrong_codes_are_only_made_by_whoever_has_the_password() -> None:
    assert pause(of_codes=9) == 0 and pause(of_codes=10) == 10


def test_a_pause_is_from_the_last_mistake_and_ends() -> None:
    found = free_at(Wrong(of_pair=Mistakes(5, NOW - timedelta(seconds=11))), False)
    assert found is not None and found < NOW
