"""Engineers run a case by text: what they write, what becomes of the case, and what they read back."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.phones import ORTIZ, STRANGER, EngineerPhone, House
from tests.story.conftest import DIRECTORY
from voiceline.domain.gsm7 import segments, to_gsm7
from voiceline.store import accounts, roster
from voiceline.store.notifications import Notification

DIRECTORY_BY_WHATSAPP = DIRECTORY.replace('by = ["call"], wait = "2m"', 'by = ["whatsapp", "sms"], wait = "2m"')
DIRECTORY_WITH_DANA_TWICE = DIRECTORY.replace('page = ["secondary"]', 'page = ["secondary", "primary"]')


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def case(house: House, key: str = "1", caller: str = ORTIZ) -> int:
    """A case whose caller has hung up; Dana's phone rings."""
    house.caller(caller).dials().presses(key).hangs_up()
    return int(house.ticket().number)


def writes(phone: EngineerPhone, body: str, **how: Any) -> str:
    """He writes, and this is what he reads at once."""
    number = phone.number
    before = len(phone.house.texts_to(number))
    phone.texts(body, **how)
    replies = [m for m in phone.house.texts_to(number)[before:] if m.direction == "outbound-reply"]
    assert len(replies) == 1, [m.body for m in replies]
    assert segments(to_gsm7(replies[0].body)) == 1 or "\n" in replies[0].body  # the customers' menu has lines
    return str(replies[0].body)


def held(house: House) -> int:
    """A case that Dana has taken by text."""
    number = case(house)
    assert "es suyo" in writes(house.engineer("Dana"), f"TOMO {number}")
    return number


def event(house: House, kind: str) -> Any:
    return next(each for each in reversed(house.ticket().events) if each.kind == kind)


# --- taking and passing ---


def test_she_waits_and_he_takes_it_by_text_and_is_rung_to_be_joined(house: House) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("no entra nadie")
    dana = house.engineer("Dana").is_rung()
    assert writes(dana, "tomo 101").startswith("El caso 101 es suyo desde las 02:10:17. Ahora le llamamos")
    assert (house.ticket().status, house.ticket().assignee) == ("acknowledged", "dana")
    house.time_passes(seconds=3)
    dana.will_be_rung().rings().hears("el cliente espera en la línea").presses("1")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(dana)
    ortiz.gets_text("Le atiende Dana Cruz")


def test_the_number_may_be_left_out_when_one_case_waits_for_him(house: House) -> None:
    case(house)
    assert "El caso 101 es suyo" in writes(house.engineer("Dana"), "Lo tomo!")
    assert house.events().count("acknowledged") == 1


def test_who_takes_it_by_text_and_forgets_it_is_rung(house: House) -> None:
    held(house)
    house.time_passes(minutes=10, seconds=5)
    assert event(house, "called_back").detail["why"] == "forgotten"


def test_a_repeated_message_changes_nothing_and_reads_the_same(house: House) -> None:
    case(house)
    house.engineer("Dana").texts("TOMO 101", message_sid="SM" + "1" * 32)
    house.engineer("Lee").texts("NOTA 101 lo vi", message_sid="SM" + "2" * 32)
    seen = house.events()
    for sent in [x for x in house.carrier.log if x.kind == "text"]:
        assert house.carrier.replay(sent).body.decode() == sent.twiml
    assert house.events() == seen


def test_a_key_is_first_and_the_text_hears_who_and_when(house: House) -> None:
    case(house)
    house.engineer("Dana").rings().presses("1").hears("es suyo")
    assert writes(house.engineer("Lee"), "TOMO 101").startswith("Dana Cruz tiene el caso 101 desde las 02:10:0")
    assert writes(house.engineer("Dana"), "TOMO 101").startswith("El caso 101 es suyo desde las 02:10:0")
    assert house.ticket().assignee == "dana"


def test_a_text_is_first_and_the_key_hears_who(house: House) -> None:
    case(house)
    dana = house.engineer("Dana").rings()
    assert "es suyo" in writes(house.engineer("Lee"), "ACK 101")
    dana.presses("1").hears("Lee Pérez")
    assert house.ticket().assignee == "lee"


