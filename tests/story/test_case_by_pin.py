"""A customer on a phone that is not listed speaks of her case: key 4, the case number, and her company's PIN."""

import re

import pytest
from sqlalchemy import text

from tests.phones import ORTIZ, STRANGER, CustomerPhone, House
from tests.story.conftest import DIRECTORY
from tests.story.guessing import guess, wrong
from tests.story.test_unknown_phone import with_pins as with_engineers_pins
from voiceline.actions import move_ticket
from voiceline.actions.guard_pins import MOST_OF_CASE
from voiceline.store.pin_entries import CUSTOMERS

MENU = "Marque 1 si es crítico"
UNVERIFIED = "No pudimos comprobarlo"
SHUT = "Ya no se acepta el PIN"
MAYA, QUETZAL = "4471820936", "60718"  # the longest there may be, and another's
UNPROVEN = ("anonymous", "+50256305476", STRANGER)  # withheld, the line's own, nobody's


def with_pins(book: str) -> str:
    pins = {"Banco Maya": MAYA, "Quetzal Foods": QUETZAL}
    return re.sub(r'name = "(Banco Maya|Quetzal Foods)"', lambda each: f'{each[0]}\npin = "{pins[each[1]]}"', book)


@pytest.fixture(autouse=True)
def _pins(house: House) -> None:
    house.rest()
    house.loads(with_pins(with_engineers_pins(DIRECTORY)))


def opened(house: House, number: str = ORTIZ, key: str = "1") -> int:
    house.caller(number).dials().presses(key).hangs_up()
    return int(house.ticket().number)


def taken(house: House, by: str = "Dana") -> None:
    house.engineer(by).rings().presses("1").hangs_up()
    house.time_passes(seconds=2)


def at_the_door(house: House, number: str = STRANGER) -> CustomerPhone:
    return house.caller(number).dials().presses("4").hears("Marque el número de su caso y numeral")


def enters(phone: CustomerPhone, case: str = "101", pin: str = MAYA) -> CustomerPhone:
    return phone.presses(f"{case}#").hears("Marque el PIN de su empresa y numeral").presses(f"{pin}#")


# With both right she is where every customer with an open case is.


@pytest.mark.parametrize("number", UNPROVEN)
def test_case_and_pin_tell_her_how_it_stands_from_any_phone(house: House, number: str) -> None:
    opened(house)
    taken(house)
    ana = house.caller(number).dials().does_not_hear("1, 0, 1").presses("4")
    enters(ana).hears(
        "Marque 1 para hablar con el ingeniero, 2 para dejarle un mensaje. Su caso 1, 0, 1: lo atiende Dana"
    )
    ana.hangs_up()
    assert (ana.record.outcome, ana.record.ticket_number) == ("joined_case", 101)
    assert len(house.tickets()) == 1 and house.ticket().contact == ORTIZ


@pytest.mark.parametrize("number", UNPROVEN)
def test_her_number_is_nobodys_afterwards(house: House, number: str) -> None:
    opened(house)
    ana = enters(at_the_door(house, number)).hears("Su caso 1, 0, 1")
    ana.hangs_up()
    assert ana.record.customer is None
    again = house.caller(number).dials().hears(MENU).does_not_hear("su caso")
    again.presses("1").hears("Su caso es 1, 0, 2")  # and not "is it case 1, 0, 1?"
    assert house.ticket().customer is None


def test_of_no_other_case_is_told_by_the_pin_of_one(house: House) -> None:
    """Neither of her company's, nor of one reported from that phone."""
    opened(house)
    house.caller().dials().presses("1").presses("2").hangs_up()
    opened(house, STRANGER)
    ana = enters(at_the_door(house)).hears("Su caso 1, 0, 1").does_not_hear("otro de sus casos")
    ana.presses("3").does_not_hear("1, 0, 2").does_not_hear("1, 0, 3")
    assert ana.leg.heard.count("Su caso 1, 0, 1: estamos llamando") == 2


