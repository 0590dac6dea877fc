"""A directory edited by parts: what is put stands there, nothing else moves, and no difference says a secret."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from voiceline.domain.directory_change import (
    Difference,
    Part,
    changed_parts,
    differences,
    find,
    for_log,
    place,
    with_part,
)
from voiceline.domain.kept_pins import says_kept, with_kept_pins, without_pins

names = some.sampled_from(["ana", "luis", "eva", "dana"])
entries = some.lists(
    some.fixed_dictionaries(
        {"id": names, "name": some.text(max_size=4), "phones": some.lists(some.just("+50255550101"), max_size=2)},
        optional={"language": some.sampled_from(["es", "en"]), "pin": some.sampled_from(["4471", "9172"])},
    ),
    max_size=4,
    unique_by=lambda each: each["id"],
)
tables = some.fixed_dictionaries({"line": some.just({"name": "L", "timezone": "UTC"}), "engineers": entries})


@given(tables, names, some.sampled_from(["", "Ana"]))
def test_what_is_put_stands_there_and_nothing_else_moves(table: dict[str, Any], name: str, said: str) -> None:
    part, value = Part("engineers", name), {"id": name, "name": said, "phones": []}
    made = with_part(table, part, value)
    assert find(made, part) == value and place(made, part) == place(table, part)
    rest = [each for each in table["engineers"] if each["id"] != name]
    assert [each for each in made["engineers"] if each["id"] != name] == rest and made["line"] == table["line"]
    gone = with_part(made, part, None)
    assert gone["engineers"] == rest and find(gone, part) is None
    assert changed_parts(table, made) == ([part] if differences("engineers", find(table, part), value) else [])


@given(tables, tables)
def test_no_difference_is_what_no_part_has(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert changed_parts(one, one) == []
    assert {part.name for part in changed_parts(one, other)} == {part.name for part in changed_parts(other, one)}


def test_what_means_the_same_is_no_difference() -> None:
    assert differences("customers", {"name": "A", "phones": []}, {"name": "A", "phones": [], "language": "es"}) == []
    assert differences("updates", None, {"P1": "", "P2": ""}) == []
    assert differences("groups", {"id": "a", "members": ["x"]}, {"id": "a", "members": []}) == [
        Difference("members", ["x"], [])
    ]


def test_a_log_has_no_secret_and_no_number_in_full() -> None:
    found = differences(
        "customers",
        {"name": "A", "phones": ["+50244440001"], "pin": "4471"},
        {"name": "A", "phones": [], "pin": "9172", "contacts": [{"name": "R", "mobile": "+50244440002"}]},
    )
    before, after = for_log(found)
    assert before == ["phones: +502…001", "pin: (set)", "contacts: —"]
    assert after == ["phones: ", "pin: (changed)", "contacts: name R, mobile +502…002"]


@given(tables)
def test_pins_that_are_kept_come_back(table: dict[str, Any]) -> None:
    shown = without_pins(table)
    assert says_kept(shown) == any("pin" in each for each in table["engineers"])
    assert with_kept_pins(shown, table) == (table, [])
    lost = [f"engineers[{n}].pin" for n, each in enumerate(table["engineers"], 1) if "pin" in each]
    assert with_kept_pins(shown, {}) == (shown, lost)
