"""Asked whether her urgent key is of the case she has, she says yes; meanwhile that case has gone on by itself."""

from tests.phones import CustomerPhone, House
from tests.story.merging.two import merges
from tests.story.written_words.thread import PEDRO, described, last, severities
from voiceline.actions.move_ticket import confirm, resolve


def asked_which(house: House) -> CustomerPhone:
    """Dana has 101; then it fails again."""
    ortiz = house.caller().texts("1").texts("no entra nadie")
    house.engineer("Dana").texts("TOMO 101")
    house.time_passes(minutes=20)
    return ortiz.texts("1")


def test_solved_meanwhile_it_is_not_for_her_and_is_rung_again(house: House) -> None:
    ortiz = asked_which(house)
    house.does(resolve, "reinicio", by="dana")
    house.time_passes(seconds=2)
    ortiz.texts("1")
    assert [(each.severity, each.status) for each in house.tickets()] == [("P1", "open")]
    assert "espera su palabra" not in last(house)
    house.engineer("Dana").will_be_rung()
    house.time_passes(minutes=3)
    assert severities(house) == ["P1"]


def test_closed_meanwhile_by_a_colleague_another_opens(house: House) -> None:
    ortiz = asked_which(house)
    house.does(resolve, "reinicio", by="dana")
    house.time_passes(seconds=2)
    house.does(confirm, by="customer")  # a colleague, on its live page
    ortiz.texts("1")
    assert [(each.severity, each.status) for each in house.tickets()] == [("P1", "closed"), ("P1", "open")]
    assert "Su caso es 102" in last(house)
    house.engineer("Dana").will_be_rung()


def test_merged_meanwhile_it_goes_on_in_the_other_also_for_a_colleague(house: House) -> None:
    asked_which(house).texts("1").texts("NUEVO").texts("2").texts("la caja 3")
    pedro = house.caller(PEDRO).texts("se cayó todo otra vez", channel="whatsapp")
    assert "por su caso 101" in last(house, PEDRO)
    merges(house, 101, 102, "es lo mismo")
    pedro.texts("1", channel="whatsapp")
    assert "caso 102" in last(house, PEDRO) and described(house, 102)[-1] == "se cayó todo otra vez"
    assert "called_again" in [each.kind for each in house.ticket(102).events]
    house.time_passes(minutes=3)
    assert len(house.tickets()) == 2 and house.ticket(101).merged_into == 102
