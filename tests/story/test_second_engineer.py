"""A second engineer comes into the talk: rung by the first one's key, joined by his own, nobody lost meanwhile."""

import pytest

from tests.phones import EngineerPhone, House
from tests.story.conftest import DIRECTORY
from tests.story.merging.two import COMPANY, MARCO, merges
from tests.story.test_taken_out import WITHOUT_HER
from tests.story.test_talk_menu import MENU, talking
from voiceline.store.notifications import Notification

LEE = """[[engineers]]
id = "lee"
name = "Lee Pérez"
phones = ["+50255550201"]

"""
WITHOUT_LEE = DIRECTORY.replace(LEE, "").replace('members = ["lee"]', 'members = ["dana"]')


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def in_one_talk(*phones) -> bool:
    return all(set(each.leg.conference.members) == {other.leg for other in phones} for each in phones)


def asks(house: House, first: EngineerPhone) -> None:
    """He asks for Lee, who is next on the case's policy."""
    first.presses("*").presses("2").hears("Marque 1 para llamar a Lee Pérez").presses("1").hears("Llamamos a Lee Pérez")
    house.time_passes(seconds=8)


def three(house: House):
    ortiz, dana = talking(house)
    asks(house, dana)
    lee = house.engineer("Lee").rings().hears("Dana Cruz le pide ayuda en el caso 1, 0, 1, crítico, de Banco Maya")
    ortiz.is_talking_to(dana)  # the two go on until he has pressed his key
    lee.presses("1").hears("Le unimos a la llamada")
    house.time_passes(seconds=5)
    return ortiz, dana, lee


def test_three_hear_each_other(house: House) -> None:
    ortiz, dana, lee = three(house)
    assert in_one_talk(ortiz, dana, lee)
    house.carrier.speak(lee.leg, "aquí Lee")
    assert "aquí Lee" in [c.text for c in ortiz.leg.captions] and "aquí Lee" in [c.text for c in dana.leg.captions]
    ticket = house.ticket()
    assert ticket.assignee == "dana" and ticket.status == "acknowledged"
    assert {"asked_in", "came_in"} <= set(house.events())
    house.time_passes(minutes=3)
    assert in_one_talk(ortiz, dana, lee)
    ortiz.hangs_up()
    dana.hears(MENU)
    assert lee.leg.doing == "gather" and ortiz.record.outcome == "joined"
    lee.hangs_up()
    dana.hangs_up()
    assert house.call(lee.leg).outcome == "talked" and house.call(dana.leg).outcome == "acknowledged"
    with house.line.reading() as session:
        asked = session.query(Notification).filter_by(kind="asked_in").one()
        assert (asked.state, asked.outcome) == ("ended", "talked")


def test_one_of_two_leaves_by_star_and_comes_back_while_she_talks_to_the_other(house: House) -> None:
    ortiz, dana, lee = three(house)
    ortiz.hears("Otro ingeniero se une a la llamada")
    heard = ortiz.leg.heard
    dana.presses("*").hears(MENU)
    house.time_passes(seconds=15)
    assert in_one_talk(ortiz, lee) and ortiz.leg.heard == heard
    dana.presses("1")
    house.time_passes(seconds=5)
    assert in_one_talk(ortiz, dana, lee)


def test_the_first_hangs_up_and_the_second_stays_with_her(house: House) -> None:
    ortiz, dana, lee = three(house)
    dana.hangs_up()
    house.time_passes(seconds=20)
    assert in_one_talk(ortiz, lee)


def test_both_leave_by_star_and_she_is_told_that_they_come_back(house: House) -> None:
    ortiz, dana, lee = three(house)
    dana.presses("*")
    lee.presses("*")
    house.time_passes(seconds=12)
    assert ortiz.leg.doing == "queue"
    ortiz.hears("Su ingeniero sigue con su caso y vuelve con usted")
    dana.presses("1")
    house.time_passes(seconds=6)
    ortiz.is_talking_to(dana)


def test_both_hang_up_and_she_hears_that_it_is_over(house: House) -> None:
    ortiz, dana, lee = three(house)
    dana.hangs_up()
    lee.hangs_up()
    house.time_passes(seconds=30)
    ortiz.hears("Su caso 1, 0, 1 sigue abierto")
    assert ortiz.leg.over


def test_he_comes_while_the_first_is_at_his_menu(house: House) -> None:
    ortiz, dana = talking(house)
    asks(house, dana)
    dana.presses("*")
    lee = house.engineer("Lee").rings().presses("1")
    house.time_passes(seconds=8)
    assert in_one_talk(ortiz, lee) and dana.leg.doing == "gather"
    dana.presses("1")
    house.time_passes(seconds=4)
    assert in_one_talk(ortiz, dana, lee)


def test_he_comes_after_she_has_hung_up_and_talks_to_his_colleague(house: House) -> None:
    ortiz, dana = talking(house)
    asks(house, dana)
    lee = house.engineer("Lee").rings()
    ortiz.hangs_up()
    dana.hears(MENU)
    lee.presses("1").hears("Le unimos a la llamada")
    dana.presses("1").hears("Marque 1 y le comunicamos con el cliente")


