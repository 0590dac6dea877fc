"""What people change stands beside the file."""

from datetime import datetime
from threading import Barrier, Thread

import pytest

from tests.edges.roster.weeks import FRIDAY, NOW, SATURDAY, on, put
from tests.houses import BOOK
from tests.phones import House
from voiceline.actions import edit_roster
from voiceline.actions.edit_roster import RosterError
from voiceline.domain.directory import Override
from voiceline.store import directory


def test_a_change_is_in_force_at_once_and_can_be_taken_back(house: House) -> None:
    change = put(house, "luis")
    assert on(house, FRIDAY) == "luis" and on(house, SATURDAY) == "dana"
    with house.line.transaction() as session:
        edit_roster.take_back(session, change, "rosa", NOW)
    assert on(house, FRIDAY) == "dana"
    with house.line.reading() as session:
        added, gone = [(a, g) for _, by, a, g in directory.history(session) if by == "rosa"][::-1]
    assert [len(each) for each in (*added, *gone)] == [1, 0, 0, 1]


def test_a_new_file_keeps_the_changes_and_says_which_it_cannot(house: House) -> None:
    put(house, "luis")
    with house.line.transaction() as session:
        _, warnings = directory.load(session, BOOK + "\n# the same, with a word more\n", "new.toml", "rosa", NOW)
    assert on(house, FRIDAY) == "luis" and not any("se quitó" in each for each in warnings)
    gone = BOOK.replace('id = "primary"', 'id = "first"').replace('["primary"]', '["first"]')
    with house.line.transaction() as session:
        _, warnings = directory.load(session, gone, "new.toml", "rosa", NOW)
    assert any("se quitó el cambio «primary: luis, 2026-11-27 17:00 – 2026-11-28 08:00»" in each for each in warnings)


def test_of_a_past_moment_what_was_in_force_then_is_said(house: House) -> None:
    with house.line.transaction() as session:
        edit_roster.put_override(
            session, [Override("primary", ("luis",), datetime(2026, 11, 20), SATURDAY)], "rosa", NOW.replace(day=26)
        )
    with house.line.reading() as session:
        then, now = (directory.at(session, NOW.replace(day=day)) for day in (25, 27))
        first = directory.at(session, NOW.replace(year=2020))
    assert len(then.overrides) == 0 and len(now.overrides) == 1 and first.name == then.name


@pytest.mark.parametrize(
    ("override", "reason"),
    [
        (Override("nothing", ("luis",), FRIDAY, SATURDAY), "no_such_rotation"),
        (Override("primary", ("nobody",), FRIDAY, SATURDAY), "no_such_engineer"),
        (Override("primary", (), FRIDAY, SATURDAY), "nobody"),
        (Override("primary", ("luis",), SATURDAY, FRIDAY), "ends_before_it_begins"),
        (Override("primary", ("luis",), datetime(2026, 1, 1), datetime(2026, 1, 2)), "is_over"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(house: House, override: Override, reason: str) -> None:
    with pytest.raises(RosterError, match=reason), house.line.transaction() as session:
        edit_roster.put_override(session, [override], "rosa", NOW)
    with house.line.reading() as session:
        assert directory.changes_in_force(session) == []


def test_two_changes_at_once_are_both_kept(house: House) -> None:
    together = Barrier(2, timeout=10)

    def change(engineer: str) -> None:
        with house.line.transaction() as session:
            together.wait()
            edit_roster.put_override(session, [Override("primary", (engineer,), FRIDAY, SATURDAY)], engineer, NOW)

    threads = [Thread(target=change, args=(each,)) for each in ("luis", "ana")]
    [each.start() for each in threads]
    [each.join() for each in threads]
    with house.line.reading() as session:
        assert sorted(each["by"] for each in directory.changes_in_force(session)) == ["ana", "luis"]
