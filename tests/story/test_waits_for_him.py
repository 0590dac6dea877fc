"""Somebody has her case and she calls again: he comes, or another does, and what she hears of him is true."""

import pytest

from tests.phones import ORTIZ, CustomerPhone, EngineerPhone, House
from voiceline.actions import move_ticket
from voiceline.domain.severity import Severity

COLLEAGUE = "+50223330001"


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def taken_by_dana(house: House) -> None:
    """They have talked, and she is asleep again."""
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    dana = house.engineer("Dana").rings(within=30).presses("1")
    house.time_passes(seconds=40)
    ortiz.is_talking_to(dana)
    ortiz.hangs_up()
    dana.hangs_up()
    house.time_passes(minutes=30)


def calls_about_it(house: House, number: str | None = None) -> CustomerPhone:
    return (house.caller(number) if number else house.caller()).dials().presses("1").presses("1")


def two_of_one_bank(house: House) -> tuple[CustomerPhone, CustomerPhone, EngineerPhone]:
    """The second to call is joined to Dana; the first waits."""
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    dana = house.engineer("Dana").is_rung()
    colleague = calls_about_it(house, COLLEAGUE)
    assert ortiz.waits_until("queue") and colleague.waits_until("queue")
    dana = house.engineer("Dana").rings(within=30).presses("1")
    house.time_passes(seconds=20)
    colleague.is_talking_to(dana)
    return ortiz, colleague, dana


def test_when_he_answers_on_no_phone_somebody_else_comes(house: House) -> None:
    taken_by_dana(house)
    ortiz = calls_about_it(house)
    dana = house.engineer("Dana").will_be_rung(within=5)
    ortiz.waits(30).hears("Estamos llamando a Dana Cruz, que tiene su caso")
    for phone in dana.numbers:
        house.carrier.phones[phone] = "no-answer"
    house.engineer("Lee").rings(within=200).presses("1")
    house.time_passes(seconds=10)
    ortiz.does_not_hear("Un momento, le comunicamos")
    assert house.ticket().assignee == "lee" and "lost" in house.events()
    assert ortiz.leg.bridged_with is not None
    ortiz.gets_text("no localizamos a Dana Cruz y ya llamamos a otro ingeniero")


def test_she_hangs_up_and_somebody_comes_all_the_same(house: House) -> None:
    taken_by_dana(house)
    calls_about_it(house).hangs_up()
    house.engineer("Lee").will_be_rung(within=400)
    assert house.ticket().status == "open"


def test_who_is_rung_in_vain_and_presses_a_key_after_all_has_it_again(house: House) -> None:
    taken_by_dana(house)
    ortiz = calls_about_it(house)
    house.time_passes(seconds=110)
    dana = house.engineer("Dana").rings(within=20)
    house.time_passes(seconds=14)
    assert house.ticket().status == "open"
    dana.presses("1").does_not_hear("ya no espera a nadie").hears("es suyo")
    house.time_passes(seconds=10)
    ortiz.is_talking_to(dana)
    assert house.ticket().assignee == "dana"


def test_while_he_talks_with_a_colleague_she_hears_so_and_is_joined_when_he_is_free(house: House) -> None:
    ortiz, colleague, dana = two_of_one_bank(house)
    ortiz.waits(60).hears("Dana Cruz tiene su caso y está en otra llamada").does_not_hear("ya atiende su caso")
    dana.hangs_up()
    colleague.hangs_up()
    dana.rings(within=60).presses("1")
    house.time_passes(seconds=10)
    ortiz.is_talking_to(dana)


def test_he_hangs_up_while_the_other_is_still_there_and_is_rung_for_who_waits(house: House) -> None:
    ortiz, _, dana = two_of_one_bank(house)
    dana.hangs_up()
    dana.will_be_rung(within=2).rings(within=2).presses("1")
    house.time_passes(seconds=10)
    ortiz.is_talking_to(dana)


def test_a_long_talk_with_a_colleague_loses_him_nothing(house: House) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    dana = house.engineer("Dana").rings(within=30).presses("1")
    house.time_passes(seconds=20)
    ortiz.is_talking_to(dana)
    calls_about_it(house, COLLEAGUE).waits(240).hears("está en otra llamada")
    assert house.ticket().assignee == "dana" and "lost" not in house.events()
    ortiz.is_talking_to(dana)


def test_who_does_not_wait_for_him_any_longer_is_promised_a_call_of_which_he_reads(house: House) -> None:
    taken_by_dana(house)
    colleague = calls_about_it(house, COLLEAGUE)
    assert colleague.waits_until("queue")
    colleague.waits(5).presses("6").waits(15).hears("le llama Dana Cruz")
    house.engineer("Dana").gets_text(f"Caso 101 P1, Banco Maya: el cliente espera que usted le llame al {COLLEAGUE}")


def test_a_colleague_who_is_promised_a_call_while_nobody_has_the_case_is_the_one_who_gets_it(house: House) -> None:
    house.caller().dials().presses("1").says_and_ends("se cayó todo").hangs_up()
    dana = house.engineer("Dana").is_rung()
    colleague = calls_about_it(house, COLLEAGUE)
    assert colleague.waits_until("queue")
    colleague.presses("6").waits(15).hears("le llama el ingeniero que tome su caso")
    dana = house.engineer("Dana").rings(within=60).presses("1").hears("Le prometimos que usted le llama").presses("1")
    house.time_passes(seconds=5)
    assert [leg.to for leg in house.carrier.legs if leg.to in (COLLEAGUE, ORTIZ)] == [COLLEAGUE]
    assert not dana.leg.over


def test_who_says_that_he_is_at_it_keeps_nobody_on_hold(house: House) -> None:
    taken_by_dana(house)
    ortiz = calls_about_it(house)
    dana = house.engineer("Dana").rings(within=5).presses("2").hears("sigue siendo suyo")
    ortiz.waits(90).hears("Dana Cruz tiene su caso 1, 0, 1, pero ahora no puede hablar")
    assert ortiz.leg.over and house.ticket().assignee == "dana"
    dana.gets_text("espera que usted le llame")


def test_of_what_is_not_urgent_nobody_is_rung_again_and_again(house: House) -> None:
    taken_by_dana(house)
    house.does(move_ticket.change_severity, Severity.P3, "era una pregunta")
    ortiz = house.caller().dials().presses("4").presses("1")
    dana = house.engineer("Dana").will_be_rung(within=5)
    rung = [leg.to for leg in house.carrier.legs if leg.to in dana.numbers]
    ortiz.waits(180).hears("pero ahora no puede hablar. Le escribimos que usted espera su llamada")
    assert ortiz.leg.over and house.ticket().assignee == "dana"
    again = [leg.to for leg in house.carrier.legs if leg.to in dana.numbers]
    assert len(again) - len(rung) <= len(dana.numbers)
    dana.gets_text("Caso 101 P3, Banco Maya")


def test_in_english(house: House) -> None:
    taken_by_dana(house)
    ortiz = house.caller().dials().presses("9").presses("1").presses("1")
    ortiz.waits(75).hears("We are calling Dana Cruz, who has your case.").hears("Press 6")