def test_paso_stops_his_phone_and_rings_the_next_at_once(house: House) -> None:
    case(house)
    dana = house.engineer("Dana").is_rung()
    assert "pasa al siguiente" in writes(dana, "paso")
    dana.is_not_rung()
    house.engineer("Lee").is_rung()
    once = house.ticket()
    assert "pasa al siguiente" in writes(dana, "PASO 101")
    twice = house.ticket()  # said twice, it hurries nobody
    assert (twice.round, twice.step, twice.escalates_at) == (once.round, once.step, once.escalates_at)
    assert [event.kind for event in twice.events] == [event.kind for event in once.events]


def test_paso_leaves_him_alone_until_the_policy_begins_again(house: House) -> None:
    house.loads(DIRECTORY_WITH_DANA_TWICE)
    case(house)
    dana = house.engineer("Dana").is_rung()
    assert "pasa al siguiente" in writes(dana, "PASO 101")
    house.engineer("Lee").is_rung()
    dana.is_not_rung()


def test_paso_of_what_is_not_asked_of_him_moves_nothing(house: House) -> None:
    case(house)
    assert "no le espera a usted" in writes(house.engineer("Luis"), "PASO 101")
    assert house.ticket().step == 1
    house.engineer("Dana").rings().presses("1")
    assert "PASO es de antes de tomarlo. Para darlo a otro, use Asig" in writes(house.engineer("Dana"), "PASO 101")
    assert "Dana Cruz tiene el caso 101" in writes(house.engineer("Luis"), "PASO 101")


# --- its life ---


def test_resuelto_asks_the_customer_and_her_si_closes_it(house: House) -> None:
    number = held(house)
    said = writes(house.engineer("Dana"), f"RESUELTO {number} reinicié el balanceador")
    assert said == f"Caso {number} resuelto. Le preguntamos al cliente si ya funciona."
    assert event(house, "resolved").detail["note"] == "reinicié el balanceador"
    ortiz = house.caller()
    ortiz.gets_text("resuelto: reinicié el balanceador")
    ortiz.texts("SÍ")
    assert house.ticket().status == "closed"


def test_an_alternative_keeps_it_open(house: House) -> None:
    held(house)
    assert "sigue abierto" in writes(house.engineer("Dana"), "ALTERNATIVA usar la caja 2")
    assert house.ticket().resolution_met_at is not None and house.ticket().status == "acknowledged"
    house.caller().gets_text("usar la caja 2")


def test_a_note_stays_in_the_house_and_anybody_may_write_one(house: House) -> None:
    held(house)
    sent = len(house.texts_to(ORTIZ))
    assert writes(house.engineer("Lee"), "NOTA 101 Vi lo mismo ayer") == "Nota guardada en el caso 101."
    assert (event(house, "noted").by, event(house, "noted").detail) == ("lee", {"text": "Vi lo mismo ayer"})
    house.does(lambda desk, ticket: ticket.resolve(desk.now, "dana", "x"))
    assert "Nota guardada" in writes(house.engineer("Dana"), "nota 101: fue el disco")
    assert not any("disco" in m.body or "ayer" in m.body for m in house.texts_to(ORTIZ)[sent:])


def test_aviso_goes_to_the_customer_and_each_goes_once(house: House) -> None:
    held(house)
    dana = house.engineer("Dana")
    for words in ("volvemos a las 4", "y ya casi"):  # within the same second
        assert "Se lo enviamos al cliente" in writes(dana, f"AVISO 101 {words}")
    house.caller().gets_text("Dana Cruz, caso 101: volvemos a las 4")
    house.caller().gets_text("Dana Cruz, caso 101: y ya casi")
    assert house.ticket().responded_at is not None
    house.time_passes(minutes=10, seconds=5)
    assert "called_back" not in house.events()  # he is at it


