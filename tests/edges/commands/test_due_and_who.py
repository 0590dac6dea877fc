"""When a case would be due and who would be rung: exact data, and readable."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.edges.commands.said import BOOK, Run


@pytest.mark.parametrize(
    ("severity", "when", "opened", "response", "resolution"),
    [
        ("P1", "2026-11-24 02:10", "24T02:10:00", "24T02:25:00", "24T06:10:00"),
        ("P1", "2026-11-24T02:10", "24T02:10:00", "24T02:25:00", "24T06:10:00"),
        ("p1", "2026-11-24T02:10:00-06:00", "24T02:10:00", "24T02:25:00", "24T06:10:00"),
        ("P1", "2026-11-24T08:10:00+00:00", "24T02:10:00", "24T02:25:00", "24T06:10:00"),
        ("P2", "2026-11-24 02:10", "24T02:10:00", "24T02:40:00", "24T16:00:00"),
        ("P3", "2026-11-24 16:30", "24T16:30:00", "25T08:30:00", "27T13:30:00"),
        ("P4", "2026-11-24 09:00", "24T09:00:00", "24T13:00:00", "27T09:00:00"),
    ],
)
def test_due_says_exactly_the_promised_data(
    loaded: Run, severity: str, when: str, opened: str, response: str, resolution: str
) -> None:
    said = loaded("due", severity, when, "--json")
    due = json.loads(said.out)
    assert list(due) == ["severity", "opened_at", "response_due_at", "resolution_due_at"]
    expected = [f"2026-11-{at}-06:00" for at in (opened, response, resolution)]
    assert said.code == 0 and list(due.values()) == [severity.upper(), *expected]


@pytest.mark.parametrize(
    ("severity", "when", "response", "resolution"),
    [
        # Half of 24 December by law, none of the 25th; then half of the 31st and no 1 January.
        ("P2", "2026-12-24 09:00", "2026-12-24T09:30", "2026-12-28T13:00"),
        ("P3", "2026-12-24 11:30", "2026-12-28T08:30", "2026-12-30T13:30"),
        ("P3", "2026-12-24 11:00", "2026-12-24T12:00", "2026-12-30T13:00"),  # the response: exactly at that closing
        ("P3", "2026-12-30 16:00", "2026-12-30T17:00", "2027-01-06T09:00"),
        ("P4", "2026-12-31 12:00", "2027-01-04T12:00", "2027-01-06T17:00"),  # that closing is outside hours already
        # Holy Week: Thursday to Saturday are feasts; Wednesday afternoon is custom, and this directory does not say so.
        ("P2", "2026-04-01 10:00", "2026-04-01T10:30", "2026-04-06T09:00"),
        ("P3", "2026-04-02 10:00", "2026-04-06T09:00", "2026-04-08T14:00"),
        ("P4", "2026-03-31 16:59", "2026-04-01T11:59", "2026-04-07T16:59"),
        # P1's clocks, and P2's response, know no hours.
        ("P1", "2026-04-02 23:50", "2026-04-03T00:05", "2026-04-03T03:50"),
        ("P2", "2026-04-03 23:50", "2026-04-04T00:20", "2026-04-06T16:00"),
        # Exactly at closing, and a minute to either side of opening and closing.
        ("P2", "2026-03-02 09:00", "2026-03-02T09:30", "2026-03-02T17:00"),
        ("P2", "2026-03-02 09:01", "2026-03-02T09:31", "2026-03-03T08:01"),
        ("P3", "2026-03-02 16:00", "2026-03-02T17:00", "2026-03-05T13:00"),
        ("P3", "2026-03-02 17:00", "2026-03-03T09:00", "2026-03-05T14:00"),
        ("P3", "2026-03-02 07:59", "2026-03-02T09:00", "2026-03-04T14:00"),
        # Three business days are 27 hours: the same time three days later, or closing when it begins outside hours.
        ("P4", "2026-03-02 10:20", "2026-03-02T14:20", "2026-03-05T10:20"),
        ("P4", "2026-03-06 15:30", "2026-03-09T10:30", "2026-03-11T15:30"),
        ("P4", "2026-03-06 19:00", "2026-03-09T12:00", "2026-03-11T17:00"),
        ("P4", "2026-03-07 10:00", "2026-03-09T12:00", "2026-03-11T17:00"),
        ("P4", "2026-06-26 08:00", "2026-06-26T12:00", "2026-07-01T17:00"),  # the Army's day, moved to Monday 29
    ],
)
def test_due_on_days_that_others_get_wrong(
    loaded: Run, severity: str, when: str, response: str, resolution: str
) -> None:
    due = json.loads(loaded("due", severity, when, "--json").out)
    assert (due["response_due_at"], due["resolution_due_at"]) == (f"{response}:00-06:00", f"{resolution}:00-06:00")


def test_due_where_the_hours_have_run_out_is_one_line(run: Run, tmp_path: Path) -> None:
    rare, soon = tmp_path / "rare.toml", datetime.now(UTC).date() + timedelta(days=30)
    words = BOOK.read_text(encoding="utf-8").replace('["08:00-17:00"]', "[]")
    rare.write_text(f'{words}\n[[openings]]\ndate = {soon}\nhours = ["08:00-12:00"]\n', encoding="utf-8")
    assert run("load", str(rare)).code == 0
    said = run("due", "P4", "2090-03-02 10:00")
    assert said.is_one_line and "[hours]" in said.err and "dos años" in said.err
    assert run("due", "P1", "2090-03-02 10:00").code == 0  # its clocks know no hours


def test_due_is_readable_without_json(loaded: Run) -> None:
    assert loaded("due", "P1", "2026-11-24 02:10").out.splitlines() == [
        "Caso P1",
        "  abierto     martes 24 noviembre 2026, 02:10",
        "  respuesta   martes 24 noviembre 2026, 02:25",
        "  resolución  martes 24 noviembre 2026, 06:10",
    ]


@pytest.mark.parametrize("now", ["ahora", "now", "AHORA"])
def test_now_is_now(loaded: Run, now: str) -> None:
    assert json.loads(loaded("due", "P1", now, "--json").out)["opened_at"].endswith("-06:00")
    assert loaded("who", now).code == 0


def test_who_says_exactly_the_promised_data(loaded: Run) -> None:
    said = json.loads(loaded("who", "2026-11-24 02:10", "--json").out)
    assert list(said) == ["hours", "steps"] and said["hours"] == "extraordinary"
    assert [list(step) for step in said["steps"]] == [["after_seconds", "engineers", "by"]] * len(said["steps"])
    assert said["steps"][0] == {"after_seconds": 0, "engineers": ["dana"], "by": said["steps"][0]["by"]}
    assert "call" in said["steps"][0]["by"]
    waits = [step["after_seconds"] for step in said["steps"]]
    assert waits == sorted(waits)
    assert json.loads(loaded("who", "2026-11-24 10:00", "--severity", "p2", "--json").out)["hours"] == "ordinary"


def test_who_is_readable_without_json(loaded: Run) -> None:
    assert "Dana Cruz" in loaded("who", "2026-11-24 02:10").out
    assert "a nadie" in loaded("who", "2026-11-24 02:10", "--severity", "P4").out
