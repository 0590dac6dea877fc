"""Commands as they are typed, over rows of their own."""

import io
import sys
from collections.abc import Iterator

import pytest

from tests import servers
from tests.edges.commands.said import BOOK, Run, Said
from voiceline import __main__ as program
from voiceline.line import Line
from voiceline.settings import Settings


@pytest.fixture
def environment(database_url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    servers.empty(database_url)
    values = {
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "LINE_NUMBER": "+50256305476",
        "TWILIO_ACCOUNT_SID": "AC0",
        "TWILIO_AUTH_TOKEN": "demo-token",
        "SECRET_KEY": "commands",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


@pytest.fixture
def run(environment: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def running(*words: str, typed: bytes = b"") -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
        capsys.readouterr()
        try:
            code = program.main(words)
        except SystemExit as end:
            code = int(end.code or 0)
        return Said(code, *capsys.readouterr())

    return running


@pytest.fixture
def loaded(run: Run) -> Run:
    assert run("load", str(BOOK)).code == 0
    return run


@pytest.fixture
def line(environment: dict[str, str]) -> Iterator[Line]:
    built = Line(Settings.from_environment(environment))
    yield built
    built.close()
