"""What a customer may do, and what she hears."""

import pytest

from tests.phones import STRANGER, House


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def test_0_undoes_a_reflex_1_and_the_rings_stop(house: House) -> None:
    ortiz = house.caller().dials().presses("1")
    house.engineer("Dana").is_rung()
    assert ortiz.waits_until("record")
    ortiz.presses("0").hears("marcó por error")
    house.time_passes(seconds=2)
    house.engineer("Dana").is_not_rung()
    ticket = house.ticket()
    assert (ticket.severity, ticket.status) == ("P3", "open")
    assert "severity_changed" in house.events()
    house.time_passes(minutes=5)
    house.engineer("Lee").is_not_rung()


def test_0_after_somebody_has_taken_it_undoes_nothing(house: House) -> None:
    ortiz = house.caller().dials().presses("1")
    assert ortiz.waits_until("record")
    dana = house.engineer("Dana").rings().presses("1").hears("está dictando")
    ortiz.presses("0").does_not_hear("marcó por error").hears("Dana Cruz atiende su caso. Le comunicamos")
    assert (house.ticket().severity, house.ticket().status) == ("P1", "acknowledged")
    house.time_passes(seconds=25)
    ortiz.is_talking_to(dana)


def test_nine_speaks_english_to_the_end(house: House) -> None:
    ortiz = house.caller().dials().waits(20).hears("For English, press 9").presses("9")
    assert ortiz.hears("Press 1 if it is critical").leg.heard.count("For English") == 1
    ortiz.presses("1").hears("Your case is 1, 0, 1: critical")
    assert house.ticket().language == "en"


def test_two_opens_a_p2_whose_resolution_is_in_business_time(house: House) -> None:
    house.caller().dials().presses("2")
    ticket = house.ticket()
    assert ticket.severity == "P2"
    assert ticket.resolution_due_at.isoformat() == "2026-11-24T22:00:00+00:00"  # 16:00 that Tuesday


def test_silence_and_wrong_keys_count_once_and_her_words_open_a_p1(house: House) -> None:
    ortiz = house.caller().dials().presses("7").hears("No le entendí").presses("5")
    ortiz.says("habla Rosa del banco, no entra nadie", seconds=5).presses("#")
    ortiz.hears("díganos su nombre").hears("Abrimos el caso 1, 0, 1 como crítico")
    assert house.ticket().severity == "P1"
    house.engineer("Dana").is_rung()


def test_two_seconds_of_words_and_a_hang_up_open_a_p1(house: House) -> None:
    ortiz = house.caller().dials().presses("7").presses("7").presses("7")
    ortiz.says("auxilio", seconds=2).hangs_up()
    house.time_passes(seconds=3)
    assert house.ticket().severity == "P1"
    assert ortiz.record.outcome == "case_opened"
    house.engineer("Dana").is_rung()


def test_no_words_open_nothing(house: House) -> None:
    ortiz = house.caller().dials().presses("7").presses("7").presses("7")
    assert ortiz.waits_until("record")
    ortiz.hangs_up()
    house.time_passes(seconds=3)
    assert house.tickets() == [] and ortiz.record.outcome == "abandoned"


@pytest.mark.parametrize("number", ["anonymous", "", "+266696687", "unknown", "sip:pbx@banco", "12", "+50256305476"])
def test_an_odd_number_survives_and_proves_nothing(house: House, number: str) -> None:
    caller = house.caller(number).dials().presses("1").hears("Su caso es")
    ticket = house.ticket()
    assert (ticket.contact, ticket.customer) == (None, None)
    house.engineer("Dana").rings().hears("de un cliente no identificado").presses("1")
    caller.hangs_up()
    assert caller.record.outcome in ("case_opened", "joined")


def test_a_stranger_is_served_like_anyone(house: House) -> None:
    house.caller(STRANGER).dials().presses("1").hears("Su caso es 1, 0, 1")
    ticket = house.ticket()
    assert (ticket.contact, ticket.customer) == (STRANGER, None)
    house.caller(STRANGER).gets_text("Caso 101")


def test_a_landline_gets_no_text_and_its_contact_does(house: House) -> None:
    house.caller("+50223330001").dials().presses("1").hangs_up()
    house.time_passes(seconds=2)
    assert not house.texts_to("+50223330001")
    house.told("+50244440001", "Caso 101")


def test_who_hangs_up_is_told_who_has_it_and_the_engineer_can_call_her(house: House) -> None:
    ortiz = house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana").rings().presses("1").hears("El cliente no está en la línea")
    dana.presses("1")
    house.time_passes(seconds=3)
    leg = house.carrier.ringing(ortiz.number)[0]
    assert leg.from_ == "+50256305476"
    house.carrier.answer(leg)
    house.work()
    assert "Marque 1 para hablar con Dana Cruz, por su caso 1, 0, 1" in leg.heard
    house.carrier.press(leg, "1")
    house.work()
    assert dana.leg.bridged_with is leg
    ortiz.gets_text("Le atiende Dana Cruz, caso 101, desde las 02:")
    assert house.ticket().responded_at is not None
    assert ortiz.record.outcome == "case_opened"


def test_a_dictation_is_ended_for_the_engineer_who_waits_and_kept(house: House) -> None:
    ortiz = house.caller().dials().presses("1")
    assert ortiz.waits_until("record")
    house.carrier.speak(ortiz.leg, "y entonces entré al sistema y vi que", seconds=60)
    dana = house.engineer("Dana").rings(within=5).presses("1").hears("está dictando")
    dana.presses("1")
    house.time_passes(seconds=20)
    assert dana.leg.bridged_with is ortiz.leg, (dana.leg.doing, ortiz.leg.doing, dana.leg.heard)


def test_a_dictation_ends_by_itself_after_twenty_seconds(house: House) -> None:
    ortiz = house.caller().dials().presses("1")
    assert ortiz.waits_until("record")
    house.carrier.speak(ortiz.leg, "y entonces entré al sistema y vi que", seconds=90)
    dana = house.engineer("Dana").rings(within=5).presses("1")
    house.time_passes(seconds=45)
    assert dana.leg.bridged_with is ortiz.leg, (dana.leg.doing, ortiz.leg.doing, dana.leg.heard)


def test_the_hold_tells_the_truth(house: House) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó")
    house.time_passes(seconds=15)
    ortiz.hears("Estamos llamando al ingeniero de turno").hears("antes de las dos y veinticinco de la madrugada")
    house.time_passes(seconds=80)
    ortiz.hears("Ahora llamamos al segundo ingeniero")


@pytest.mark.parametrize("moment", ["ringing", "welcome", "describe", "recording", "hold", "information"])
def test_hanging_up_anywhere_leaves_an_honest_outcome_and_loses_nothing(house: House, moment: str) -> None:
    ortiz = house.caller().dials()
    expected = "abandoned"
    if moment in ("describe", "recording", "hold"):
        ortiz.presses("1")
        expected = "case_opened"
    if moment == "information":
        ortiz.presses("3")
        expected = "information"
    if moment in ("recording", "hold"):
        ortiz.says("se cayó todo")
    if moment == "hold":
        ortiz.presses("#")
        ortiz.waits_until("queue")
    ortiz.hangs_up()
    house.time_passes(seconds=2)
    assert ortiz.record.outcome == expected
    assert ortiz.record.ended_at is not None
    if expected == "case_opened":
        house.engineer("Dana").is_rung()
