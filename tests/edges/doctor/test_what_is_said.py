"""What the doctor says, to people and to programs, and that it soon comes to an end."""

import socket
from time import monotonic

from tests.edges.doctor.patient import LINE, NOWHERE, House
from voiceline import __main__ as program
from voiceline.commands.doctor import TITLES
from voiceline.doctor.examination import examine
from voiceline.line import Line
from voiceline.settings import Settings


def test_all_is_well_where_all_is_well(house: House) -> None:
    found = house.examined()
    assert (found.code, found.healthy, found.bad | found.doubtful) == (0, True, set()), found.words
    assert set(found.checks) == set(TITLES) and {tuple(each) for each in found.checks.values()} == {
        ("state", "found", "do")
    }
    assert all(not each["do"] for each in found.checks.values())


def test_for_people_each_check_is_one_line_and_what_to_do_another(house: House) -> None:
    house.account.balance = "12.00"
    house.capsys.readouterr()
    assert program.main(["doctor"]) == 0
    lines = house.capsys.readouterr().out.splitlines()
    checks = [line for line in lines if "→" not in line]
    assert len(checks) == len(TITLES) and {line.split()[0] for line in checks} == {"bien", "atención"}
    place = next(number for number, line in enumerate(lines) if line.startswith("atención  saldo: 12.00 USD"))
    assert "Recargue la cuenta" in lines[place + 1] and len(lines) == len(TITLES) + 1


def test_no_secret_and_no_whole_number_is_printed(house: House) -> None:
    house.set(
        DATABASE_URL=f"postgresql://me:pass-word-word@{NOWHERE}/x", REDIS_URL=f"redis://:pass-word-word@{NOWHERE}/0"
    )
    house.number.voice_url = "https://user:pass-word-word@elsewhere.example.com/voice?key=pass-word-word"
    words = house.examined().words
    for secret in (LINE, LINE[1:], "pass-word-word", "demo-token-of-the-doctor", "a-secret-of-the-doctor"):
        assert secret not in words
    assert "https://elsewhere.example.com/voice" in words and "+502…476" in words


def test_four_that_never_answer_cost_one_patience(house: House) -> None:
    """A socket that listens and says nothing, in everybody's place."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = f"127.0.0.1:{silent.getsockname()[1]}"
        line = Line(
            Settings.from_environment(
                house.environment
                | {
                    "DATABASE_URL": f"postgresql://x@{place}/x",
                    "REDIS_URL": f"redis://{place}/0",
                    "PUBLIC_URL": f"http://{place}",
                    "TWILIO_API_URL": f"http://{place}",
                }
            )
        )
        began = monotonic()
        found = {check.name: check.state for check in examine(line, patience=1.0)}
        took = monotonic() - began
        line.close()
    assert 1.0 <= took < 3.0
    assert {name for name, state in found.items() if state == "bad"} == {"database", "redis", "public_url", "account"}
    assert set(found) == set(TITLES)
