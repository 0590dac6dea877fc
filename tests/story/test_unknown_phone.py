"""A missed page is taken from a phone that nobody knows: numeral, the case number, and the engineer's PIN."""

import logging
import re

import pytest
from sqlalchemy import text

from tests.phones import STRANGER, CustomerPhone, House
from tests.story.conftest import DIRECTORY
from tests.story.guessing import guess, wrong
from voiceline.actions.guard_pins import MOST, MOST_OF_CASE
from voiceline.store import accounts, pin_entries
from voiceline.store.pin_entries import ENGINEERS

MENU = "Marque 1 si es crítico"
PINS = {"dana": "73518264", "lee": "28461937", "ana": "9172", "luis": "6083"}


@pytest.fixture(autouse=True)
def _pins(house: House) -> None:
    house.rest()
    house.loads(with_pins(DIRECTORY))


def with_pins(book: str) -> str:
    return re.sub(r'id = "(dana|lee|ana|luis)"', lambda each: f'{each[0]}\npin = "{PINS[each[1]]}"', book)


def at_the_door(house: House, number: str = STRANGER) -> CustomerPhone:
    return house.caller(number).dials().presses("#").hears("marque el número de caso y numeral")


def enters(phone: CustomerPhone, case: str, pin: str) -> CustomerPhone:
    return phone.presses(f"{case}#").hears("Marque su PIN y numeral").presses(f"{pin}#")


def test_a_missed_page_is_taken_from_an_unknown_phone_and_the_two_are_joined(house: House) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    rung = house.engineer("Dana").is_rung()
    lee = enters(at_the_door(house), "101", PINS["lee"]).hears("Caso 1, 0, 1, crítico, de Banco Maya")
    lee.presses("1").hears("El caso 1, 0, 1 es suyo. El cliente está en la línea")
    house.time_passes(seconds=10)
    assert ortiz.leg.bridged_with is lee.leg
    rung.is_not_rung()
    assert (house.ticket().status, house.ticket().assignee) == ("acknowledged", "lee")
    ortiz.gets_text("Le atiende Lee Pérez")
    house.time_passes(seconds=20)
    lee.hangs_up()
    house.time_passes(seconds=2)
    assert (lee.record.outcome, lee.record.engineer, lee.record.ticket_number) == ("joined_case", "lee", 101)
    house.engineer("Lee").is_not_rung()


def test_who_is_cut_off_from_her_is_rung_on_his_own_phone_at_once(house: House) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    lee = enters(at_the_door(house), "101", PINS["lee"]).presses("1")
    lee.hangs_up()
    house.engineer("Lee").will_be_rung(within=5)


