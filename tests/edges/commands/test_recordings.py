"""Recordings counted, moved to the archive and checked."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.edges.commands.said import Run
from voiceline.line import Line
from voiceline.settings import Settings
from voiceline.store import calls
from voiceline.store.recordings import Recording


def keep(line: Line, sid: str, media: bytes) -> None:
    """A recording as the database keeps it."""
    row = {"direction": "inbound", "from_number": "", "to_number": "", "status": "completed", "started_at": line.now()}
    place = {"language": "es", "script": "customer_line", "step": "gone", "notes": {}}
    with line.transaction() as session:
        calls.arrive(session, {"sid": f"CA{sid}", **row, **place})
        call = calls.by_sid(session, f"CA{sid}")
        assert call is not None
        kept = {"kept_in": "database", "sha256": hashlib.sha256(media).hexdigest(), "fetched_at": line.now()}
        session.add(Recording(sid=sid, call_id=call.id, made_at=line.now(), media=media, **kept))


def test_recordings_says_where_they_are_moves_them_and_checks_them(
    run: Run, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line(Settings.from_environment(environment))
    for n in range(3):
        keep(line, f"RE{n}", b"RIFF" + bytes([n]) * 1000)
    line.close()
    assert run("recordings").out == "en la base de datos: 3; en RECORDINGS: 0\n"
    assert "RECORDINGS no dice a dónde" in run("recordings", "--move").err
    monkeypatch.setenv("RECORDINGS", str(tmp_path / "kept"))
    moved = run("recordings", "--move")
    assert (moved.code, moved.out) == (0, f"se pasaron 3\nen la base de datos: 0; en {tmp_path}/kept: 3\n")
    assert run("recordings", "--move").out.startswith("se pasaron 0")
    assert run("recordings", "--check").code == 0
    next((tmp_path / "kept").iterdir()).write_bytes(b"?")
    found = run("recordings", "--check", "--json")
    assert found.code == 1
    assert json.loads(found.out) == {"database": 0, "archive": 3, "moved": 0, "checked": 3, "spoiled": 1}


def test_recordings_out_of_reach_are_one_line(
    run: Run, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line(Settings.from_environment(environment))
    keep(line, "RE1", b"RIFF")
    line.close()
    monkeypatch.setenv("RECORDINGS", "/dev/null/kept")
    said = run("recordings", "--move")
    assert said.is_one_line and "fuera de alcance" in said.err
    monkeypatch.delenv("RECORDINGS")
    assert json.loads(run("recordings", "--json").out)["database"] == 1
