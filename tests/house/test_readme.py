"""The README tells the truth: its paths exist, its settings and commands are the ones there are."""

import re
from pathlib import Path

import pytest

from voiceline.__main__ import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
WHERE = README.split("## Where is…?")[1].split("\n## ")[0]


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([a-z_]+[/.][\w./-]+)`", WHERE))))
def test_a_path_of_the_where_is_table_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_what_happens_when_a_customer_presses_1_is_the_first_answer() -> None:
    assert "customer_line.py" in WHERE.split("presses 1?")[1].split("\n")[0]


def test_every_setting_is_documented() -> None:
    source = (ROOT / "voiceline" / "settings.py").read_text(encoding="utf-8")
    assert not [name for name in set(re.findall(r'"([A-Z][A-Z_]{4,})"', source)) if f"`{name}`" not in README]


def test_every_command_is_documented_and_says_help() -> None:
    listed = README.split("## Commands")[1].split("\n## ")[0]
    assert not [name for name in COMMANDS if f"`{name}" not in listed]
    assert all(command.SUMMARY for command in COMMANDS.values())


def test_every_process_of_the_procfile_is_explained() -> None:
    names = [line.partition(":")[0] for line in (ROOT / "Procfile").read_text().splitlines()]
    assert names == ["web", "worker", "clock", "release"]
    assert all(f"`{name}`" in README for name in names)