def test_aviso_that_can_reach_nobody_is_said_so(house: House) -> None:
    house.caller("+50222220009").dials().presses("1").hangs_up()  # a landline of nobody we know
    assert "es suyo" in writes(house.engineer("Dana"), "TOMO")
    assert "no se envio. Llamele." in writes(house.engineer("Dana"), "AVISO ya vamos")
    assert "updated" not in house.events()
    assert "avisele usted" in writes(house.engineer("Dana"), "ALTERNATIVA otra caja")


@pytest.mark.parametrize("words", ["101 P3 era una pregunta", "p3 101: era una pregunta", "P3 era una pregunta"])
def test_a_severity_with_its_reason(house: House, words: str) -> None:
    held(house)
    assert writes(house.engineer("Dana"), f"SEVERIDAD {words}").startswith("El caso 101 ahora es P3.")
    assert event(house, "severity_changed").detail["reason"] == "era una pregunta"
    house.caller().gets_text("ahora es medio")
    assert writes(house.engineer("Dana"), "SEVERIDAD 101 P3 otra vez") == "El caso 101 ya es P3."


def test_out_of_scope_closes_what_is_not_urgent(house: House) -> None:
    held(house)
    writes(house.engineer("Dana"), "SEVERIDAD P3 no es tan grave")
    assert "cerrado como fuera de alcance" in writes(house.engineer("Dana"), "FUERA 101 es de terceros")
    assert (house.ticket().status, house.ticket().exclusion) == ("closed", "third_parties")


def test_out_of_scope_of_an_urgent_case_asks_the_admins(house: House) -> None:
    with house.line.transaction() as session:
        accounts.set_account(session, "jefa@khodi.gt", "admin", "a long password", house.line.now())
    held(house)
    assert "solo un administrador" in writes(house.engineer("Dana"), "FUERA 101 internet")
    assert house.ticket().status == "acknowledged"
    assert event(house, "exclusion_asked").detail == {"exclusion": "connectivity"}
    (asked,) = mails(house, "exclusion_asked")
    assert asked.address == "jefa@khodi.gt" and asked.values["exclusion"] == "conexión a Internet"
    house.time_passes(seconds=5)
    assert "solo un administrador" in writes(house.engineer("Dana"), "FUERA 101 internet")
    assert len(mails(house, "exclusion_asked")) == 1, "asked for again, it tells nobody again"


# --- what cannot be done, each with its own answer ---


@pytest.mark.parametrize("is_solved", [False, True])
def test_what_another_has_is_his_to_move(house: House, is_solved: bool) -> None:
    held(house)
    if is_solved:  # and she has not said so yet
        writes(house.engineer("Dana"), "RESUELTO 101 reinicio")
    lee, seen = house.engineer("Lee"), house.events()
    for words in ("RESUELTO 101 ya", "ALTERNATIVA 101 x", "AVISO 101 x", "SEVERIDAD 101 P3 x", "FUERA 101 terceros"):
        assert writes(lee, words).startswith("Dana Cruz tiene el caso 101 desde las 02:10:0")
    assert house.events() == seen


def test_a_number_that_no_case_has(house: House) -> None:
    for number in ("999", "999999999"):
        assert writes(house.engineer("Dana"), f"TOMO {number}") == f"No hay ningun caso {number}. Revise el numero."


def test_a_case_that_is_over(house: House) -> None:
    number = held(house)
    dana = house.engineer("Dana")
    writes(dana, f"RESUELTO {number} reinicio")
    assert "ya se resolvio" in writes(dana, f"RESUELTO {number} otra vez")
    assert "ya se resolvio" in writes(dana, f"TOMO {number}")
    house.caller().texts("SI")
    for words in (f"TOMO {number}", f"PASO {number}", f"AVISO {number} hola", f"SEVERIDAD {number} P3 x"):
        assert writes(dana, words) == f"El caso {number} ya se cerro. Solo admite NOTA."