def test_who_took_it_and_forgets_her_is_rung(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    enters(at_the_door(house), "101", PINS["lee"]).presses("1").hears("es suyo").hangs_up()
    house.time_passes(minutes=9)
    house.engineer("Lee").is_not_rung()
    house.engineer("Lee").will_be_rung(within=90)


def test_every_key_of_a_call_back_works_there(house: House) -> None:
    house.caller("+50244440002").dials().presses("9").presses("2").hangs_up()
    house.caller().dials().presses("1").says_and_ends("se cayó todo").hangs_up()
    house.time_passes(seconds=3)
    dana = (
        enters(at_the_door(house), "101", PINS["dana"]).hears("Caso 1, 0, 1, alto").hears("También esperan: el 1, 0, 2")
    )
    dana.presses("3").hears("grabación").presses("2").hears("Caso 1, 0, 2, crítico")
    dana.presses("#").hears(MENU)
    dana.hangs_up()
    assert dana.record.outcome == "abandoned" and house.ticket(102).status == "open"


def test_a_withheld_number_is_no_hindrance(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    lee = enters(at_the_door(house, "anonymous"), "101", PINS["lee"]).presses("1").hears("es suyo")
    assert house.ticket().assignee == "lee" and lee.record.engineer == "lee"


def test_in_english_for_who_chose_it_and_for_who_reads_it(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    chosen = house.caller(STRANGER).dials().presses("9").presses("#").hears("enter the case number and pound")
    chosen.presses("101#").hears("Enter your PIN and pound").presses(f"{PINS['lee']}#")
    chosen.hears("Case 1, 0, 1, critical").presses("1").hears("is yours")
    english = with_pins(DIRECTORY).replace('name = "Dana Cruz"', 'name = "Dana Cruz"\nlanguage = "en"')
    house.loads(english)
    enters(at_the_door(house), "101", PINS["dana"]).hears("Lee Pérez took case 1, 0, 1")


# What is true is said.


def test_one_who_was_first_is_named(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana")
    late = enters(at_the_door(house), "101", PINS["lee"]).hears("Caso 1, 0, 1")
    dana.rings().presses("1").hears("es suyo")
    late.presses("1").hears("Dana Cruz ya tomó el caso 1, 0, 1 a las").does_not_hear("es suyo")
    enters(at_the_door(house), "101", PINS["lee"]).hears("Dana Cruz ya tomó el caso 1, 0, 1").hangs_up()
    assert house.ticket().assignee == "dana"


def test_who_has_it_already_is_joined_to_her_or_told_that_it_is_his(house: House) -> None:
    ortiz = house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hears("es suyo").hangs_up()
    own = enters(at_the_door(house), "101", PINS["dana"])
    own.hears("El cliente no está en la línea. El caso 1, 0, 1 es suyo").presses("1")
    house.time_passes(seconds=5)
    assert house.carrier.ringing(ortiz.number)


def test_of_a_case_that_waits_on_the_customer_who_has_it_is_named(house: House) -> None:
    from voiceline.actions import move_ticket

    ortiz = house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.does(move_ticket.ask_customer, "¿Qué servidor es?", by="dana")
    ortiz.gets_text("¿Qué servidor es?")
    assert house.ticket().status == "waiting"
    enters(at_the_door(house), "101", PINS["lee"]).hears("Dana Cruz ya tomó el caso 1, 0, 1")


@pytest.mark.parametrize(("status", "words"), [("resolved", "ya está resuelto"), ("closed", "ya está cerrado")])
def test_what_is_over_is_said_to_be_over(house: House, status: str, words: str) -> None:
    from voiceline.actions import move_ticket

    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.does(move_ticket.resolve, "se reinició", by="dana")
    if status == "closed":
        house.does(move_ticket.confirm, by="dana")
    assert house.ticket().status == status
    lee = enters(at_the_door(house), "101", PINS["lee"]).hears(f"El caso 1, 0, 1 {words}")
    house.time_passes(seconds=10)
    assert lee.leg.over and lee.record.outcome == "information"


# Mistakes lead back to the customers' menu.


def test_a_wrong_pin_and_a_wrong_case_are_not_told_apart(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    said = []
    for case, pin in (("101", "9999"), ("999", PINS["lee"])):
        phone = at_the_door(house)
        before = len(phone.leg.heard)
        said.append(enters(phone, case, pin).hears("No coincide").leg.heard[before:])
        phone.hangs_up()
    assert said[0] == said[1]


def test_three_mistakes_end_it_for_this_call_and_the_menu_follows(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    guesser = at_the_door(house)
    for pin in ("1111", "2222", "3333"):
        enters(guesser, "101", pin)
    guesser.hears("No coincide. Marque 1 si es crítico")
    guesser.presses("#").hears("Ya no se acepta el PIN")
    guesser.presses("2").hears("Su caso es 1, 0, 2: alto")
    assert house.ticket(101).status == "open"


@pytest.mark.parametrize("keys", ["", "101#"])
def test_silence_at_any_question_leads_back_to_the_menu(house: House, keys: str) -> None:
    lost = at_the_door(house)
    if keys:
        lost.presses(keys)
    before = lost.leg.heard.count(MENU)
    lost.waits(20)
    assert lost.leg.heard.count(MENU) == before + 1
    lost.presses("1").hears("Su caso es 1, 0, 1: crítico")


@pytest.mark.parametrize("keys", ["", "101#"])
def test_an_urgent_key_alone_opens_a_case_even_there(house: House, keys: str) -> None:
    """She pressed numeral by mistake, and now does what the first words had told her."""
    lost = at_the_door(house)
    if keys:
        lost.presses(keys)
    lost.presses("1").waits(9).hears("Su caso es 1, 0, 1: crítico")
    house.engineer("Dana").is_rung()


def test_a_star_begins_the_number_anew(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    enters(at_the_door(house), "999*101", PINS["lee"]).hears("Caso 1, 0, 1")


def test_what_is_too_long_is_asked_again_and_guesses_nothing(house: House) -> None:
    phone = at_the_door(house).presses("123456789").hears("No le entendí")
    phone.presses("101#").hears("Marque su PIN")
    assert wrong(house, ENGINEERS) == 0


@pytest.mark.parametrize("step", ["case_number", "pin", "case_again", "page"])
def test_hanging_up_anywhere_leaves_an_honest_outcome_and_the_case_to_others(house: House, step: str) -> None:
    house.caller().dials().presses("1").hangs_up()
    phone = at_the_door(house)
    if step == "pin":
        phone.presses("101#")
    elif step == "case_again":
        enters(phone, "101", "9999")
    elif step == "page":
        enters(phone, "101", PINS["lee"])
    assert phone.record.step == step
    if step != "page":
        phone.presses("10")  # in the midst of it
    phone.hangs_up()
    house.time_passes(seconds=2)
    assert phone.record.outcome == ("information" if step == "page" else "abandoned")
    assert house.ticket().status == "open"
    house.engineer("Dana").will_be_rung(within=60)


def test_a_customer_in_whose_office_he_stands_has_said_nothing_by_his_keys(house: House) -> None:
    from voiceline.actions import move_ticket

    ortiz = house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.does(move_ticket.ask_customer, "¿Qué servidor es?", by="dana")
    ortiz.gets_text("¿Qué servidor es?")
    enters(at_the_door(house, ortiz.number), "101", PINS["lee"]).hangs_up()
    assert house.ticket().status == "waiting"
    ortiz.dials().presses("3")
    assert house.ticket().status == "acknowledged"


def test_a_message_has_no_such_door(house: House) -> None:
    ortiz = house.caller()
    ortiz.texts("hola")
    ortiz.texts("#")
    ortiz.texts("101")
    assert not any("PIN" in each.body or "caso y numeral" in each.body for each in house.carrier.messages)


# Guessing.


def test_too_many_guesses_at_one_case_shut_it_for_an_hour_even_for_the_right_pin(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.caller("+50244440002").dials().presses("9").presses("1").hangs_up()
    guess(house, MOST_OF_CASE, "101", at_the_door, enters).hears("Ya no se acepta el PIN")
    at_the_door(house).presses("101#").hears("Ya no se acepta el PIN").does_not_hear("Marque su PIN")
    enters(at_the_door(house), "102", PINS["lee"]).hears("Caso 1, 0, 2").hangs_up()  # another case is another matter
    house.carrier.advance(61 * 60)
    house.work()
    enters(at_the_door(house), "101", PINS["lee"]).hears("Caso 1, 0, 1")


def test_too_many_guesses_in_all_shut_the_door_and_nothing_else(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.caller("+50244440002").dials().presses("9").presses("1").hangs_up()
    with caplog.at_level(logging.ERROR):
        guess(house, MOST_OF_CASE - 1, "101", at_the_door, enters)
        guess(house, MOST_OF_CASE - 1, "102", at_the_door, enters)
        assert "wrong PINs" not in caplog.text
        guess(house, MOST - 2 * (MOST_OF_CASE - 1), "7777777", at_the_door, enters)
    assert f"{MOST} wrong PINs" in caplog.text and wrong(house, ENGINEERS) == MOST
    shut = house.caller(STRANGER).dials().presses("#").hears("Ya no se acepta el PIN")
    shut.presses("1").hears("Su caso es 1, 0, 3: crítico")  # a customer's key
    house.caller().dials().presses("1").hears("Marque 1 si es por el caso 1, 0, 1")
    house.caller("+50255550101").dials().hears("Caso 1, 0, 1").presses("1").hears("es suyo")  # a listed phone


def test_the_desk_and_the_admins_are_told_once_an_hour(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with house.line.transaction() as session:
        accounts.set_account(session, "rosa@example.com", "admin", "una noche larga", house.line.now())
    house.caller().dials().presses("1").hangs_up()
    house.caller("+50244440002").dials().presses("9").presses("1").hangs_up()
    with caplog.at_level(logging.ERROR):
        guess(house, MOST_OF_CASE, "101", at_the_door, enters)
        guess(house, MOST_OF_CASE, "102", at_the_door, enters)
    assert f"{MOST} wrong PINs within an hour" in caplog.text
    house.told("+50255550301", "5 PIN de ingeniero errados en una hora")
    assert len([each for each in house.texts_to("+50255550301") if "PIN de ingeniero" in each.body]) == 1
    with house.line.reading() as session:
        mails = session.execute(text("SELECT address FROM notifications WHERE kind = 'door' AND channel = 'email'"))
        assert list(mails.scalars()) == ["rosa@example.com"]


def test_guesses_on_many_calls_at_once_are_counted_one_after_the_other(house: House) -> None:
    asked = text("SELECT pg_try_advisory_xact_lock(:lock, 0)")
    with house.line.transaction() as one, house.line.transaction() as other:
        pin_entries.take_turns(one, ENGINEERS)
        assert other.execute(asked, {"lock": pin_entries.LOCK_CLASS}).scalar() is False


# A PIN is written nowhere.


def test_no_row_and_no_log_ever_holds_a_pin(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    house.caller().dials().presses("1").hangs_up()
    enters(at_the_door(house), "101", PINS["lee"]).presses("1")
    at_the_door(house).presses("101#").presses("64209753#").hangs_up()  # a wrong one
    at_the_door(house).presses(f"{PINS['dana']}#").hangs_up()  # a right one in the wrong place
    kept = {*everything_kept(house), *caplog.messages}
    assert any('"right": true' in row for row in kept) and any('"right": false' in row for row in kept)
    for pin in (PINS["lee"], PINS["dana"], "64209753"):
        assert not [row for row in kept if pin in row]


def test_trouble_with_the_rows_asks_for_a_pin_again_and_puts_it_into_no_url(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    lee = at_the_door(house).presses("101#")
    with house.line.transaction() as session:
        session.execute(text("ALTER TABLE call_events RENAME TO call_events_away"))
    try:
        lee.presses(f"{PINS['lee']}#").hears("Un momento, por favor")
    finally:
        with house.line.transaction() as session:
            session.execute(text("ALTER TABLE call_events_away RENAME TO call_events"))
    lee.waits(5)
    assert lee.leg.heard.count("Marque su PIN y numeral") == 2
    asked = [each.request.url for each in house.carrier.webhooks.log]
    assert any("again=1" in url for url in asked) and not [url for url in asked if PINS["lee"] in url]
    lee.presses(f"{PINS['lee']}#").hears("Caso 1, 0, 1")


def everything_kept(house: House) -> list[str]:
    """Every row of every table but the directory itself, as words."""
    from voiceline.store.schema import metadata

    with house.line.reading() as session:
        return [
            str(row)
            for table in metadata.sorted_tables
            if table.name != "directory_versions"
            for row in session.scalars(text(f'SELECT to_jsonb(t)::text FROM "{table.name}" t'))
        ]
