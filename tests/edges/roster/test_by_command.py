"""The roster by command."""

import json

import pytest

from tests.edges.commands.said import Said
from tests.phones import House
from voiceline import __main__ as program


@pytest.fixture
def command(house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    settings = house.line.settings
    values = {"DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url, "PUBLIC_URL": settings.public_url}
    values |= {"LINE_NUMBER": settings.line_number, "TWILIO_ACCOUNT_SID": "AC0", "TWILIO_AUTH_TOKEN": "x"}
    for name, value in {**values, "SECRET_KEY": "x"}.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> Said:
        capsys.readouterr()
        try:
            code = program.main(words)
        except SystemExit as ended:
            code = int(str(ended.code))
        return Said(code, *capsys.readouterr())

    return run


def test_the_roster_by_command(house: House, command) -> None:  # type: ignore[no-untyped-def]
    said = command("roster", "override", "primary", "luis", "2099-11-27T17:00", "2099-11-28T08:00")
    change = said.out.split("cambio ")[1].split(".")[0]
    shown = json.loads(command("roster", "show", "--from", "2099-11-27T12:00", "--weeks", "1", "--json").out)
    luis = next(each for each in shown["shifts"] if each["engineer"] == "luis")
    assert luis["change"] == change and luis["start"] == "2099-11-27T17:00:00-06:00" and shown["gaps"] == []
    assert "Luis Soto" in command("roster", "show", "--from", "2099-11-27T12:00").out
    assert json.loads(command("who", "2099-11-27T20:00", "--json").out)["steps"][0]["engineers"] == ["luis"]
    assert command("roster", "take-back", change).code == 0
    assert command("roster", "take-back", change).is_one_line
    turns = ("--members", "luis,ana", "--every", "12 hours")
    assert command("roster", "schedule", "primary", "2099-11-27T08:00", "2099-11-28T08:00", *turns).code == 0
    assert json.loads(command("who", "2099-11-27T21:00", "--json").out)["steps"][0]["engineers"] == ["ana"]
    assert command("roster", "feed", "engineer", "luis").out.startswith("http://127.0.0.1:8000/calendar/")


def test_a_swap_by_command(house: House, command) -> None:  # type: ignore[no-untyped-def]
    said = command("roster", "swap", "primary", "dana", "luis", "2099-11-27T17:00", "2099-11-28T08:00")
    number = said.out.split("cambio de turno ")[1].split(".")[0]
    assert command("roster", "accept", number).out == "Aceptado: ya rige.\n"
    assert f"el cambio de turno {number} ya estaba aceptado" in command("roster", "accept", number).err
    assert json.loads(command("who", "2099-11-27T20:00", "--json").out)["steps"][0]["engineers"] == ["luis"]


@pytest.mark.parametrize(
    "words",
    [
        ("override", "nothing", "luis", "2099-01-01", "2099-01-02"),
        ("override", "primary", "nobody", "2099-01-01", "2099-01-02"),
        ("override", "primary", "luis", "2099-01-02", "2099-01-01"),
        ("override", "primary", "luis", "mañana", "2099-01-01"),
        ("schedule", "primary", "2099-01-01", "2099-01-02", "--members", "luis,ana", "--every", "a while"),
        ("accept", "999"),
        ("accept", "x"),
        ("feed", "engineer", "nobody"),
        ("feed", "dog", "luis"),
    ],
)
def test_every_mistake_is_one_line(command, words: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    assert command("roster", *words).is_one_line
