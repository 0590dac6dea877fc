"""Guessing a customer's PIN: limited on a call, of a case, at the whole door, and told; nothing of it is written."""

import logging

import pytest
from sqlalchemy import text

from tests.phones import STRANGER, House
from tests.story.conftest import DIRECTORY
from tests.story.guessing import guess, wrong
from tests.story.test_case_by_pin import MAYA, QUETZAL, SHUT, UNVERIFIED, at_the_door, enters, opened, with_pins
from tests.story.test_unknown_phone import everything_kept
from tests.story.test_unknown_phone import with_pins as with_engineers_pins
from voiceline.actions.guard_pins import MOST, MOST_OF_CASE
from voiceline.store import accounts, pin_entries
from voiceline.store.pin_entries import CUSTOMERS, ENGINEERS


@pytest.fixture(autouse=True)
def _pins(house: House) -> None:
    house.rest()
    house.loads(with_pins(with_engineers_pins(DIRECTORY)))


def test_too_many_guesses_at_one_case_shut_it_for_an_hour_even_for_the_right_pin(house: House) -> None:
    opened(house)
    opened(house, "+50244440002")
    guess(house, MOST_OF_CASE, "101", at_the_door, enters).does_not_hear(SHUT)
    enters(at_the_door(house)).hears(UNVERIFIED).does_not_hear("Su caso 1, 0, 1").hangs_up()
    enters(at_the_door(house), "102", QUETZAL).hears("Your case 1, 0, 2").hangs_up()  # another case is another matter
    house.carrier.advance(61 * 60)
    house.work()
    enters(at_the_door(house)).hears("Su caso 1, 0, 1")


def test_too_many_guesses_in_all_shut_this_door_and_nothing_else(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    opened(house)
    opened(house, "+50244440002")
    with caplog.at_level(logging.ERROR):
        guess(house, MOST_OF_CASE - 1, "101", at_the_door, enters)
        guess(house, MOST_OF_CASE - 1, "102", at_the_door, enters)
        assert "wrong PINs" not in caplog.text
        late = at_the_door(house, "anonymous").presses("101#")
        guess(house, MOST - 2 * (MOST_OF_CASE - 1), "7777777", at_the_door, enters).hears(SHUT)
    assert f"{MOST} wrong PINs" in caplog.text and wrong(house, CUSTOMERS) == MOST
    late.presses(f"{MAYA}#").hears(SHUT).does_not_hear("Su caso 1, 0, 1")  # who was in already finds it shut too
    shut = house.caller(STRANGER).dials().presses("4").hears(SHUT).does_not_hear("Marque el número de su caso")
    shut.presses("1").hears("Su caso es 1, 0, 3: crítico")
    house.caller().dials().hears("Marque 4 por su caso 1, 0, 1").presses("4").hears("Su caso 1, 0, 1")  # listed
    engineer = house.caller("anonymous").dials().presses("#").presses("101#").presses("28461937#")
    engineer.hears("Caso 1, 0, 1, crítico, de Banco Maya")


def test_engineers_who_shut_their_door_have_not_shut_hers(house: House) -> None:
    opened(house)
    for number in range(MOST):
        phone = house.caller("anonymous").dials().presses("#")
        phone.presses(f"{101 + number % 2}#").presses(f"{5000 + number}#").hangs_up()
    house.caller("anonymous").dials().presses("#").hears(SHUT).hangs_up()
    enters(at_the_door(house)).hears("Su caso 1, 0, 1")


def test_on_one_call_too_each_door_counts_its_own(house: House) -> None:
    opened(house)
    phone = house.caller("anonymous").dials().presses("#")
    for pin in ("1111", "2222", "3333"):
        phone.presses("101#").presses(f"{pin}#")
    phone.hears("No coincide. Marque 1").presses("#").hears(SHUT)
    phone.presses("1").hears("Su caso es 1, 0, 2")  # an urgent key, as ever
    other = at_the_door(house)
    for pin in ("1111", "2222"):
        enters(other, pin=pin)
    other.waits(20).presses("#").presses("101#").presses("28461937#").hears("Caso 1, 0, 1")


def test_guesses_on_many_calls_at_once_are_counted_in_turn_and_wait_for_no_engineers(house: House) -> None:
    asked = text("SELECT pg_try_advisory_xact_lock(:lock, :door)")
    with house.line.transaction() as one, house.line.transaction() as other:
        pin_entries.take_turns(one, CUSTOMERS)
        free = {
            door: other.execute(asked, {"lock": pin_entries.LOCK_CLASS, "door": door.lock}).scalar()
            for door in (CUSTOMERS, ENGINEERS)
        }
        assert free == {CUSTOMERS: False, ENGINEERS: True}


def test_the_desk_and_the_admins_are_told_once_an_hour(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with house.line.transaction() as session:
        accounts.set_account(session, "rosa@example.com", "admin", "una noche larga", house.line.now())
    opened(house)
    with caplog.at_level(logging.ERROR):
        guess(house, MOST_OF_CASE + 1, "101", at_the_door, enters)
    assert "the door of customers" in caplog.text
    house.told("+50255550301", "5 PIN de cliente errados en una hora")
    assert len([each for each in house.texts_to("+50255550301") if "PIN de cliente" in each.body]) == 1
    with house.line.reading() as session:
        told = "SELECT address FROM notifications WHERE kind = 'customer_door' AND channel = 'email'"
        assert list(session.execute(text(told)).scalars()) == ["rosa@example.com"]


# A PIN is written nowhere.


def test_no_row_and_no_log_ever_holds_a_pin(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    opened(house)
    enters(at_the_door(house)).presses("2").says_and_ends("ya son dos cajas")
    enters(at_the_door(house), pin="6420975318").hangs_up()  # a wrong one
    at_the_door(house).presses("60718#").hangs_up()  # a right one in the wrong place
    kept = {*everything_kept(house), *caplog.messages}
    assert any('"right": true' in row for row in kept) and any('"right": false' in row for row in kept)
    for pin in (MAYA, "6420975318", "60718"):
        assert not [row for row in kept if pin in row]


def test_trouble_with_the_rows_asks_for_the_pin_again_and_puts_it_into_no_url(house: House) -> None:
    opened(house)
    ana = at_the_door(house).presses("101#")
    with house.line.transaction() as session:
        session.execute(text("ALTER TABLE call_events RENAME TO call_events_away"))
    try:
        ana.presses(f"{MAYA}#").hears("Un momento, por favor")
    finally:
        with house.line.transaction() as session:
            session.execute(text("ALTER TABLE call_events_away RENAME TO call_events"))
    ana.waits(5)
    assert ana.leg.heard.count("Marque el PIN de su empresa") == 2
    asked = [each.request.url for each in house.carrier.webhooks.log]
    assert any("again=1" in url for url in asked) and not [url for url in asked if MAYA in url]
    ana.presses(f"{MAYA}#").hears("Su caso 1, 0, 1")
