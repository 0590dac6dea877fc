"""A directory's document as a file: it reads back as the same, whatever it says, and is what a person would write."""

import string
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from voiceline.domain.directory import Directory
from voiceline.domain.directory_change import changed_parts
from voiceline.domain.kept_pins import with_kept_pins, without_pins
from voiceline.store.directory_file import DAYS, parse_directory, read_directory, table_of
from voiceline.store.directory_writing import write_directory

ROOT = Path(__file__).parents[2]
FILES = [ROOT / "directory.example.toml", ROOT / "tests" / "story" / "directory.toml"]

words = some.text(some.characters(codec="utf-8"), min_size=1, max_size=12).filter(str.strip)
ids = some.lists(some.text(string.ascii_lowercase, min_size=2, max_size=6), min_size=4, max_size=8, unique=True)
pins = some.text("0123456789", min_size=4, max_size=8)
moments = some.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1))


def maybe(**keys: Any) -> Any:
    return some.fixed_dictionaries({}, optional=keys)


def phones(first: int, count: int) -> list[str]:
    return [f"+502555{number:05}" for number in range(first, first + count)]


@some.composite
def tables(draw: Any) -> dict[str, Any]:
    """Any document that a line could have in force, most keys there or not as it comes."""
    names = draw(ids)
    people = names[: draw(some.integers(1, len(names) - 2))]
    teams = names[len(people) :]
    cut = draw(some.integers(0, len(teams)))
    groups, rotations = teams[:cut], teams[cut:]
    spans = some.sampled_from([["08:00-17:00"], ["08:00-12:00", "13:00-24:00"], ["00:00-24:00"], []])
    week = draw(maybe(**dict.fromkeys(DAYS, spans)))
    steps = some.lists(
        some.fixed_dictionaries(
            {
                "page": some.lists(some.sampled_from(names), min_size=1, max_size=3),
                "by": some.lists(some.sampled_from(["call", "sms", "whatsapp", "email"]), min_size=1, max_size=2),
                "wait": some.sampled_from(["1s", "90s", "2m", "1h"]),
            }
        ),
        max_size=2,
    )
    always = {"page": [people[0]], "by": ["call"], "wait": "30s"}
    made: dict[str, Any] = {
        "line": {"name": draw(words), "timezone": "America/Guatemala"}
        | draw(
            maybe(
                language=some.sampled_from(["es", "en"]),
                email=words,
                fallback_phones=some.just(phones(90000, 2)),
                escalate_to=some.sampled_from(names),
                blocked=some.just(["+50244449999", "+5024449*"]),
                stranger_calls=some.integers(0, 99),
                says_it_records=some.booleans(),
                abandoned_opens=some.sampled_from(["P2", "P3", "P4"]),
            )
        ),
        "hours": {**week, "monday": ["08:00-17:00"]}
        | draw(maybe(holidays=some.sampled_from(["GT", "US", ""]), local_feast=some.just("08-15"))),
        "engineers": [
            {"id": each, "name": draw(words), "phones": phones(10 * number, draw(some.integers(1, 3)))}
            | draw(maybe(email=words, language=some.sampled_from(["es", "en"])))
            | ({"pin": f"{number}{draw(pins)[:7]}"} if draw(some.booleans()) else {})
            for number, each in enumerate(people)
        ],
        "policies": [
            {"severity": severity, "during": "always", "steps": [always, *draw(steps)]} for severity in ("P1", "P2")
        ],
    }
    made |= draw(
        maybe(
            updates=maybe(P1=some.just("30m"), P2=some.just("2h")),
            closures=some.lists(
                some.fixed_dictionaries(
                    {"date": some.dates(date(2020, 1, 1), date(2030, 1, 1))},
                    optional={"from": some.just("12:00"), "name": words},
                ),
                max_size=2,
                unique_by=lambda each: each["date"],
            ),
            openings=some.lists(
                some.fixed_dictionaries(
                    {"date": some.dates(date(2020, 1, 1), date(2030, 1, 1)), "hours": spans}, optional={"name": words}
                ),
                max_size=2,
                unique_by=lambda each: each["date"],
            ),
            customers=some.lists(words, max_size=3, unique=True).map(
                lambda found: [{"name": each, "phones": phones(50000 + 10 * n, 2)} for n, each in enumerate(found)]
            ),
            groups=some.just([{"id": each, "members": people[:2]} for each in groups]),
        )
    )
    if "groups" not in made:
        made["groups"] = [{"id": each, "members": []} for each in groups]
    for each in made.get("customers", []):
        each |= draw(
            maybe(
                phone_ranges=some.just(["+5022411*"]),
                language=some.sampled_from(["es", "en"]),
                pin=pins,
                contacts=some.lists(
                    some.fixed_dictionaries(
                        {"name": words},
                        optional={"mobile": some.just("+50255560000"), "whatsapp": some.booleans(), "email": words},
                    ),
                    max_size=2,
                ),
            )
        )
    every = some.sampled_from(["12 hours", "1 day", "2 weeks"])
    made["rotations"] = [
        {"id": each, "members": draw(some.lists(some.sampled_from(people), max_size=3)), "starts": draw(moments)}
        | {"every": draw(every)}
        | draw(maybe(rehearse=some.booleans()))
        for each in rotations
    ]
    if rotations:
        made["overrides"] = [
            {"rotation": rotations[0], "from": start, "until": start + timedelta(days=2)}
            | draw(some.sampled_from([{"engineer": people[0]}, {"members": people, "every": "1 day"}]))
            for start in draw(some.lists(moments, max_size=2))
        ]
    return made


