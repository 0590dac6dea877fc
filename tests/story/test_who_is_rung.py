"""Who is rung: the next phone, the next step, the first again; and who is no longer."""

from typing import Any

import pytest

from tests.phones import House
from voiceline.actions import escalate
from voiceline.actions.take_ticket import take
from voiceline.store import directory, tickets
from voiceline.store.claiming import CLAIM_ESCALATIONS


def test_a_busy_phone_leads_to_the_next_one_at_once(house: House) -> None:
    house.carrier.phones["+50255550101"] = "busy"
    house.rest(legs=True)
    house.caller().dials().presses("1").gets_text("Caso 101")
    house.engineer("Dana").will_be_rung(on=2, within=3)


def test_an_unreachable_phone_and_then_nothing_left_leads_to_the_next_step_at_once(house: House) -> None:
    house.carrier.phones["+50255550101"] = "unreachable"
    house.carrier.phones["+50255550102"] = "unreachable"
    house.rest(legs=True)
    house.caller().dials().presses("1").gets_text("Caso 101")
    house.engineer("Lee").will_be_rung(within=5)


def test_a_mailbox_that_answers_counts_for_nothing(house: House) -> None:
    house.carrier.phones["+50255550101"] = "voicemail"
    house.rest()
    house.caller().dials().presses("1")
    house.engineer("Dana").will_be_rung(on=2, within=90)
    assert house.ticket().status == "open"


