"""The calendar of a year: every closed day and where it comes from."""

import json
from pathlib import Path

import pytest

from tests.edges.commands.said import BOOK, Run


def test_the_calendar_of_a_year_names_every_closed_day_and_its_source(run: Run) -> None:
    assert run("load", str(BOOK)).code == 0
    said = run("calendar", "2026", "--json")
    year = json.loads(said.out)
    days = {day["date"]: day for day in year["days"]}
    assert (year["year"], year["timezone"]) == (2026, "America/Guatemala")
    assert days["2026-06-29"]["name"] == "Día del Ejército"  # moved to its Monday by Decreto 19-2018
    eve = days["2026-12-24"]
    assert (eve["from"], eve["open"], eve["weekday"]) == ("12:00", ["08:00-12:00"], "jueves")
    assert "art. 127" in eve["source"] and days["2026-01-01"]["source"].startswith("holidays 0.")
    assert days["2026-08-15"]["matters"] is False  # a Saturday: closed anyway
    assert list(days) == sorted(days)


def test_closures_and_openings_of_the_file_stand_in_the_calendar(run: Run, tmp_path: Path) -> None:
    more = (
        '[[closures]]\ndate = 2026-04-01\nfrom = "12:00"\nname = "Miércoles Santo"\n'
        '[[openings]]\ndate = 2026-09-15\nhours = ["08:00-12:00"]\n'
        '[[openings]]\ndate = 2026-11-21\nhours = ["08:00-12:00"]\n'  # a plain Saturday
    )
    file = tmp_path / "more.toml"
    file.write_text(BOOK.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert run("load", str(file)).code == 0
    days = {day["date"]: day for day in json.loads(run("calendar", "2026", "--json").out)["days"]}
    assert days["2026-04-01"]["source"] == "[[closures]]" and days["2026-04-01"]["open"] == ["08:00-12:00"]
    assert "[[openings]]" in days["2026-09-15"]["source"] and days["2026-09-15"]["open"] == ["08:00-12:00"]
    saturday = days["2026-11-21"]
    assert (saturday["name"], saturday["source"]) == ("Apertura", "abierto por [[openings]]")
    assert (saturday["open"], saturday["matters"]) == (["08:00-12:00"], True)
    words = run("calendar", "2026").out
    assert "Miércoles Santo ([[closures]]); abierto 08:00-12:00" in words
    assert "ese día no hay horario de todos modos" in words


@pytest.mark.parametrize("year", ["1999", "2101", "dosmil", "-5", "2026.5", "²⁰²⁶"])
def test_a_year_that_is_none_is_one_line(run: Run, year: str) -> None:
    assert run("load", str(BOOK)).code == 0
    assert run("calendar", "--", year).is_one_line
