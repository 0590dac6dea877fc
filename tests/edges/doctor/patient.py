"""What the doctor examines: everything that has to be right, and what was found of it."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rq import SimpleWorker

from voiceline import __main__ as program
from voiceline.line import Line
from voiceline.simulator.account import Account, OwnedNumber
from voiceline.simulator.carrier import Carrier

BOOK = Path(__file__).parents[2] / "story" / "directory.toml"
LINE, OTHER = "+50256305476", "+15005550006"
NOWHERE = "127.0.0.1:1"


@dataclass
class Found:
    code: int
    healthy: bool
    checks: dict[str, dict[str, str]]
    words: str

    def state(self, name: str) -> str:
        return self.checks[name]["state"]

    def says(self, name: str) -> str:
        return f"{self.checks[name]['found']} → {self.checks[name]['do']}"

    @property
    def bad(self) -> set[str]:
        return {name for name, check in self.checks.items() if check["state"] == "bad"}

    @property
    def doubtful(self) -> set[str]:
        return {name for name, check in self.checks.items() if check["state"] == "warning"}


@dataclass
class House:
    """Everything that has to be right, and is."""

    environment: dict[str, str]
    carrier: Carrier
    line: Line
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    workers: list[SimpleWorker] = field(default_factory=list)

    @property
    def account(self) -> Account:
        return self.carrier.account

    @property
    def number(self) -> OwnedNumber:
        return self.account.numbers[LINE]

    def set(self, **variables: str) -> None:
        for name, value in variables.items():
            self.monkeypatch.setenv(name, value)

    def examined(self) -> Found:
        """By the command, as a person runs it."""
        self.capsys.readouterr()
        code = program.main(["doctor", "--json"])
        words = self.capsys.readouterr().out
        told = json.loads(words)
        return Found(code, told["healthy"], {each.pop("name"): each for each in told["checks"]}, words)