def same(one: Directory, other: Directory) -> bool:
    """Equal in all that it says; the calendars by their days, for how they know them is a function."""
    years = range(2020, 2031)
    left, right = one.calendar, other.calendar
    days = [{year: dict(each.closings_of(year)) for year in years} for each in (left, right)]
    hours = [(each.zone, each.week, each.openings) for each in (left, right)]
    said = [{key: value for key, value in vars(each).items() if key != "calendar"} for each in (one, other)]
    return days[0] == days[1] and hours[0] == hours[1] and said[0] == said[1]


@settings(max_examples=80, deadline=None)
@given(tables())
def test_any_directory_reads_back_as_the_same(table: dict[str, Any]) -> None:
    written = write_directory(table)
    again = table_of(written, "again")
    assert changed_parts(table, again) == []
    assert write_directory(again) == written
    first = read_directory(written, "first")
    assert same(first, read_directory(write_directory(again), "again"))
    parse_directory(written, "whole")


@settings(max_examples=80, deadline=None)
@given(tables())
def test_a_file_without_pins_loads_back_with_those_that_are_there(table: dict[str, Any]) -> None:
    shown = write_directory(without_pins(table))
    pins = [each["pin"] for kind in ("engineers", "customers") for each in table.get(kind, []) if "pin" in each]
    assert shown.count('pin = "kept"') == len(pins)
    back, lost = with_kept_pins(table_of(shown, "shown"), table)
    assert lost == [] and same(
        read_directory(write_directory(back), "back"), read_directory(write_directory(table), "t")
    )


@pytest.mark.parametrize("file", FILES, ids=lambda each: each.name)
def test_the_files_we_ship_are_written_as_they_stand(file: Path) -> None:
    """Without their remarks, and with each thing in its place, line for line."""
    text = file.read_text(encoding="utf-8")
    table = table_of(text, file.name)
    written = write_directory(table)
    assert table_of(written, "again") == table
    assert same(read_directory(written, "again"), read_directory(text, file.name))
    lines = {" ".join(line.partition("  #")[0].split()) for line in text.splitlines() if not line.startswith("#")}
    assert {" ".join(line.split()) for line in written.splitlines() if not line.startswith("#")} == lines


def test_what_cannot_be_seen_is_written_by_its_number() -> None:
    table = {"line": {"name": 'a "b" \\ \n\t\x00\x7f\x85\u2028\u200b é 😀', "timezone": "UTC"}}
    assert table_of(write_directory(table), "x") == table
    assert all(each.isprintable() or each == "\n" for each in write_directory(table))