def test_he_comes_when_nobody_is_left(house: House) -> None:
    ortiz, dana = talking(house)
    asks(house, dana)
    lee = house.engineer("Lee").rings()
    dana.hangs_up()
    ortiz.hangs_up()
    lee.presses("1").hears("Ya terminaron de hablar")
    house.time_passes(seconds=10)
    assert lee.leg.over and house.call(lee.leg).outcome == "cancelled"  # he talked to nobody
    lee.is_not_rung()


def test_he_declines_and_the_first_is_told(house: House) -> None:
    ortiz, dana = talking(house)
    asks(house, dana)
    lee = house.engineer("Lee").rings().presses("2").hears("De acuerdo")
    house.time_passes(seconds=8)
    dana.gets_text("Lee Pérez no se puede unir a la llamada del caso 101")
    assert lee.leg.over and house.call(lee.leg).outcome == "passed_on"
    ortiz.is_talking_to(dana)
    lee.is_not_rung()


def test_he_does_not_answer_and_the_first_is_told(house: House) -> None:
    ortiz, dana = talking(house)
    asks(house, dana)
    house.engineer("Lee").is_rung()
    house.time_passes(minutes=3)
    dana.gets_text("Lee Pérez no se puede unir")
    assert "not_in" in house.events()
    ortiz.is_talking_to(dana)


def test_whoever_asked_has_left_the_directory_and_the_colleagues_phone_is_free_again(house: House) -> None:
    ortiz, dana = talking(house)
    asks(house, dana)
    lee = house.engineer("Lee").is_rung()
    house.loads(WITHOUT_HER)
    lee.rejects()
    house.time_passes(seconds=30)
    assert "not_in" in house.events()
    ortiz.is_talking_to(dana)
    house.caller("+50244440002").dials().presses("1").hangs_up()
    lee.rings(within=5).hears("Caso 1, 0, 2")


def test_who_is_taken_out_once_he_was_offered_is_not_rung_and_the_talk_goes_on(house: House) -> None:
    ortiz, dana = talking(house)
    dana.presses("*").presses("2").hears("Marque 1 para llamar a Lee Pérez")
    house.loads(WITHOUT_LEE)
    dana.presses("1")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(dana)
    assert "asked_in" not in house.events()


def test_asked_for_twice_he_is_rung_once(house: House) -> None:
    ortiz, dana = talking(house)
    asks(house, dana)
    lee = house.engineer("Lee").is_rung()
    dana.presses("*").presses("2").presses("2").presses("2").presses("1")  # after Ana and Luis the list is at Lee again
    house.time_passes(seconds=5)
    lee.rings().presses("2")
    house.time_passes(seconds=10)
    lee.is_not_rung()
    assert house.events().count("asked_in") == 1
    ortiz.is_talking_to(dana)


def test_whoever_reports_it_again_is_for_him_who_has_it_not_for_whoever_was_asked_in(house: House) -> None:
    house.loads(COMPANY)
    ortiz, dana, lee = three(house)
    ortiz.hangs_up()
    dana.hangs_up()
    house.caller(MARCO).dials().presses("1").presses("2").hears("Después del tono")
    merges(house, 102, 101, "es la misma caída")
    lee.hears(MENU).presses("1").hears("Gracias por atender el caso 1, 0, 1").does_not_hear("es suyo")


def test_whoever_was_asked_in_is_never_told_that_the_case_is_his(house: House) -> None:
    ortiz, dana, lee = three(house)
    lee.presses("*").hears(MENU)
    ortiz.hangs_up()
    lee.presses("1").hears("Gracias por atender el caso 1, 0, 1").does_not_hear("es suyo")
    dana.presses("0").hears("Gracias por atender el caso 1, 0, 1")
    house.time_passes(seconds=10)
    assert lee.leg.over and dana.leg.over and house.ticket().assignee == "dana"


def test_another_may_be_chosen_and_the_list_begins_again_after_its_last(house: House) -> None:
    _, dana = talking(house)
    dana.presses("*").presses("2").hears("llamar a Lee Pérez")
    dana.presses("2").hears("llamar a Ana López").presses("2").hears("llamar a Luis Soto").presses("2")
    assert dana.leg.heard.count("llamar a Lee Pérez") == 2
    dana.presses("0").hears(MENU)
    assert "asked_in" not in house.events()


@pytest.mark.parametrize("fault", ["webhook-duplicate", "webhook-retry"])
def test_a_repeated_webhook_joins_them_once(house: House, fault: str) -> None:
    ortiz, dana = talking(house)
    asks(house, dana)
    lee = house.engineer("Lee").rings()
    house.carrier.faults.add(fault, times=4)
    lee.presses("1")
    house.time_passes(seconds=15)
    assert in_one_talk(ortiz, dana, lee)
    assert house.events().count("came_in") == 1
