"""A customer with an open case hears it first, may do something about it, and never loses an urgent key in it."""

import pytest

from tests.phones import STRANGER, House
from voiceline.actions import move_ticket

QUETZAL = "+50244440002"  # English


@pytest.fixture(autouse=True)
def _whoever_is_rung_and_told(house: House) -> None:
    house.rest()


def opened(house: House, number: str = "+50244440001", key: str = "1") -> int:
    house.caller(number).dials().presses(key).hangs_up()
    return int(house.ticket().number)


def taken(house: House, by: str = "Dana") -> None:
    house.engineer(by).rings().presses("1").hangs_up()
    house.time_passes(seconds=2)


# She hears it first.


def test_she_hears_her_case_and_what_is_promised(house: House) -> None:
    opened(house)
    house.caller().dials().hears(
        "Marque 4 por su caso 1, 0, 1: estamos llamando al ingeniero de turno y le respondemos antes de las dos y "
        "veinticinco de la madrugada. Marque 1 si es crítico"
    )


def test_who_hears_how_her_case_stands_and_hangs_up_has_called_about_it(house: House) -> None:
    """Not one who hung up before choosing: no case to call her back is opened, and no message asks what she wanted."""
    opened(house)
    taken(house)
    ortiz = house.caller().dials().presses("4").hears("Marque 1 para hablar con el ingeniero").hangs_up()
    assert (ortiz.record.outcome, ortiz.record.ticket_number) == ("joined_case", 101)
    house.time_passes(minutes=2)
    assert [ticket.number for ticket in house.tickets()] == [101]


def test_a_call_s_status_is_the_carrier_s_from_her_first_key(house: House) -> None:
    ortiz = house.caller().dials()
    assert ortiz.record.status == "ringing"
    assert ortiz.presses("1").record.status == "in-progress"
    assert ortiz.hangs_up().record.status == "completed"


def test_she_hears_who_has_it(house: House) -> None:
    opened(house)
    taken(house)
    house.caller().dials().hears("lo atiende Dana Cruz, con solución antes de las seis y diez de la mañana")


def test_in_english(house: House) -> None:
    opened(house, QUETZAL)
    caller = house.caller(QUETZAL).dials().hears("Press 4 for your case 1, 0, 1: we are calling the engineer on call")
    caller.presses("1").hears("Press 1 if it is about case 1, 0, 1").presses("1").hears("Stay on the line")


@pytest.mark.parametrize("number", ["anonymous", "+50256305476", STRANGER])
def test_whose_number_proves_nothing_or_is_not_listed_hears_of_no_case(house: House, number: str) -> None:
    opened(house)
    house.caller(number).dials().hears("Marque 1 si es crítico").does_not_hear("su caso")


def test_a_stranger_s_own_case_is_not_told_to_that_number(house: House) -> None:
    """A number alone proves little: only a listed one hears the state of a case."""
    opened(house, STRANGER)
    house.caller(STRANGER).dials().does_not_hear("su caso 1, 0, 1")


# Urgent keys.


def test_an_urgent_key_rings_the_people_of_the_open_case_at_once_and_asks(house: House) -> None:
    for number in ("+50255550101", "+50255550102", "+50255550201"):
        house.carrier.phones[number] = "busy"
    opened(house)
    house.time_passes(seconds=6)  # everybody was busy; the policy begins again in a moment
    house.carrier.phones["+50255550201"] = "rings"
    ortiz = house.caller().dials().presses("1")
    house.engineer("Lee").is_rung()
    ortiz.hears("Marque 1 si es por el caso 1, 0, 1. Si es otro, marque 2.")
    assert len(house.tickets()) == 1 and "called_again" in house.events()


def test_the_same_case_joins_her_to_it(house: House) -> None:
    opened(house)
    dana = house.engineer("Dana").is_rung(on=1)
    ortiz = house.caller().dials().presses("1").presses("1").hears("Quédese en la línea")
    assert ortiz.waits_until("queue")
    house.carrier.answer(dana.leg)
    house.work()
    dana.presses("1")
    house.time_passes(seconds=5)
    ortiz.is_talking_to(dana)
    assert len(house.tickets()) == 1


def test_an_acknowledged_case_rings_whoever_has_it(house: House) -> None:
    opened(house)
    taken(house)
    ortiz = house.caller().dials().presses("1").presses("1")
    dana = house.engineer("Dana").will_be_rung(within=5)
    house.carrier.answer(dana.leg)
    house.work()
    dana.hears("el cliente espera en la línea").presses("1")
    house.time_passes(seconds=15)
    ortiz.is_talking_to(dana)
    house.time_passes(seconds=20)
    ortiz.hangs_up()
    assert ortiz.record.outcome == "joined"


