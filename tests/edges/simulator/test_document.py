"""The table of behaviours names tests that exist, and an evidence for each."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
DOCUMENT = ROOT / "docs" / "simulador.md"
EVIDENCE = {"documentado", "capturado", "reportado", "supuesto"}
CALLS = ("inbound_calls", "outbound_calls", "gather", "record", "queue_and_dial", "documents", "played_and_written")
ENGINE = (*CALLS, "signature", "texts", "faults")


def rows() -> list[tuple[str, str, str]]:
    found = re.findall(r"^\| (.+?) \| (\w+) \| `(\w+)` \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    return [(behaviour, evidence, test) for behaviour, evidence, test in found]


def named_in(names: str) -> set[str]:
    """The tests in this folder's modules of such names."""
    words = "".join(path.read_text(encoding="utf-8") for path in HERE.glob(f"test_{names}.py"))
    return set(re.findall(r"^def (test_\w+)", words, re.MULTILINE))


def test_every_behaviour_names_an_existing_test_and_its_evidence() -> None:
    assert len(rows()) > 50
    assert {evidence for _, evidence, _ in rows()} <= EVIDENCE
    assert {test for _, _, test in rows()} - named_in("*") == set()


def test_every_test_of_the_engine_is_a_row() -> None:
    engine = {test for each in ENGINE for test in named_in(each)}
    assert len(engine) > 50
    assert engine - {test for _, _, test in rows()} == set()


def test_the_simulator_stands_alone() -> None:
    package = ROOT / "voiceline" / "simulator"
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        named = re.findall(r"^\s*(?:from|import) ((?:voiceline|twilio)[\w.]*)", text, re.MULTILINE)
        assert all(name.startswith("voiceline.simulator") for name in named), path.name
        assert len(text.splitlines()) < 400, path.name
