"""Rings, words, links, commands and whoever holds go on with the case that goes on."""

import pytest
from sqlalchemy import select

from tests.phones import ORTIZ, House
from tests.story.merging.two import merges, two_cases
from voiceline.actions.merge_cases import WATCHES, CannotMergeError
from voiceline.store.follow_ups import FollowUp


def test_merged_while_the_phone_rings_it_falls_silent_and_rings_again_for_the_one_that_goes_on(house: House) -> None:
    two_cases(house)
    house.engineer("Dana").will_be_rung().rings().hears("Caso 1, 0, 1").presses("2").hangs_up()  # she called again
    first = house.engineer("Dana").will_be_rung()
    house.time_passes(seconds=5)
    merges(house, 102, 101, "es la misma caída")
    house.time_passes(seconds=3)
    gone = house.ticket(102)
    assert (gone.status, gone.closed_as, gone.merged_into) == ("closed", "merged", 101)
    assert first.leg.status == "canceled"
    dana = house.engineer("Dana").will_be_rung(within=20).rings()
    dana.hears("Caso 1, 0, 1").hears("los dos casos son uno").presses("2").hangs_up()
    house.time_passes(minutes=5)
    assert (house.ticket(101).status, house.ticket(101).assignee) == ("acknowledged", "dana")
    text = house.caller().gets_text("Su caso 102 queda unido al 101")
    assert "/c/" in text and len([m for m in house.texts_to(ORTIZ) if "queda unido" in m.body]) == 1


def test_whoever_does_not_answer_for_the_merged_one_loses_it_to_the_policy(house: House) -> None:
    two_cases(house)
    merges(house, 102, 101, "es la misma caída")
    house.time_passes(minutes=3)
    assert any(each.kind == "lost" for each in house.ticket(101).events)
    assert house.ticket(101).wants_somebody and house.ticket(101).assignee is None
    house.engineer("Lee").will_be_rung(within=120)


def test_one_on_a_leg_for_the_merged_case_takes_the_one_that_goes_on(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana").rings()
    house.caller().dials().presses("1").presses("2").hangs_up()
    merges(house, 101, 102)
    dana.presses("1").hears("1, 0, 2")
    assert (house.ticket(102).status, house.ticket(102).assignee) == ("acknowledged", "dana")
    assert house.ticket(101).merged_into == 102


def test_her_next_words_join_the_case_that_goes_on(house: House) -> None:
    two_cases(house)
    merges(house, 102, 101, "es la misma caída")
    house.engineer("Dana").will_be_rung(within=20).rings().presses("2").hangs_up()
    house.caller().texts("ahora tampoco entra el correo interno")
    said = [each.detail.get("text") for each in house.ticket(101).events if each.kind == "described"]
    assert "ahora tampoco entra el correo interno" in said
    assert [each.number for each in house.tickets()] == [101, 102]


def test_the_link_of_the_merged_one_leads_to_the_other(house: House) -> None:
    two_cases(house)
    merges(house, 102, 101, "es la misma caída")
    page = house.app.test_client().get(f"/c/{house.ticket(102).live_token}").text
    assert "101" in page and "El caso 102 quedó unido a este" in page


def test_an_engineers_command_for_the_merged_one_is_done_to_the_other(house: House) -> None:
    two_cases(house)
    merges(house, 102, 101, "es la misma caída")
    house.engineer("Dana").texts("NOTA 102 revisar el balanceador")
    assert any(each.kind == "noted" for each in house.ticket(101).events)


def test_a_caller_on_hold_goes_with_her_case(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(minutes=2)
    ortiz = house.caller().dials().presses("1").presses("2").says_and_ends("otra cosa")
    ortiz.waits_until("queue")
    merges(house, 102, 101, "es la misma caída")
    dana = house.engineer("Dana").will_be_rung(within=20).rings().presses("1").waits(8)
    ortiz.is_talking_to(dana)


def test_two_urgent_cases_are_never_silently_one(house: House) -> None:
    two_cases(house)
    with pytest.raises(CannotMergeError, match="merge_reason_wanted"):
        merges(house, 102, 101)
    with pytest.raises(CannotMergeError, match="merge_with_itself"):
        merges(house, 102, 102, "x")
    with pytest.raises(CannotMergeError, match="merge_unknown"):
        merges(house, 102, 999, "x")
    house.caller("+50244440002").dials().presses("1").hangs_up()
    with pytest.raises(CannotMergeError, match="merge_not_same_customer"):
        merges(house, 103, 101, "x")
    merges(house, 102, 101, "es la misma caída")
    for number, into in ((102, 101), (101, 102)):
        with pytest.raises(CannotMergeError):
            merges(house, number, into, "x")
    assert house.ticket(103).status == "open"


def test_nobody_is_watched_any_longer_over_a_case_that_was_merged(house: House) -> None:
    two_cases(house)
    assert set(watches(house, 101)) == {"forgotten", "lost"}
    merges(house, 101, 102, "es la misma caída")
    assert watches(house, 101) == [] and watches(house, 102), "over that one he is"


def watches(house: House, number: int) -> list[str]:
    """What its page says is to come of whoever has it."""
    with house.line.reading() as session:
        rows = session.scalars(select(FollowUp).where(FollowUp.ticket_number == number, FollowUp.state == "pending"))
        return [each.kind for each in rows if each.kind in WATCHES]
