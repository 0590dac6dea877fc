"""Who is rung for a cause's other cases, as a table; and what must not be said to everybody."""

from datetime import UTC, datetime, timedelta

import pytest

from voiceline.domain.cause import LEADS_FOR, FirstCase, leader, named_in
from voiceline.domain.lifecycle import Status

NOW = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)


def minutes_ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("status", "assignee", "acknowledged_at", "rung"),
    [
        (Status.OPEN, None, None, None),  # nobody has it
        (Status.OPEN, "lee", minutes_ago(5), None),  # lost, or opened again
        (Status.ACKNOWLEDGED, "lee", NOW, "lee"),
        (Status.ACKNOWLEDGED, "lee", minutes_ago(30), "lee"),
        (Status.ACKNOWLEDGED, "lee", minutes_ago(30.01), None),
        (Status.WAITING, "lee", minutes_ago(10), "lee"),
        (Status.RESOLVED, "lee", minutes_ago(10), None),  # he may be asleep again
        (Status.CLOSED, "lee", minutes_ago(10), None),
    ],
)
def test_only_whoever_took_the_first_within_half_an_hour(
    status: Status, assignee: str | None, acknowledged_at: datetime | None, rung: str | None
) -> None:
    assert leader(FirstCase(status, assignee, acknowledged_at), NOW) == rung


def test_a_cause_without_a_case_leads_nobody() -> None:
    assert leader(None, NOW) is None and timedelta(minutes=30) == LEADS_FOR


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("El sistema no responde", None),
        ("Ya responde para BANCO MAYA.", "Banco Maya"),
        ("ya lo ve josé núñez", "Jose Nuñez"),
        ("Los bancos mayas esperan", None),
        ("", None),
    ],
)
def test_a_name_is_found_whatever_its_case_and_accents(words: str, named: str | None) -> None:
    assert named_in(words, ["Banco Maya", "Jose Nuñez", "…"]) == named
