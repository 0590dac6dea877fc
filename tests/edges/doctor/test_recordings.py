"""Where recordings go: the database, a folder, a bucket."""

from pathlib import Path

import pytest

from tests.buckets import KEY, SECRET, s3_server
from tests.edges.doctor.patient import House
from voiceline import __main__ as program


def test_recordings_in_the_database_need_nothing_more(house: House) -> None:
    found = house.examined()
    assert "base de datos y se borran a los 365 días" in found.says("recordings")
    assert "apagada" in found.says("transcription")
    house.set(RECORDINGS_KEPT="90d", TRANSCRIPTION="twilio")
    found = house.examined()
    assert "90 días" in found.says("recordings") and "se paga por minuto" in found.says("transcription")
    assert found.code == 0


def test_a_folder_is_written_and_read_and_nothing_stays_in_it(house: House, tmp_path: Path) -> None:
    house.set(RECORDINGS=str(tmp_path / "kept"))
    found = house.examined()
    assert found.state("recordings") == "ok" and str(tmp_path / "kept") in found.says("recordings")
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_folder_that_takes_nothing(house: House) -> None:
    house.set(RECORDINGS="/dev/null/kept")
    found = house.examined()
    assert found.bad == {"recordings"} and "Cree esa carpeta" in found.says("recordings")


def test_a_bucket_is_written_and_read_and_a_wrong_key_is_said(house: House, tmp_path: Path) -> None:
    with s3_server(tmp_path / "files") as url:
        house.set(RECORDINGS=url, AWS_ACCESS_KEY_ID=KEY, AWS_SECRET_ACCESS_KEY=SECRET)
        found = house.examined()
        assert found.state("recordings") == "ok" and "s3://recordings/voiceline se escribe" in found.says("recordings")
        assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
        house.set(AWS_SECRET_ACCESS_KEY="another-secret-of-the-doctor")
        found = house.examined()
        assert found.bad == {"recordings"} and "AWS_SECRET_ACCESS_KEY" in found.says("recordings")
        assert "another-secret-of-the-doctor" not in found.words and SECRET not in found.words


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("RECORDINGS", "var/recordings", "no es ni una carpeta"),
        ("RECORDINGS", "s3:///prefix", "no es ni una carpeta"),
        ("RECORDINGS", "https://bucket.example.com", "no es ni una carpeta"),
        ("RECORDINGS", "s3://bucket?endpoint=bucket.example.com", "no es ni una carpeta"),
        ("RECORDINGS_KEPT", "a year", "no es un número de días"),
        ("RECORDINGS_KEPT", "0d", "no es un número de días"),
        ("TRANSCRIPTION", "yes", "quien transcribe"),
    ],
)
def test_a_setting_of_recordings_that_makes_no_sense(house: House, variable: str, value: str, words: str) -> None:
    house.set(**{variable: value})
    found = house.examined()
    assert found.bad == {"settings"} and f"{variable}: " in found.says("settings") and words in found.says("settings")
    house.capsys.readouterr()
    assert program.main(["who", "2026-11-24 02:10"]) == 1
    assert house.capsys.readouterr().err.startswith(f"voiceline: {variable} ")
