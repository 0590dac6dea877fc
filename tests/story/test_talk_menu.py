"""The engineer's menu: star out of a talk, back again, and the verbs of a case by phone, while she holds on."""

import pytest

from tests.phones import EngineerPhone, House
from tests.story.merging.two import COMPANY, MARCO, merges
from tests.story.test_taken_out import WITHOUT_HER

MENU = "Marque 1 para hablar con el cliente, 2 para traer a otro ingeniero"


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def talking(house: House, seconds: float = 20):
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    dana = house.engineer("Dana").rings(within=90).presses("1")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(dana)
    house.time_passes(seconds=seconds)
    return ortiz, dana


def dictates(engineer: EngineerPhone, words: str) -> None:
    engineer.says_and_ends(words)


@pytest.mark.parametrize("seconds", [3, 40])
def test_star_leads_to_the_menu_and_one_back_to_her(house: House, seconds: int) -> None:
    """However short the talk was: who has pressed the star has not been cut off."""
    ortiz, dana = talking(house, seconds)
    dana.presses("*").hears(MENU)
    ortiz.waits(8).hears("Su ingeniero sigue con su caso y vuelve con usted")
    assert ortiz.leg.doing == "queue" and dana.leg.doing == "gather"
    dana.presses("1").hears("Le comunicamos")
    house.time_passes(seconds=5)
    ortiz.is_talking_to(dana)
    ortiz.does_not_hear("Se cortó")
    house.time_passes(seconds=30)
    ortiz.hangs_up()
    assert ortiz.record.outcome == "joined"


def test_the_menu_follows_a_talk_that_she_ended_and_one_calls_her(house: House) -> None:
    ortiz, dana = talking(house)
    ortiz.hangs_up()
    dana.hears(MENU).presses("1").hears("El cliente no está en la línea").presses("1")
    house.time_passes(seconds=2)
    assert house.carrier.ringing(ortiz.number)


def test_he_hangs_up_in_the_menu_after_a_talk_and_she_hears_that_it_is_over(house: House) -> None:
    ortiz, dana = talking(house)
    dana.presses("*")
    ortiz.waits(6)
    dana.hangs_up()
    ortiz.waits(30).hears("Su caso 1, 0, 1 sigue abierto")
    assert ortiz.leg.over
    legs = len(house.carrier.legs)
    house.time_passes(minutes=2)
    assert len(house.carrier.legs) == legs


def test_he_hangs_up_in_the_menu_before_they_had_talked_and_is_rung_again(house: House) -> None:
    ortiz, dana = talking(house, 3)
    dana.presses("*")
    ortiz.waits(30)
    dana.hangs_up()
    ortiz.waits(14).hears("Se cortó la llamada con el ingeniero")
    dana.will_be_rung(within=5).rings().hears("Se cortó la llamada").presses("1")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(dana)


def test_she_hangs_up_while_he_is_in_the_menu(house: House) -> None:
    ortiz, dana = talking(house)
    dana.presses("*")
    ortiz.waits(5).hangs_up()
    dana.presses("1").hears("El cliente no está en la línea")
    assert ortiz.record.outcome == "joined"


def reported_again_while_she_has_hung_up(house: House):
    """Of two cases that are one, the first caller is gone and the second still dictates."""
    house.loads(COMPANY)
    ortiz, dana = talking(house)
    ortiz.hangs_up()
    marco = house.caller(MARCO).dials().presses("1").presses("2").hears("Después del tono")
    merges(house, 102, 101, "es la misma caída")
    dana.hears(MENU)
    return marco, dana


def test_whoever_reports_it_again_is_joined_to_him_when_she_has_dictated(house: House) -> None:
    marco, dana = reported_again_while_she_has_hung_up(house)
    dana.presses("1").hears("El cliente está dictando").presses("1")
    house.time_passes(seconds=12)
    marco.is_talking_to(dana)


def test_and_a_second_engineer_may_be_called_meanwhile(house: House) -> None:
    _, dana = reported_again_while_she_has_hung_up(house)
    dana.presses("2").hears("Marque 1 para llamar a").presses("1").hears("El cliente espera")
    house.time_passes(seconds=2)
    assert any(each.kind == "asked_in" for each in house.ticket(101).events)


def test_who_says_nothing_keeps_her_while_he_looks_at_her_system(house: House) -> None:
    ortiz, dana = talking(house)
    dana.presses("*")
    house.time_passes(minutes=4)
    dana.hears("El cliente espera. Marque 1 para volver con él")
    assert ortiz.leg.doing == "queue" and dana.leg.doing == "gather"
    dana.presses("1")
    house.time_passes(seconds=5)
    ortiz.is_talking_to(dana)


def test_but_not_for_ever(house: House) -> None:
    ortiz, dana = talking(house)
    dana.presses("*")
    house.time_passes(minutes=20)
    assert dana.leg.over and ortiz.leg.over
    ortiz.hears("Su caso 1, 0, 1 sigue abierto")


def test_zero_ends_it_and_names_the_next_case_that_waits(house: House) -> None:
    _, dana = talking(house)
    house.caller("+50244440002").dials().presses("1").hangs_up()
    dana.presses("*").presses("0").hears("Caso 1, 0, 2")