def test_she_talks_to_whoever_has_it(house: House) -> None:
    opened(house)
    taken(house)
    ana = enters(at_the_door(house)).presses("1").hears("Dana Cruz atiende su caso")
    dana = house.engineer("Dana").will_be_rung(within=5)
    house.carrier.answer(dana.leg)
    house.work()
    dana.hears("el cliente espera en la línea").presses("1")
    house.time_passes(seconds=15)
    ana.is_talking_to(dana)
    house.time_passes(seconds=20)
    ana.hangs_up()
    assert ana.record.outcome == "joined" and ana.record.ticket_number == 101


def test_whoever_takes_it_while_she_waits_is_joined_to_her(house: House) -> None:
    opened(house)
    dana = house.engineer("Dana").is_rung()
    ana = enters(at_the_door(house, "anonymous")).presses("1").hears("Quédese en la línea")
    assert ana.waits_until("queue")
    house.carrier.answer(dana.leg)
    house.work()
    dana.presses("1")
    house.time_passes(seconds=5)
    ana.is_talking_to(dana)


def test_whoever_takes_it_while_she_only_hears_of_it_is_not_told_that_she_is_dictating(house: House) -> None:
    opened(house)
    dana = house.engineer("Dana").is_rung()
    ana = enters(at_the_door(house)).hears("Su caso 1, 0, 1")
    house.carrier.answer(dana.leg)
    house.work()
    dana.presses("1").hears("El cliente no está en la línea").does_not_hear("dictando")
    ana.hangs_up()


def test_she_leaves_a_message_and_it_is_in_the_case(house: House) -> None:
    opened(house)
    taken(house)
    ana = enters(at_the_door(house)).presses("2").says_and_ends("ya son dos cajas")
    ana.hears("Su mensaje está en el caso 1, 0, 1")
    house.time_passes(seconds=5)
    house.told("+50255550101", "dejo un mensaje en el caso 101")
    assert ana.record.outcome == "joined_case" and house.events().count("described") == 1
    with house.line.reading() as session:
        assert list(session.execute(text("SELECT ticket_number FROM recordings")).scalars()) == [101]


@pytest.mark.parametrize(("key", "status", "words"), [("1", "closed", "Cerramos su caso"), ("2", "open", "Quédese")])
def test_she_says_whether_it_works(house: House, key: str, status: str, words: str) -> None:
    opened(house)
    taken(house)
    house.does(move_ticket.resolve, "reinicio", by="dana")
    ana = enters(at_the_door(house)).hears("Marque 1 si ya funciona, 2 si sigue fallando").presses(key).hears(words)
    assert house.ticket().status == status
    ana.hangs_up()
    assert ana.record.outcome == "joined_case"


def test_a_question_that_waits_for_her_is_answered_by_her_pin_and_by_nothing_less(house: House) -> None:
    opened(house)
    taken(house)
    house.does(move_ticket.ask_customer, "¿qué sucursal?", by="dana")
    house.time_passes(seconds=5)
    ana = enters(at_the_door(house), pin="1111").hears(UNVERIFIED)
    assert house.ticket().status == "waiting"
    enters(ana).hears("lo atiende Dana Cruz")
    assert house.ticket().status == "acknowledged"


def test_a_closed_case_is_said_to_be_closed(house: House) -> None:
    opened(house)
    taken(house)
    house.does(move_ticket.resolve, "reinicio", by="dana")
    house.does(move_ticket.confirm, by="dana")
    enters(at_the_door(house)).hears("Su caso 1, 0, 1: está cerrado")


def test_in_english_for_who_chose_it_and_for_who_reads_it(house: House) -> None:
    opened(house)
    opened(house, "+50244440002")
    chosen = house.caller(STRANGER).dials().presses("9").presses("4").hears("Enter the number of your case and pound")
    chosen.presses("101#").hears("Enter the PIN of your company and pound").presses("1111#")
    chosen.hears("We could not verify that. Enter the number").presses("101#").presses(f"{MAYA}#")
    chosen.hears("Press 1 to talk to the engineer")
    enters(at_the_door(house), "102", QUETZAL).hears("Press 1 to talk to the engineer")