def test_which_of_several_is_asked_with_their_numbers(house: House) -> None:
    held(house)
    case(house, "1", STRANGER)  # waits for her, and nobody has it
    dana = house.engineer("Dana")
    said = writes(dana, "RESUELTO reinicio")
    assert said == "¿Cual de estos: 101, 102? Escriba: RESUELTO 101 y como se resolvio"
    assert [t.status for t in house.tickets()] == ["acknowledged", "open"]
    assert "El caso 102 es suyo" in writes(dana, "TOMO")  # only what nobody has can be taken


def test_no_case_at_all(house: House) -> None:
    said = writes(house.engineer("Dana"), "RESUELTO reinicio")
    assert said.startswith("Usted no tiene ningun caso") and "RESUELTO 417" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("hola", "No entendi. Escriba TOMO 101"),
        ("RESUELTO 101", "Falta el texto. Escriba: RESUELTO 101"),
        ("SEVERIDAD 101", "Falta la severidad, de P1 a P4. Escriba: SEVERIDAD 101 P3"),
        ("FUERA 101", "Falta una causa"),
        ("TOMO 101 y 102", "Un caso por mensaje. Escriba: TOMO 101"),
        ("tomo nota", "No entendi. Escriba: TOMO 417"),
        ("NOTA 101 " + "largo " * 110, "Son demasiadas letras"),
        ("AYUDA", "TOMO, PASO, RESUELTO"),
        ("1", "No entendi. Escriba TOMO 101"),
        ("\0", "No entendi"),
    ],
)
def test_half_a_command_is_answered_with_what_to_write(house: House, words: str, said: str) -> None:
    case(house)
    seen = house.events()
    assert writes(house.engineer("Dana"), words).startswith(said)
    assert house.events() == seen and len(house.tickets()) == 1


# --- in answer to a page ---


def paged(house: House) -> Any:
    house.loads(DIRECTORY_BY_WHATSAPP)
    case(house)
    house.time_passes(seconds=2)
    return next(m for m in house.texts_to("+50255550101") if m.channel == "whatsapp")


@pytest.mark.parametrize("word", ["1", "ok", "TOMO", "Sí"])
def test_a_bare_word_in_answer_to_a_page_takes_its_case(house: House, word: str) -> None:
    page = paged(house)
    case(house, "1", STRANGER)  # another waits for him too: the page says which is meant
    said = writes(house.engineer("Dana"), word, channel="whatsapp", replied_to=page.sid)
    assert "El caso 101 es suyo" in said
    assert house.ticket(101).assignee == "dana" and house.ticket(102).assignee is None


def test_2_in_answer_to_a_page_passes_it_on(house: House) -> None:
    page = paged(house)
    writes(house.engineer("Dana"), "2", channel="whatsapp", replied_to=page.sid)
    house.engineer("Lee").is_rung()


def test_a_command_in_answer_to_a_page_needs_no_number_and_may_name_another(house: House) -> None:
    page = paged(house)
    case(house, "1", STRANGER)
    dana = house.engineer("Dana")
    writes(dana, "NOTA era el disco", channel="whatsapp", replied_to=page.sid)
    writes(dana, "NOTA 102 esto no", channel="whatsapp", replied_to=page.sid)
    noted = [(t.number, e.detail["text"]) for t in map(house.ticket, (101, 102)) for e in t.events if e.kind == "noted"]
    assert noted == [(101, "era el disco"), (102, "esto no")]


def test_anothers_page_is_no_page_of_his(house: House) -> None:
    page = paged(house)
    said = writes(house.engineer("Luis"), "1", channel="whatsapp", replied_to=page.sid)
    assert "No entendí" in said  # WhatsApp shows the accent
    assert house.ticket().assignee is None


# --- who is on call, and swaps ---


def test_quien_says_whom_a_p1_would_ring_now(house: House) -> None:
    assert writes(house.engineer("Luis"), "¿Quién?") == "De turno ahora, P1: 1. Dana Cruz, 2. Lee Pérez"


def test_quien_fits_one_message_whatever_the_names(house: House) -> None:
    long = DIRECTORY.replace("Dana Cruz", "Dana " + "de la Cruz " * 12).replace("Lee Pérez", "Lee " + "Pérez " * 12)
    house.loads(long)
    assert writes(house.engineer("Luis"), "QUIEN").endswith("...")


