"""Her "no" to a way around: the promise is not met by it, and whoever has the case comes again."""

import pytest

from tests.phones import House
from tests.story.written_words.thread import FOODS, last
from voiceline.actions import move_ticket as verbs


@pytest.fixture(autouse=True)
def _whoever_is_rung_and_told(house: House) -> None:
    house.rest()


def given_a_way_around(house: House, number: str = "+50244440001", key: str = "1") -> None:
    house.caller(number).texts(key).texts("la caja 3")
    house.engineer("Dana").texts("TOMO 101")
    house.does(verbs.work_around, "usar la caja 4", by="dana", number=101)
    house.time_passes(seconds=5)


@pytest.mark.parametrize(
    ("number", "words", "reply"),
    [
        ("+50244440001", "NO", "la alternativa no le sirve. El caso 101 sigue abierto"),
        ("+50244440001", "no nos sirve", "la alternativa no le sirve"),
        (FOODS, "no", "the workaround does not help. Case 101 stays open"),
    ],
)
def test_her_no_voids_it_and_rings_whoever_has_the_case(house: House, number: str, words: str, reply: str) -> None:
    given_a_way_around(house, number)
    house.caller(number).texts(words)
    assert reply in last(house, number)
    ticket = house.ticket(101)
    assert "workaround_refused" in house.events() and ticket.status == "acknowledged"
    assert ticket.resolution_met_at is None and ticket.workaround_at is None
    house.told("+50255550101", "la alternativa del caso 101 P1")
    house.engineer("Dana").rings(within=5).hears("no le sirve la alternativa").hangs_up()
    house.sleeps_until(ticket.resolution_due_at)
    assert "resolution 50" in house.thresholds("warned")


def test_with_several_cases_it_is_of_the_one_she_was_told_of(house: House) -> None:
    house.caller().texts("2").texts("el reporte")
    house.caller().texts("NUEVO").texts("2").texts("la caja 3")
    house.caller().texts("NUEVO").texts("2").texts("la caja 5")
    house.engineer("Dana").texts("TOMO 102")
    house.time_passes(minutes=1)
    house.does(verbs.work_around, "usar la caja 4", by="dana", number=102)
    house.time_passes(seconds=5)
    house.caller().texts("NO")
    assert "El caso 102 sigue abierto" in last(house)
    assert "workaround_refused" in [event.kind for event in house.ticket(102).events]


def test_what_is_not_urgent_is_a_text(house: House) -> None:
    house.caller().texts("3").texts("2").texts("una consulta del cierre")
    house.does(verbs.work_around, "usar el reporte viejo", by=None, number=101)
    house.time_passes(seconds=5)
    house.caller().texts("no")
    assert "workaround_refused" in house.events() and "called_again" not in house.events()


def test_a_no_after_other_news_is_a_word_for_the_case(house: House) -> None:
    given_a_way_around(house)
    house.does(verbs.update, "¿pueden esperar una hora?", "line-1", by="dana", number=101)
    house.time_passes(seconds=5)
    house.caller().texts("no")
    assert "workaround_refused" not in house.events() and house.ticket(101).workaround_at is not None


def test_plainly_urgent_words_are_heard_as_ever(house: House) -> None:
    given_a_way_around(house, key="2")
    house.caller().texts("no, se cayó todo el sistema, es crítico")
    house.time_passes(minutes=3)
    assert [each.severity for each in house.tickets()] == ["P2", "P1"]
