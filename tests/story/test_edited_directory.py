"""A policy edited while a case runs: the case keeps its own, the next call goes by the new one."""

from typing import Any

from tests.phones import House
from voiceline.actions import edit_directory
from voiceline.actions.edit_directory import Edit
from voiceline.domain.directory_change import Part
from voiceline.store import directory_documents as documents

P1 = Part("policies", "P1 extraordinary")


def edits(house: House, part: Part, value: Any) -> None:
    with house.line.transaction() as session:
        present = documents.newest(session)
        assert present is not None
        edit_directory.edit(session, Edit(part, value, present.version), "rosa@example.com", house.line.now())


def test_a_running_case_keeps_its_policy_and_the_next_call_goes_by_the_new_one(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    dana, lee, ana = house.engineer("Dana"), house.engineer("Lee"), house.engineer("Ana")
    dana.is_rung(on=1)
    step = {"page": ["ana"], "by": ["call"], "wait": "2m"}
    edits(house, P1, {"severity": "P1", "during": "extraordinary", "steps": [step]})
    dana.will_be_rung(on=2, within=30)
    lee.will_be_rung(within=40).rings().presses("1").hangs_up()
    house.caller("+50244440002").dials().presses("9").presses("1").hangs_up()
    ana.is_rung()
    assert [each.assignee for each in house.tickets()] == ["lee", None]


def test_a_number_listed_in_the_browser_is_known_at_its_next_call(house: House) -> None:
    house.rest()
    edits(house, Part("customers"), {"name": "Café Luz", "phones": ["+50244441234"]})
    house.caller("+50244441234").dials().presses("1").hangs_up()
    assert house.ticket().customer == "Café Luz"
