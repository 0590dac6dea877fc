"""Whatever is typed and whatever is away: Spanish help, or one line on standard error."""

import os
import subprocess
import sys

import pytest

from tests.edges.commands.said import BOOK, ROOT, Run, Said
from voiceline import __main__ as program
from voiceline.settings import REQUIRED
from voiceline.store import accounts

NOWHERE = "postgresql://x@127.0.0.1:1/x"


@pytest.mark.parametrize("words", [(), *((name,) for name in program.COMMANDS)])
def test_every_command_says_help_in_spanish_without_any_setting(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in REQUIRED:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit) as end:
        program.main([*words, "--help"])
    shown = capsys.readouterr().out
    assert end.value.code == 0 and shown.startswith("uso: python -m voiceline") and "muestra esta ayuda" in shown
    assert "usage" not in shown and "options" not in shown and "positional" not in shown


def test_a_role_is_called_as_in_the_browser(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        program.main(["user", "--help"])
    assert "--role ROL" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ((), "falta: COMANDO"),
        (("fly",), "'fly' no es ninguno de"),
        (("due", "P1"), "falta: CUÁNDO"),
        (("due", "P9", "ahora"), "'P9' no es ninguno de"),
        (("who", "ahora", "--severity"), "falta su valor"),
        (("due", "P1", "ahora", "--jso"), "no se conoce: --jso"),
        (("report", "2026-11", "--json", "--csv"), "--csv: no va junto con --json"),
        (("user", "ana@example.com"), "falta: --role"),
        (("user", "ana@example.com", "--role", "king"), "'king' no es ninguno de"),
        (("due", "P1", "mañana"), "no es una fecha y hora"),
        (("who", "2026-02-30 02:10"), "no es una fecha y hora"),
        (("due", "P3", "9999-12-31 23:59"), "fuera del calendario"),
        (("due", "P3", "1999-12-31 10:00"), "fuera del calendario"),
        (("who", "0001-01-01T00:00+23:59"), "fuera del calendario"),
        (("user", "ana", "--role", "viewer", "--password-stdin"), "no es un correo"),
        (("token", " "), "el nombre está vacío"),
    ],
)
def test_a_mistake_is_one_line(loaded: Run, words: tuple[str, ...], part: str) -> None:
    said = loaded(*words)
    assert said.is_one_line and part in said.err


@pytest.mark.parametrize("words", [("due", "P1", "ahora"), ("who", "ahora"), ("fallback",)])
def test_without_a_directory_it_says_how_to_load_one(run: Run, words: tuple[str, ...]) -> None:
    said = run(*words)
    assert said.is_one_line and "load ARCHIVO" in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("migrate",),
        ("load", str(BOOK)),
        ("due", "P1", "ahora"),
        ("who", "ahora"),
        ("fallback",),
        ("token", "reports"),
        ("user", "ana@example.com", "--role", "admin", "--password-stdin"),
    ],
)
def test_without_a_database_it_is_one_line(run: Run, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", NOWHERE)
    said = run(*words, typed=b"correct horse battery\n")
    assert said.is_one_line and "la base de datos no respondió" in said.err


def test_bad_settings_are_all_named_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setenv("LINE_NUMBER", "5630-5476")
    said = run("who", "ahora")
    assert said.is_one_line and "SECRET_KEY" in said.err and "LINE_NUMBER" in said.err


def test_without_the_schema_it_says_migrate(run: Run, postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres.url("bare"))
    said = run("who", "ahora")
    assert said.is_one_line and "migrate" in said.err
    for _ in range(2):  # the second changes nothing
        assert run("migrate") == Said(0, "esquema al día\n", "")
    assert "no hay directorio" in run("who", "ahora").err
    postgres.drop("bare")


def test_what_nobody_thought_of_is_one_line_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "make_token", lambda *_: [][0])
    assert run("token", "reports").is_one_line


@pytest.mark.parametrize(("words", "code"), [(["--help"], 0), (["token", "reports"], 0), (["due", "P9", "x"], 2)])
def test_as_a_program(environment: dict[str, str], words: list[str], code: int) -> None:
    """Once through the real door: ``python -m voiceline``."""
    done = subprocess.run(
        [sys.executable, "-m", "voiceline", *words],
        cwd=ROOT,
        env={**os.environ, **environment, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == code and "Traceback" not in done.stderr
    assert bool(done.stderr) == bool(code)


def test_whoever_reads_no_further_is_told_of_no_mistake(loaded: Run, environment: dict[str, str]) -> None:
    program_of = [sys.executable, "-m", "voiceline", "calendar", "2027"]
    reader, writer = os.pipe()
    os.close(reader)  # as `| head -1` has when the rest is written
    done = subprocess.run(
        program_of, cwd=ROOT, env={**os.environ, **environment}, stdout=writer, stderr=subprocess.PIPE, text=True
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")