def test_cambio_turno_asks_the_colleague_by_name(house: House) -> None:
    dana = house.engineer("Dana")
    assert writes(dana, "CAMBIO TURNO").startswith("Su siguiente turno: 30/11 08:00 - 07/12 08:00.")
    for _ in range(2):  # asked twice, he is asked once
        said = writes(dana, "cambio de turno luis")
        assert said == "Le pedimos a Luis Soto cubrir su turno 30/11 08:00 - 07/12 08:00. Vale cuando acepte."
    with house.line.reading() as session:
        (swap,) = roster.swaps(session)
    assert (swap.state, swap.engineer, swap.other, swap.proposed_by) == ("proposed", "dana", "luis", "dana")
    house.told("+50255550401", "Dana Cruz le pide cubrir su turno")
    assert "No hay un solo colega" in writes(dana, "CAMBIO TURNO pedro")
    assert "No hay un solo colega" in writes(dana, "CAMBIO TURNO dana")
    assert "No tiene un turno" in writes(house.engineer("Luis"), "CAMBIO TURNO dana")


# --- who reads it ---


def test_an_english_engineer_writes_and_reads_english(house: House) -> None:
    house.loads(DIRECTORY.replace('name = "Dana Cruz"', 'name = "Dana Cruz"\nlanguage = "en"'))
    case(house)
    dana = house.engineer("Dana")
    assert writes(dana, "take it please").startswith("Case 101 is yours since 02:10:0")
    assert writes(dana, "UPDATE 101 back at 4") == "We are sending it to the customer of case 101."
    assert writes(dana, "WORKAROUND 101 use till 2").startswith("Case 101 has a workaround and stays open.")
    assert writes(dana, "note the disk was full") == "The note is saved in case 101."
    assert writes(dana, "severity p2 101 till 2 works").startswith("Case 101 is P2 now.")
    assert "only an admin" in writes(dana, "out 101 third party")
    assert writes(dana, "WHO") == "On call now, P1: 1. Dana Cruz, 2. Lee Pérez"
    assert writes(dana, "swap shift").startswith("Your next shift: 30/11 08:00")
    assert writes(dana, "hello").startswith("Not understood. Write TAKE 101")
    assert writes(dana, "RESOLVED 101 new disk").startswith("Case 101 is solved.")
    assert house.ticket().status == "resolved"
    house.caller().gets_text("resuelto: new disk")


def test_who_is_engineer_and_customer_commands_first_and_else_is_a_customer(house: House) -> None:
    house.loads(DIRECTORY.replace('"+50223330001"]', '"+50223330001", "+50255550101"]'))
    dana = house.engineer("Dana")
    assert "Responda con un numero" in writes(dana, "hola")
    assert "Su caso es 101" in writes(dana, "1")
    house.time_passes(seconds=1)
    assert "Nota guardada" in writes(dana, "NOTA 101 soy yo")
    assert "101" in writes(dana, "out of memory")  # half a command, of no case: her words
    assert house.ticket().summary == "out of memory"


def test_who_is_both_and_can_mean_no_case_is_heard_as_a_customer(house: House) -> None:
    house.loads(DIRECTORY.replace('"+50223330001"]', '"+50223330001", "+50255550301"]'))
    assert "Su caso es 101: critico" in writes(house.engineer("Ana"), "Update: nothing works")
    assert (house.ticket().customer, house.ticket().summary) == ("Banco Maya", "Update: nothing works")


def test_a_customers_word_is_no_command(house: House) -> None:
    case(house)
    house.caller().texts("TOMO 101")
    assert house.ticket().assignee is None
    assert "Responda" in [m.body for m in house.texts_to(ORTIZ) if m.direction == "outbound-reply"][-1]


def mails(house: House, kind: str) -> list[Any]:
    with house.line.reading() as session:
        return list(session.scalars(select(Notification).where(Notification.kind == kind)))