def test_a_step_without_acknowledgement_moves_on_and_the_last_leads_to_the_first(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    dana, lee = house.engineer("Dana"), house.engineer("Lee")
    dana.is_rung(on=1)
    dana.will_be_rung(on=2, within=30)
    lee.will_be_rung(within=40)
    dana.will_be_rung(on=1, within=100)
    assert house.ticket().round == 2


def test_nobody_is_dropped_while_all_phones_are_off_and_the_policy_does_not_spin(house: House) -> None:
    for number in ("+50255550101", "+50255550102", "+50255550201"):
        house.carrier.phones[number] = "unreachable"
    house.rest()
    house.caller().dials().presses("1")
    house.time_passes(minutes=2)
    rung = [leg for leg in house.carrier.legs if leg.direction == "outbound-api"]
    assert 9 <= len(rung) <= 40, len(rung)
    house.carrier.phones["+50255550201"] = "rings"
    house.engineer("Lee").will_be_rung(within=30)


def test_the_second_engineer_hears_who_was_first_and_when(house: House) -> None:
    """Whatever the first took it by, and at whatever step the second was rung."""
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    dana, lee = house.engineer("Dana"), house.engineer("Lee")
    lee.rings(within=100).hears("Caso 1, 0, 1")
    dana.texts("TOMO 101")
    lee.presses("1").hears("Dana Cruz ya tomó el caso 1, 0, 1 a las").does_not_hear("es suyo")
    house.caller().gets_text("Le atiende Dana Cruz")


def test_an_acknowledgement_ends_every_other_ringing_leg(house: House) -> None:
    house.rest(texts=True)
    ordinary(house)
    house.caller().dials().presses("1").hangs_up()
    ana, luis = house.engineer("Ana"), house.engineer("Luis")
    ana.will_be_rung(within=3)
    luis.will_be_rung(within=3)
    ana.rings().presses("1").hears("es suyo")
    house.time_passes(seconds=2)
    luis.is_not_rung()
    assert luis.leg.status == "canceled"
    assert house.call(luis.leg).outcome == "cancelled"


def test_the_one_who_answered_second_hears_who_was_first(house: House) -> None:
    house.rest(texts=True)
    ordinary(house)
    house.caller().dials().presses("1").hangs_up()
    ana, luis = house.engineer("Ana"), house.engineer("Luis")
    ana.rings(within=3).hears("Caso 1, 0, 1")
    luis.rings(within=3).hears("Caso 1, 0, 1")
    ana.presses("1").hears("es suyo")
    luis.presses("1").hears("Ana López ya tomó el caso 1, 0, 1 a las").does_not_hear("es suyo")
    assert house.ticket().assignee == "ana"


def test_passing_on_leads_to_the_next_step_at_once_and_leaves_him_alone(house: House) -> None:
    house.rest(texts=True)
    house.caller().dials().presses("1").hangs_up()
    dana, lee = house.engineer("Dana"), house.engineer("Lee")
    dana.rings().presses("2").hears("seguimos llamando")
    lee.will_be_rung(within=3)
    house.time_passes(seconds=10)
    dana.is_not_rung()
    assert house.call(dana.leg).outcome == "passed_on"
    lee.rings().presses("1").hears("es suyo")


def test_any_other_key_counts_for_nothing_and_it_asks_three_times_at_most(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana").rings().presses("7").presses("8").presses("9")
    dana.hears("No recibimos ninguna tecla")
    house.time_passes(seconds=10)
    assert dana.leg.over
    assert house.call(dana.leg).outcome == "no_key"
    assert house.ticket().status == "open"


def test_an_engineer_hears_what_the_customer_said(house: House) -> None:
    house.rest(texts=True)
    house.caller().dials().presses("1").says_and_ends("se cayó todo")
    house.time_passes(seconds=3)
    dana = house.engineer("Dana").rings(within=30).presses("3")
    played = [caption.text for caption in dana.leg.captions if caption.kind == "play"]
    assert len(played) == 1
    answer = house.app.test_client().get(played[0].removeprefix("http://127.0.0.1:8000"))
    assert answer.status_code == 200 and answer.data[:4] == b"RIFF"
    house.time_passes(minutes=6)
    assert house.app.test_client().get(played[0].removeprefix("http://127.0.0.1:8000")).status_code == 404
    house.rest()


TO_HEAR = "3 para oír al cliente"
NEVER = "No hay grabación de este caso. Marque 1 para tomarlo, 2 para pasarlo"


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_of_a_case_that_came_in_writing_nothing_is_offered_to_be_heard(house: House, channel: str) -> None:
    house.rest()
    house.caller().texts("1", channel=channel)
    dana = house.engineer("Dana").rings().hears("Marque 1 para tomarlo, 2 para pasarlo. Caso").does_not_hear(TO_HEAR)
    dana.presses("3").hears(NEVER).does_not_hear("todavía no está aquí")
    dana.presses("1").hears("El cliente no está en la línea").does_not_hear("colgó")  # she never called
    dana.hears("El caso 1, 0, 1 es suyo")


def test_nor_where_nobody_dictated_anything(house: House) -> None:
    house.rest()
    ortiz = house.caller().dials().presses("1")
    house.engineer("Dana").rings().hears(TO_HEAR).presses("2")  # she is about to speak
    assert ortiz.waits_until("queue")
    lee = house.engineer("Lee").rings(within=60).does_not_hear(TO_HEAR).presses("3").hears(NEVER)
    lee.presses("1").hears("El cliente está en la línea")


def test_her_message_on_a_later_call_is_offered_of_a_written_case_too(house: House) -> None:
    house.rest()
    house.caller().texts("1")
    house.caller().dials().presses("4").presses("2").says_and_ends("ya son todas las cajas")
    house.time_passes(seconds=3)
    dana = house.engineer("Dana").rings(within=60).hears(TO_HEAR).presses("3")
    dana.waits(6).hears("3 para oírlo otra vez")


def test_of_who_hung_up_as_she_was_to_speak_it_may_come_for_a_minute(house: House) -> None:
    """The end of her call may be told before her recording is."""
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().hears(TO_HEAR).presses("3").hears("todavía no está aquí").does_not_hear(NEVER)
    house.time_passes(minutes=2)
    house.engineer("Lee").rings(within=60).does_not_hear(TO_HEAR).presses("3").hears(NEVER)


def test_a_recording_that_is_not_here_yet_is_said_so(house: House) -> None:
    house.rest(texts=True)
    house.caller().dials().presses("1")
    house.engineer("Dana").rings().presses("3").hears("La grabación todavía no está aquí").presses("1").hears("es suyo")
    house.rest()


def test_an_engineer_who_calls_back_hears_his_open_page_first(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=30)
    dana = house.caller("+50255550101").dials().hears("Caso 1, 0, 1, crítico").presses("1").hears("es suyo")
    assert house.ticket().assignee == "dana"
    dana.hangs_up()
    house.time_passes(seconds=3)
    assert not house.carrier.ringing("+50255550201")


def test_who_took_it_by_calling_back_and_is_cut_off_from_her_is_rung_at_once(house: House) -> None:
    house.rest()
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    house.time_passes(seconds=60)  # his phones have rung in vain
    dana = house.caller("+50255550101").dials().presses("1").hears("es suyo").hangs_up()
    assert dana.record.outcome == "joined_case"
    house.engineer("Dana").will_be_rung(within=3).rings().hears("Caso 1, 0, 1").hears("Se cortó la llamada")


def test_numeral_leads_an_engineer_to_the_customers_menu(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.caller("+50255550101").dials().presses("#").hears("Marque 1 si es crítico")


def test_one_ring_names_every_case_and_the_gravest_is_taken_first(house: House) -> None:
    house.rest()
    house.caller("+50244440002").dials().presses("9").presses("2").hangs_up()
    dana = house.engineer("Dana").is_rung(on=1)
    house.caller().dials().presses("1").hangs_up()
    assert len(house.carrier.ringing("+50255550101")) == 1
    dana.rings().hears("Caso 1, 0, 2, crítico").hears("También esperan: el 1, 0, 1").presses("1")
    assert [(t.number, t.status) for t in house.tickets()] == [(101, "open"), (102, "acknowledged")]


def test_a_step_that_also_texts_says_which_case_and_how_to_take_it(house: House) -> None:
    from tests.story.conftest import DIRECTORY
    from voiceline.store import directory

    both = DIRECTORY.replace('page = ["primary"], by = ["call"]', 'page = ["primary"], by = ["call", "sms"]')
    with house.line.transaction() as session:
        directory.load(session, both, "both", "a story", house.clock.at)
    house.rest()
    house.caller("anonymous").dials().presses("1")
    said = house.told("+50255550101", "Caso 101 P1")
    assert "un cliente no identificado" in said and "http://127.0.0.1:8000/p/" in said


def test_at_the_accounts_call_rate_the_gravest_leaves_first(house: House) -> None:
    """One call a second: Ana is rung for the P2; then the P1 comes, and Luis is rung for it before the P2."""
    import dataclasses

    house.rest()
    ordinary(house)
    house.line.settings = dataclasses.replace(house.line.settings, calls_per_second=1.0)
    house.caller("+50244440002").dials().presses("2").hangs_up()
    house.caller().dials().presses("1").hangs_up()
    rung = [leg for leg in house.carrier.legs if leg.direction == "outbound-api"]
    assert [leg.to for leg in rung] == ["+50255550301"]
    house.time_passes(seconds=2)
    rung = [leg for leg in house.carrier.legs if leg.direction == "outbound-api"]
    assert [leg.to for leg in rung] == ["+50255550301", "+50255550401"]
    assert house.call(rung[1]).ticket_number == 102 and house.ticket(102).severity == "P1"


def ordinary(house: House) -> None:
    """To Tuesday 10:00 in Guatemala."""
    house.carrier.advance(8 * 3600)


def test_a_step_passed_on_just_as_its_time_was_up_is_over_once(house: House) -> None:
    """Its escalation was claimed already when he passed it on: the step that followed gets its whole time."""
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.carrier.advance((house.ticket().escalates_at - house.line.now()).total_seconds())
    claimed = house.line.claimant.claim(CLAIM_ESCALATIONS, {"now": house.line.now(), "most": 1})
    house.engineer("Dana").texts("PASO 101")
    passed = house.ticket()
    assert (len(claimed), passed.step) == (1, 2)
    escalate._begin(house.line, claimed)
    assert (house.ticket().step, house.ticket().escalates_at) == (2, passed.escalates_at)


def test_taken_while_the_carrier_is_being_asked_to_ring_it_falls_silent(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.rest()
    ring = house.line.phone.call

    def rings_meanwhile(*asked: Any) -> str:
        with house.line.transaction() as session:
            held = tickets.lock(session, 101)
            if held is not None and held.wants_somebody:
                take(session, directory.current(session)[1], held, "lee", house.line.now())
        return ring(*asked)

    monkeypatch.setattr(house.line.phone, "call", rings_meanwhile)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=3)
    (leg,) = [leg for leg in house.carrier.legs if leg.direction == "outbound-api"]
    assert leg.status == "canceled" and house.ticket().assignee == "lee"