def test_words_lead_there_as_the_key_does(house: House) -> None:
    opened(house)
    ana = house.caller(STRANGER).dials().answers("llamo por mi caso").hears("Marque el número de su caso y numeral")
    enters(ana).hears("Su caso 1, 0, 1")


def test_a_star_begins_the_number_anew(house: House) -> None:
    opened(house)
    enters(at_the_door(house), "999*101").hears("Su caso 1, 0, 1")


# A listed phone needs no PIN.


def test_a_listed_phone_without_an_open_case_is_told_so_kindly(house: House) -> None:
    ortiz = house.caller().dials().presses("4").hears("No vemos ningún caso abierto de su empresa. Marque 1")
    ortiz.does_not_hear("PIN")
    ortiz.presses("1").hears("Su caso es 1, 0, 1: crítico")


def test_in_english_too(house: House) -> None:
    house.caller("+50244440002").dials().presses("4").hears("We see no open case of your company. Press 1")


def test_a_listed_phone_hears_a_case_that_a_colleague_opened_meanwhile(house: House) -> None:
    ortiz = house.caller().dials().hears(MENU)
    opened(house, "+50223330001")
    ortiz.presses("4").hears("Su caso 1, 0, 1").does_not_hear("PIN")


# Mistakes tell nothing, and lead back to the urgent keys.


def test_nothing_tells_a_wrong_pin_from_a_case_that_is_not_hers_or_is_none(house: House) -> None:
    """A wrong PIN, no such case, another customer's case, one of a stranger's, an engineer's PIN: word for word."""
    opened(house)
    opened(house, "+50244440002")
    opened(house, STRANGER)
    said = set()
    for case, pin in (("101", "9999"), ("999", MAYA), ("102", MAYA), ("103", MAYA), ("101", "28461937")):
        phone = at_the_door(house, "anonymous")
        before = len(phone.leg.heard)
        said.add(enters(phone, case, pin).hears(UNVERIFIED).leg.heard[before:])
        phone.hangs_up()
        assert phone.record.outcome == "abandoned" and phone.record.ticket_number is None
    assert len(said) == 1


def test_nor_from_a_customer_who_has_no_pin(house: House) -> None:
    opened(house)
    heard = [enters(at_the_door(house), pin="9999").leg.heard]
    house.loads(with_engineers_pins(DIRECTORY))
    heard += [enters(at_the_door(house), pin=pin).leg.heard for pin in ("9999", MAYA)]
    assert len(set(heard)) == 1 and UNVERIFIED in heard[0]


def test_nor_from_a_case_that_was_guessed_at_too_often(house: House) -> None:
    """Numbers no case has count like one case: were either said to be shut, the other would be known to exist."""
    opened(house)
    guess(house, MOST_OF_CASE, "999", at_the_door, enters)
    none, wrong = (enters(at_the_door(house), case, "9999").leg.heard for case in ("888", "101"))
    assert none == wrong and UNVERIFIED in none


def test_three_mistakes_end_it_for_this_call_and_the_menu_follows(house: House) -> None:
    opened(house)
    guesser = at_the_door(house)
    for pin in ("1111", "2222", "3333"):
        enters(guesser, pin=pin)
    guesser.hears(f"{UNVERIFIED}. {MENU}").presses("2").hears("Su caso es 1, 0, 2: alto")
    assert house.ticket(101).status == "open"


def test_after_three_mistakes_key_4_is_answered_by_the_urgent_keys(house: House) -> None:
    opened(house)
    guesser = at_the_door(house)
    for pin in ("1111", "2222", "3333"):
        enters(guesser, pin=pin)
    guesser.presses("#").waits(20).presses("4").hears(SHUT).hears("Un teléfono registrado no lo necesita")
    guesser.presses("1").hears("Su caso es 1, 0, 2: crítico")


