"""Calling a customer back, by a page's button or an engineer's key: each leg on the log, and only a key proves."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.phones import ORTIZ, STRANGER, House
from voiceline.actions.call_back import call_back, callees_of_call, callees_of_ticket
from voiceline.simulator.leg import Leg
from voiceline.store import calls, directory, tickets
from voiceline.store.calls import Call

LINE, LEE = "+50256305476", "+50255550201"


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def asks(house: House, number: int | None = 101, sid: str = "", engineer: str = "lee") -> bool:
    """Somebody presses the button on a case's page, or on a call's."""
    with house.line.transaction() as session:
        _, book = directory.current(session)
        ticket = tickets.lock(session, number) if number else None
        call = calls.by_sid(session, sid) if sid else None
        callees = callees_of_ticket(book, ticket) if ticket else callees_of_call(book, call) if call else []
        asked = call_back(session, book, engineer, callees[0], "es", ticket, "rosa@example.com", house.line.now())
    house.work()
    return asked


def taken_by_dana(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(seconds=5)


def her_phone(house: House, number: str = ORTIZ) -> Leg:
    house.time_passes(seconds=4)
    return next(leg for leg in house.carrier.ringing(number))


def legs_to(house: House, number: str) -> list[Call]:
    with house.line.reading() as session:
        asked = select(Call).where(Call.direction == "outbound", Call.to_number == number).order_by(Call.id)
        return list(session.scalars(asked))


def presses(house: House, leg: Leg, key: str) -> None:
    house.carrier.press(leg, key)
    house.work()


def test_the_line_rings_who_asked_and_then_her_with_its_own_number(house: House) -> None:
    taken_by_dana(house)
    assert asks(house)
    lee = house.engineer("Lee").rings().hears("Marque 1 y le comunicamos con Rosa Ortiz, caso 1, 0, 1")
    assert not house.carrier.ringing(ORTIZ)
    lee.presses("1")
    leg = her_phone(house)
    assert leg.from_ == lee.leg.from_ == LINE
    house.carrier.answer(leg)
    house.work()
    assert "Marque 1 para hablar con Lee Pérez, por su caso 1, 0, 1" in leg.heard and lee.leg.bridged_with is None
    presses(house, leg, "1")
    assert lee.leg.bridged_with is leg
    house.time_passes(seconds=30)
    house.carrier.hang_up(leg)
    house.work()
    lee.hears("Gracias")
    house.time_passes(seconds=10)
    (hers,) = legs_to(house, ORTIZ)
    assert (hers.outcome, hers.ticket_number, hers.customer) == ("talked", 101, "Banco Maya")
    assert house.call(lee.leg).outcome == "talked"
    events = {event.kind: event for event in house.ticket().events}
    assert events["call_back_asked"].by == "rosa@example.com" and events["called_customer"].detail == {"key": True}


def test_a_key_of_hers_is_the_response_and_a_mailbox_is_not(house: House) -> None:
    house.carrier.undeliverable[ORTIZ] = 30003  # no message tells her who has it
    house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana").rings().presses("1").hears("no está en la línea")
    dana.presses("1")
    leg = her_phone(house)
    house.carrier.answer(leg)
    house.time_passes(seconds=15)  # nobody presses anything: it may be a mailbox, so it is joined and proves nothing
    assert dana.leg.bridged_with is leg and house.ticket().responded_at is None
    house.carrier.hang_up(leg)
    house.time_passes(seconds=2)
    assert [call.outcome for call in legs_to(house, ORTIZ)] == ["no_key"]
    dana.hangs_up()
    asks(house)
    house.engineer("Lee").rings(within=5).presses("1")
    again = her_phone(house)
    house.carrier.answer(again)
    house.work()
    presses(house, again, "1")
    responded = next(event for event in house.ticket().events if event.kind == "responded")
    assert responded.detail["how"] == "key"


@pytest.mark.parametrize(
    ("behaviour", "outcome"), [("busy", "busy"), ("unreachable", "failed"), ("no-answer", "no_answer")]
)
def test_she_is_not_reached_and_the_log_says_how(house: House, behaviour: str, outcome: str) -> None:
    taken_by_dana(house)
    house.carrier.phones[ORTIZ] = behaviour  # type: ignore[assignment]
    asks(house)
    lee = house.engineer("Lee").rings().presses("1")
    house.time_passes(seconds=45)
    lee.hears("No contestó. Marque 1 para llamar otra vez")
    assert legs_to(house, ORTIZ)[0].outcome == outcome
    lee.hangs_up()
    house.time_passes(seconds=2)
    assert house.call(lee.leg).outcome == "acknowledged"  # he answered with a key, and talked to nobody
    assert "called_customer" not in house.events()


def test_not_reached_he_may_try_at_once_again(house: House) -> None:
    taken_by_dana(house)
    house.carrier.phones[ORTIZ] = "busy"
    asks(house)
    lee = house.engineer("Lee").rings().presses("1")
    house.time_passes(seconds=5)
    lee.hears("No contestó. Marque 1 para llamar otra vez").presses("1")
    house.time_passes(seconds=5)
    assert len(legs_to(house, ORTIZ)) == 2


def test_whoever_takes_a_case_whose_caller_has_gone_may_try_her_again_too(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.carrier.phones[ORTIZ] = "busy"
    dana = house.engineer("Dana").rings(within=60).presses("1").hears("El cliente no está en la línea").presses("1")
    house.time_passes(seconds=5)
    dana.hears("No contestó. Marque 1 para llamar otra vez").presses("1")
    house.time_passes(seconds=5)
    assert len(legs_to(house, ORTIZ)) == 2


def test_without_his_key_her_phone_never_rings(house: House) -> None:
    taken_by_dana(house)
    asks(house)
    lee = house.engineer("Lee").rings()
    house.time_passes(seconds=40)
    lee.hears("No llamamos a nadie")
    assert legs_to(house, ORTIZ) == [] and house.call(lee.leg).outcome == "no_key"


def test_his_next_phone_is_rung_and_after_the_last_it_is_over(house: House) -> None:
    taken_by_dana(house)
    asks(house, engineer="dana")
    dana = house.engineer("Dana").is_rung(on=1)
    dana.rejects()
    house.engineer("Dana").will_be_rung(on=2, within=5).rejects()
    house.time_passes(minutes=1)
    house.engineer("Dana").is_not_rung()
    assert house.ticket().assignee == "dana"


def test_a_second_press_rings_nobody_twice(house: House) -> None:
    taken_by_dana(house)
    assert asks(house) and not asks(house)
    assert len(house.carrier.ringing(LEE)) == 1


def test_a_page_goes_before_it_and_waits_for_it_on_one_phone(house: House) -> None:
    taken_by_dana(house)
    house.caller("+50244440002").dials().presses("1").hangs_up()
    house.engineer("Dana").is_rung()
    asks(house, number=101, engineer="dana")
    assert len(house.carrier.ringing("+50255550101")) == 1
    dana = house.engineer("Dana").rings().hears("Caso 1, 0, 2").presses("1")
    dana.hangs_up()
    house.engineer("Dana").will_be_rung(within=5).rings().hears("le comunicamos con Rosa Ortiz")


def test_a_stranger_who_hung_up_can_be_called_from_the_call(house: House) -> None:
    stranger = house.caller(STRANGER).dials().hangs_up()
    asks(house, number=None, sid=stranger.leg.sid)
    lee = house.engineer("Lee").rings().hears("le comunicamos con un cliente no identificado.").presses("1")
    leg = her_phone(house, STRANGER)
    house.carrier.answer(leg)
    house.work()
    assert "Marque 1 para hablar con Lee Pérez." in leg.heard
    presses(house, leg, "1")
    assert lee.leg.bridged_with is leg
    lee.hangs_up()
    house.time_passes(seconds=2)
    assert legs_to(house, STRANGER)[0].outcome == "talked" and house.tickets() == []


def test_a_number_that_proves_nothing_cannot_be_called(house: House) -> None:
    caller = house.caller("anonymous").dials().presses("1").hangs_up()
    with house.line.reading() as session:
        _, book = directory.current(session)
        call = calls.by_sid(session, caller.leg.sid)
        assert call is not None and callees_of_call(book, call) == []
    assert callees_of_ticket(book, house.ticket()) == []


def test_a_receipt_that_never_came_is_asked_for(house: House) -> None:
    taken_by_dana(house)
    asks(house)
    lee = house.engineer("Lee").rings().presses("1")
    leg = her_phone(house)
    house.carrier.answer(leg)
    house.work()
    presses(house, leg, "1")
    house.carrier.faults.add("callback-drop", status="completed")
    house.carrier.hang_up(leg)
    house.work()
    lee.hangs_up()
    house.time_passes(minutes=17)
    assert legs_to(house, ORTIZ)[0].outcome == "talked"


def test_a_greeting_that_fails_joins_them_all_the_same(house: House, monkeypatch: Any) -> None:
    taken_by_dana(house)
    asks(house)
    lee = house.engineer("Lee").rings().presses("1")
    leg = her_phone(house)
    house.carrier.faults.add("webhook-duplicate")  # and a repeated question changes nothing
    with house.line.transaction() as session:
        call = calls.lock(session, lee.leg.sid)
        assert call is not None
        call.engineer = None
    house.carrier.answer(leg)
    house.work()
    assert lee.leg.bridged_with is leg and leg.heard == ""