def test_another_case_opens_and_both_ring(house: House) -> None:
    opened(house)
    ortiz = house.caller().dials().presses("1").presses("2").hears("Su caso es 1, 0, 2")
    assert [each.number for each in house.tickets()] == [101, 102]
    ortiz.hangs_up()
    assert ortiz.record.outcome == "case_opened" and ortiz.record.ticket_number == 102


@pytest.mark.parametrize("how", ["silence", "hang_up"])
def test_silence_and_hanging_up_keep_both(house: House, how: str) -> None:
    opened(house)
    ortiz = house.caller().dials().presses("1").hears("Si es otro")
    ortiz.waits(14) if how == "silence" else ortiz.hangs_up()
    first, second = house.tickets()
    assert (first.status, second.status, second.severity) == ("open", "open", "P1")
    assert "paged" in house.events()


def test_words_do_as_keys_do(house: House) -> None:
    opened(house)
    house.caller().dials().presses("1").answers("no, es otro").hears("Su caso es 1, 0, 2")


def test_a_graver_key_opens_a_case_of_its_own_at_once(house: House) -> None:
    opened(house, key="2")
    house.caller().dials().presses("1").hears("Su caso es 1, 0, 2")
    assert [each.severity for each in house.tickets()] == ["P2", "P1"]


def test_solved_while_she_is_asked_it_is_open_again_for_who_says_that_it_is_the_same(house: House) -> None:
    opened(house)
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(minutes=12)
    ortiz = house.caller().dials().presses("1").hears("si es por el caso 1, 0, 1")
    house.does(move_ticket.resolve, "reinicio", by="dana")
    ortiz.presses("1").does_not_hear("espera su palabra").hears("Quédese en la línea")
    assert house.ticket().status == "open"
    house.engineer("Dana").will_be_rung()
    assert len(house.tickets()) == 1


def test_a_lesser_key_is_asked_about_the_graver_case(house: House) -> None:
    opened(house)
    house.caller().dials().presses("2").hears("si es por el caso 1, 0, 1").presses("2").hears("Su caso es 1, 0, 2")
    assert [each.severity for each in house.tickets()] == ["P1", "P2"]


def test_a_colleague_of_hers_is_asked_too_and_a_stranger_about_her_own(house: House) -> None:
    opened(house)
    house.caller("+50223330001").dials().presses("1").hears("si es por el caso 1, 0, 1").hangs_up()
    opened(house, STRANGER)
    number = house.ticket().number
    house.caller(STRANGER).dials().presses("1").hears(f"si es por el caso {', '.join(str(number))}")


def test_whose_number_proves_nothing_opens_a_case_at_once(house: House) -> None:
    opened(house, "anonymous")
    house.caller("anonymous").dials().presses("1").hears("Su caso es 1, 0, 2")


def test_a_closed_or_resolved_case_takes_no_urgent_key(house: House) -> None:
    opened(house)
    taken(house)
    house.does(move_ticket.resolve, "reinicio", by="dana")
    house.caller().dials().presses("1").hears("Su caso es 1, 0, 2")


# Key 4.


def test_she_talks_to_whoever_has_it(house: House) -> None:
    opened(house)
    taken(house)
    ortiz = house.caller().dials().presses("4").hears("Marque 1 para hablar con el ingeniero").presses("1")
    dana = house.engineer("Dana").will_be_rung(within=5)
    house.carrier.answer(dana.leg)
    house.work()
    dana.presses("1")
    house.time_passes(seconds=15)
    ortiz.is_talking_to(dana)


def test_she_leaves_a_message_and_whoever_has_it_is_told_without_a_ring(house: House) -> None:
    opened(house)
    taken(house)
    rung = len([leg for leg in house.carrier.legs if leg.direction == "outbound-api"])
    ortiz = house.caller().dials().presses("4").presses("2").says_and_ends("ya son dos cajas")
    ortiz.hears("Su mensaje está en el caso 1, 0, 1")
    house.time_passes(seconds=5)
    house.told("+50255550101", "dejo un mensaje en el caso 101")
    assert len([leg for leg in house.carrier.legs if leg.direction == "outbound-api"]) == rung
    assert house.events().count("described") == 1 and ortiz.record.outcome == "joined_case"


