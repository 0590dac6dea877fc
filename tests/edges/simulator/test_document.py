"""The table of behaviours names tests that exist, and an evidence for each."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
DOCUMENT = HERE.parent.parent / "docs" / "simulador.md"
EVIDENCE = {"documentado", "capturado", "reportado", "supuesto"}


def rows() -> list[tuple[str, str, str]]:
    found = re.findall(r"^\| (.+?) \| (\w+) \| `(\w+)` \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    return [(behaviour, evidence, test) for behaviour, evidence, test in found]


def test_every_behaviour_names_an_existing_test_and_its_evidence() -> None:
    tests = {
        name
        for path in HERE.glob("test_simulator*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(rows()) > 50
    assert {evidence for _, evidence, _ in rows()} <= EVIDENCE
    assert {test for _, _, test in rows()} - tests == set()


def test_every_test_of_the_engine_is_a_row() -> None:
    text = (HERE / "test_simulator.py").read_text(encoding="utf-8")
    engine = set(re.findall(r"^def (test_\w+)", text, re.MULTILINE))
    assert engine - {test for _, _, test in rows()} == set()


def test_the_simulator_stands_alone() -> None:
    package = HERE.parent.parent / "voiceline" / "simulator"
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        named = re.findall(r"^\s*(?:from|import) ((?:voiceline|twilio)[\w.]*)", text, re.MULTILINE)
        assert all(name.startswith("voiceline.simulator") for name in named), path.name
        assert len(text.splitlines()) < 400, path.name