@pytest.mark.parametrize("keys", [(), ("101#",), ("101#", "9999#")])
def test_silence_at_any_question_leads_back_to_the_menu(house: House, keys: tuple[str, ...]) -> None:
    opened(house)
    lost = at_the_door(house)
    for each in keys:
        lost.presses(each)
    before = lost.leg.heard.count(MENU)
    lost.waits(20)
    assert lost.leg.heard.count(MENU) == before + 1
    lost.presses("1").hears("Su caso es 1, 0, 2: crítico")


@pytest.mark.parametrize("key", ["1", "1#", "2"])
@pytest.mark.parametrize("keys", [(), ("101#",), ("101#", "9999#")])
def test_an_urgent_key_alone_opens_a_case_even_there(house: House, keys: tuple[str, ...], key: str) -> None:
    opened(house)
    lost = at_the_door(house)
    for each in keys:
        lost.presses(each)
    lost.presses(key).waits(9).hears(f"Su caso es 1, 0, 2: {'alto' if key == '2' else 'crítico'}")


def test_what_is_too_long_is_asked_again_and_guesses_nothing(house: House) -> None:
    opened(house)
    phone = at_the_door(house).presses("123456789").hears("No le entendí")
    phone.presses("101#").presses(f"{MAYA}9").hears("Marque el PIN")
    assert wrong(house, CUSTOMERS) == 0
    phone.presses(f"{MAYA}#").hears("Su caso 1, 0, 1")


@pytest.mark.parametrize("step", ["case_number", "pin", "case_again", "case_menu", "case_message", "still_works"])
@pytest.mark.parametrize("number", ["anonymous", STRANGER])
def test_hanging_up_anywhere_leaves_an_honest_outcome(house: House, number: str, step: str) -> None:
    opened(house)
    if step == "still_works":
        taken(house)
        house.does(move_ticket.resolve, "reinicio", by="dana")
    phone = at_the_door(house, number)
    if step == "pin":
        phone.presses("101#")
    elif step == "case_again":
        enters(phone, pin="9999")
    elif step != "case_number":
        enters(phone)
    if step == "case_message":
        phone.presses("2")
    recognised = step in ("case_menu", "case_message", "still_works")
    assert phone.record.step == step and phone.record.ticket_number is None
    if not recognised:
        phone.presses("44")  # in the midst of it
    phone.hangs_up()
    house.time_passes(seconds=2)
    assert phone.record.outcome == ("joined_case" if recognised else "abandoned")
    assert phone.record.ticket_number == (101 if recognised else None)
    assert house.ticket().status == ("resolved" if step == "still_works" else "open")


# By text.


def replies(house: House, number: str) -> list[str]:
    return [message.body for message in house.texts_to(number)]


@pytest.mark.parametrize("words", ["4", "quiero saber de mi caso"])
def test_a_message_from_elsewhere_is_asked_to_call_and_to_keep_the_pin_out_of_it(house: House, words: str) -> None:
    opened(house)
    stranger = house.caller(STRANGER).texts("hola").texts(words)
    assert "llame al +50256305476 y marque 4" in replies(house, STRANGER)[-1]
    assert "No escriba el PIN en mensajes" in replies(house, STRANGER)[-1]
    stranger.texts("101").texts(MAYA)
    assert not any("lo atiende" in each or "llamando" in each for each in replies(house, STRANGER))
    assert wrong(house, CUSTOMERS) == 0


def test_a_message_from_a_listed_number_hears_of_its_case(house: House) -> None:
    opened(house)
    taken(house)
    ortiz = house.caller().texts("hola", channel="whatsapp").texts("4", channel="whatsapp")
    assert "Su caso 101: lo atiende Dana Cruz" in replies(house, ORTIZ)[-1]
    ortiz.texts("1", channel="whatsapp")
    dana = house.engineer("Dana").will_be_rung(within=5)
    house.carrier.answer(dana.leg)
    house.work()
    dana.hears("escribió que quiere hablar con usted").does_not_hear("espera en la línea")


def test_a_message_from_a_listed_number_without_a_case_is_told_so(house: House) -> None:
    house.caller().texts("hola").texts("4").gets_text("No vemos ningun caso abierto de su empresa")