def test_no_message_is_no_message(house: House) -> None:
    opened(house)
    ortiz = house.caller().dials().presses("4").presses("2")
    assert ortiz.waits_until("record")
    ortiz.presses("#").hears("Marque 1 para hablar con el ingeniero")
    assert "described" not in house.events()


def test_the_star_says_it_again(house: House) -> None:
    opened(house)
    ortiz = house.caller().dials().presses("4").presses("*")
    assert ortiz.leg.heard.count("2 para dejarle un mensaje") == 2


def test_by_phone_she_says_that_it_works(house: House) -> None:
    opened(house)
    taken(house)
    house.does(move_ticket.resolve, "reinicio", by="dana")
    ortiz = house.caller().dials().hears("está resuelto y espera su palabra").presses("4")
    ortiz.hears("Marque 1 si ya funciona").presses("1").hears("Cerramos su caso 1, 0, 1")
    assert house.ticket().status == "closed" and "validated" in house.events()


def test_by_phone_she_says_that_it_still_fails_and_he_is_rung(house: House) -> None:
    opened(house)
    taken(house)
    house.does(move_ticket.resolve, "reinicio", by="dana")
    house.caller().dials().presses("4").answers("sigue fallando").hears("Quédese en la línea")
    assert house.ticket().status == "open"
    house.engineer("Dana").will_be_rung(within=5)


def test_a_question_that_waits_for_her_is_answered_by_calling(house: House) -> None:
    opened(house)
    taken(house)
    house.does(move_ticket.ask_customer, "¿qué sucursal?", by="dana")
    house.time_passes(seconds=5)
    assert house.ticket().status == "waiting"
    house.caller().dials().hears("Dana Cruz espera su respuesta").presses("4").presses("1")
    assert house.ticket().status == "acknowledged"
    house.engineer("Dana").will_be_rung(within=5)


# Several of hers.


def two_cases(house: House) -> None:
    opened(house)
    house.caller().dials().presses("1").presses("2").hangs_up()
    assert [each.number for each in house.tickets()] == [101, 102]


def test_of_several_cases_key_3_tells_of_the_next_and_after_the_last_of_the_first(house: House) -> None:
    two_cases(house)
    ortiz = house.caller().dials().presses("4")
    ortiz.hears("2 para dejarle un mensaje, 3 para otro de sus casos. Su caso 1, 0, 2: estamos llamando")
    ortiz.presses("3").hears("3 para otro de sus casos. Su caso 1, 0, 1: estamos llamando")
    ortiz.presses("3").presses("3").presses("2").says_and_ends("es el servidor viejo")
    ortiz.hears("Su mensaje está en el caso 1, 0, 1").hangs_up()
    assert ortiz.record.ticket_number == 101
    assert [[event.kind for event in house.ticket(of).events].count("described") for of in (101, 102)] == [1, 0]


def test_a_case_that_is_over_meanwhile_is_none_of_the_next(house: House) -> None:
    two_cases(house)
    ortiz = house.caller().dials().presses("4").hears("Su caso 1, 0, 2")
    house.does(move_ticket.set_aside, "third_parties", number=101)
    ortiz.presses("3")
    assert ortiz.leg.heard.count("Su caso 1, 0, 2") == 2 and ortiz.leg.heard.count("otro de sus casos") == 1


def test_of_a_solved_one_too(house: House) -> None:
    opened(house)
    taken(house)
    house.caller().dials().presses("1").presses("2").hangs_up()
    house.does(move_ticket.resolve, "reinicio", by="dana", number=101)
    ortiz = house.caller().dials().presses("4").presses("3")
    ortiz.hears("2 si sigue fallando, 3 para otro de sus casos. Su caso 1, 0, 1 está resuelto").presses("1")
    ortiz.hears("Cerramos su caso 1, 0, 1")


def test_in_english_of_several(house: House) -> None:
    opened(house, QUETZAL)
    house.caller(QUETZAL).dials().presses("1").presses("2").hangs_up()
    caller = house.caller(QUETZAL).dials().presses("4")
    caller.hears("2 to leave a message, 3 for another of your cases. Your case 1, 0, 2")


def test_of_one_case_no_other_is_offered_and_key_3_tells_of_it_again(house: House) -> None:
    opened(house)
    ortiz = house.caller().dials().presses("4").does_not_hear("otro de sus casos").presses("3")
    assert ortiz.leg.heard.count("Su caso 1, 0, 1: estamos llamando") == 2