# --- the verbs ---


def test_severity_by_phone_with_his_reason(house: House) -> None:
    ortiz, dana = talking(house)
    dana.presses("*").presses("3").hears("Marque 1 para crítico").presses("2").hears("diga por qué")
    dictates(dana, "hay una alternativa")
    dana.hears("El caso 1, 0, 1 ahora es alto").hears(MENU)
    changed = next(e for e in house.ticket().events if e.kind == "severity_changed")
    assert (changed.by, changed.detail["after"]) == ("dana", "P2") and "grabación" in changed.detail["reason"]
    ortiz.gets_text("Su caso 101 ahora es alto (P2)")
    assert ortiz.leg.doing == "queue"


def test_zero_goes_back_without_changing_anything(house: House) -> None:
    _, dana = talking(house)
    dana.presses("*").presses("3").presses("0").hears(MENU)
    dana.presses("3").presses("4").waits_until("record")
    dana.presses("0")
    dana.presses("4").waits_until("record")
    dana.presses("0")
    assert house.ticket().severity == "P1" and "workaround" not in house.events()


def test_without_a_word_of_his_nothing_is_done(house: House) -> None:
    _, dana = talking(house)
    dana.presses("*").presses("5")
    for _ in range(2):
        assert dana.waits_until("record")
        dana.presses("#")
    dana.hears(MENU)
    assert house.ticket().status == "acknowledged"


def test_an_alternative_by_phone_meets_the_promise_and_the_case_stays_open(house: House) -> None:
    ortiz, dana = talking(house)
    dana.presses("*").presses("4")
    dictates(dana, "usen la otra caja")
    dana.hears("queda con alternativa y sigue abierto")
    ticket = house.ticket()
    assert ticket.workaround_at is not None and ticket.status == "acknowledged"
    ortiz.gets_text("alternativa mientras lo resolvemos: lo hablado por teléfono con Dana Cruz")


def test_resolved_by_phone_is_told_and_she_is_asked_on_the_line_when_he_has_gone(house: House) -> None:
    ortiz, dana = talking(house)
    dana.presses("*").presses("5")
    dictates(dana, "reinicié el balanceador")
    dana.hears("queda resuelto; falta la palabra del cliente").presses("0")
    ortiz.gets_text("Caso 101, resuelto: lo hablado por teléfono con Dana Cruz")
    ortiz.waits(30).hears("Marque 1 si ya funciona, 2 si sigue fallando").presses("1").hears("Cerramos su caso")
    assert house.ticket().status == "closed" and house.ticket().closed_as == "validated"


def test_he_resolves_it_though_he_was_taken_out_of_the_line_while_they_talk(house: House) -> None:
    ortiz, dana = talking(house)
    house.loads(WITHOUT_HER)
    dana.presses("*").presses("5")
    dictates(dana, "reinicié el balanceador")
    dana.hears("queda resuelto; falta la palabra del cliente").presses("0")
    ortiz.gets_text("Caso 101, resuelto: lo hablado por teléfono con Linea urgente Khodi")
    assert house.ticket().status == "resolved"


def test_her_no_on_the_line_opens_it_again_and_rings_him(house: House) -> None:
    ortiz, dana = talking(house)
    dana.presses("*").presses("5")
    dictates(dana, "reinicié el balanceador")
    dana.hangs_up()
    ortiz.waits(30).hears("2 si sigue fallando").presses("2")
    assert house.ticket().status == "open" and "reopened" in house.events()
    house.engineer("Dana").will_be_rung(within=10)


def test_he_may_go_back_to_her_after_resolving(house: House) -> None:
    ortiz, dana = talking(house)
    dana.presses("*").presses("5")
    dictates(dana, "reinicié el balanceador")
    dana.presses("1")
    house.time_passes(seconds=5)
    ortiz.is_talking_to(dana)


def test_a_verb_that_means_nothing_any_more_is_refused_in_words(house: House) -> None:
    from voiceline.actions.move_ticket import set_aside

    _, dana = talking(house)
    dana.presses("*")
    house.does(set_aside, "hardware", by="rosa@example.com")
    dana.presses("5")
    dictates(dana, "ya está")
    dana.hears("Eso ya no se puede hacer en el caso 1, 0, 1").hears(MENU)
    assert house.ticket().status == "closed"


@pytest.mark.parametrize("keys", ["", "3", "32", "4", "5", "2"])
def test_hanging_up_anywhere_in_the_menu_changes_nothing_he_had_not_said(house: House, keys: str) -> None:
    ortiz, dana = talking(house)
    dana.presses("*")
    for key in keys:
        dana.presses(key)
    dana.hangs_up()
    ticket = house.ticket()
    assert (ticket.status, ticket.severity, ticket.assignee) == ("acknowledged", "P1", "dana")
    ortiz.waits(30).hears("Su caso 1, 0, 1 sigue abierto")


def test_what_he_said_before_he_hung_up_counts(house: House) -> None:
    _, dana = talking(house)
    dana.presses("*").presses("5")
    dana.says("reinicié el balanceador", seconds=3)
    dana.hangs_up()
    house.time_passes(seconds=3)
    assert house.ticket().status == "resolved"
