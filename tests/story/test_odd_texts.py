"""What nobody foresaw in a message: it is never lost, never taken for another case's, and what is answered is true."""

from datetime import timedelta

import pytest

from tests.phones import ORTIZ, STRANGER, CustomerPhone, House
from tests.pictures import VOICE_NOTE
from tests.story.conftest import DIRECTORY
from voiceline.actions.move_ticket import ask_customer, resolve
from voiceline.domain.gsm7 import segments, to_gsm7
from voiceline.telephony.inbound import inbound_text

UNREADABLE = "el cistema nuebo esta chafa"
ROSA = 'name = "Rosa Ortiz"\nmobile = "+50244440001"\n'


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def last(house: House, number: str = ORTIZ) -> str:
    """What her last message was answered at once."""
    return str([m.body for m in house.texts_to(number) if m.direction == "outbound-reply"][-1])


def severities(house: House) -> list[str]:
    return [ticket.severity for ticket in house.tickets()]


def described(house: House, number: int) -> list[str]:
    return [e.detail["text"] for e in house.ticket(number).events if e.kind == "described"]


def has_it(house: House, name: str = "Dana") -> None:
    house.engineer(name).texts("TOMO")
    house.time_passes(seconds=3)


# In whatever spelling


@pytest.mark.parametrize(
    "words",
    ["AYUDENME porfa se cayo TODO", "ya no jala el sistema", "esta caido desde hace rato", "1.", "uno", "opción 1",
     "\u200b1", "\u202e1", "no ay sistema", "nos hakearon", "STOP por favor, no funciona nada",
     "x" * 1590 + " se cayo"],
)  # fmt: skip
def test_it_is_critical_however_it_is_written(house: House, words: str) -> None:
    house.caller().texts(words)
    assert severities(house) == ["P1"]
    assert "Su caso es 101" in last(house) and segments(last(house)) == 1
    house.engineer("Dana").is_rung()


@pytest.mark.parametrize(
    "words",
    ["🆘", "🚨🚨", "hay fuego en el data center", "se fue la luz", "nos robaron la base de datos",
     "no imprime facturas", "se paro la produccion", "trono el servidor", "el sistema no kiere agarrar",
     "alto, no funciona el sistema"],
)  # fmt: skip
def test_what_may_be_critical_is_asked_and_silence_is_a_yes(house: House, words: str) -> None:
    house.caller().texts(words)
    assert "critico" in last(house) and not house.tickets()
    house.time_passes(minutes=2, seconds=2)
    assert severities(house) == ["P1"]


# What nobody has understood


def test_a_customers_words_that_no_rule_can_read_are_read_by_people_after_five_minutes(house: House) -> None:
    house.caller().texts(UNREADABLE)
    first = house.clock.at
    house.time_passes(minutes=4, seconds=58)
    assert not house.tickets()
    house.time_passes(seconds=4)
    ticket = house.ticket()
    assert (ticket.severity, ticket.opened_at, ticket.summary) == ("P1", first, UNREADABLE)
    assert described(house, 101) == [UNREADABLE]
    house.engineer("Dana").is_rung()
    house.told(ORTIZ, "Abrimos el caso 101 como critico")


def test_so_are_words_of_another_case(house: House) -> None:
    house.caller().texts("2").texts("la caja 3").texts(f"NUEVO: {UNREADABLE}")
    house.time_passes(minutes=5, seconds=2)
    assert severities(house) == ["P2", "P1"] and described(house, 102) == [UNREADABLE]


FRAGMENTS = ("fijese que la pantalla esta rara", UNREADABLE, "sale puro numero raro")


def test_so_are_words_in_pieces_that_we_have_given_up_to_read(house: House) -> None:
    ortiz = house.caller().texts("buenas noches")
    for each in FRAGMENTS:
        house.time_passes(seconds=40)
        ortiz.texts(each)
    assert "Escriba su nombre" in last(house)
    house.time_passes(minutes=4, seconds=58)
    assert not house.tickets()
    house.time_passes(seconds=4)
    assert severities(house) == ["P1"] and described(house, 101) == ["\n".join(FRAGMENTS)]
    house.engineer("Dana").is_rung()


def test_so_are_words_after_she_was_told_that_no_case_is_open(house: House) -> None:
    house.caller().texts("4").texts(UNREADABLE)
    house.time_passes(minutes=5, seconds=2)
    assert severities(house) == ["P1"] and described(house, 101) == [UNREADABLE]


def test_who_has_written_nothing_but_keys_that_are_none_wakes_nobody(house: House) -> None:
    house.caller().texts("hola").texts("7").texts("7").texts("7")
    assert "Escriba su nombre" in last(house)
    house.time_passes(minutes=6)
    assert not house.tickets()


def test_so_is_a_voice_note_without_a_word(house: House) -> None:
    house.caller().texts("", channel="whatsapp", media=[(VOICE_NOTE, "audio/ogg")])
    house.time_passes(minutes=5, seconds=2)
    assert severities(house) == ["P1"] and "attached" in house.events()
    house.engineer("Dana").is_rung()


@pytest.mark.parametrize("answer", ["3", "no, es una consulta", "1"])
def test_who_has_answered_has_been_understood(house: House, answer: str) -> None:
    house.caller().texts(UNREADABLE).texts(answer)
    before = severities(house)
    house.time_passes(minutes=6)
    assert severities(house) == before


@pytest.mark.parametrize("words", ["buenas noches", "alo, hay alguien ahi?", "ya funciona, gracias", "NO", "👍"])
def test_what_tells_of_no_trouble_wakes_nobody(house: House, words: str) -> None:
    house.caller().texts(words)
    house.time_passes(minutes=6)
    assert not house.tickets()


def test_a_no_and_more_without_any_case_is_trouble(house: House) -> None:
    house.caller().texts("NO, sigue igual")
    house.time_passes(minutes=5, seconds=2)
    assert severities(house) == ["P1"]


def test_words_of_nobody_we_know_are_asked_about_and_wake_nobody(house: House) -> None:
    house.caller(STRANGER).texts("Gane un premio, responda GANAR")
    house.time_passes(minutes=6)
    assert not house.tickets()


# Told of a case that has gone on


def told_in_one_message(house: House) -> CustomerPhone:
    """All in the first message, so that what is asked after it stays unanswered."""
    ortiz = house.caller().texts("se cayo el sistema")
    has_it(house)
    return ortiz


def test_it_falls_again_after_her_yes(house: House) -> None:
    ortiz = told_in_one_message(house)
    house.does(resolve, "reinicio", by="dana")
    house.time_passes(seconds=3)
    ortiz.texts("si")
    house.time_passes(minutes=1)
    ortiz.texts("se volvio a caer")
    assert "abrir su caso 101" in last(house)
    assert house.ticket().status == "open"
    house.engineer("Dana").will_be_rung()


def test_what_she_writes_while_a_solved_case_waits_for_her_word_is_told_to_whoever_had_it(house: House) -> None:
    ortiz = told_in_one_message(house)
    house.does(resolve, "reinicio", by="dana")
    house.time_passes(seconds=3)
    ortiz.texts("las cajas 3 y 4 siguen con pantalla vieja")
    house.told("+50255550101", "pantalla vieja")


def test_what_she_adds_once_somebody_has_it_reaches_him(house: House) -> None:
    told_in_one_message(house).texts("es la caja 3")
    assert "Dana Cruz atiende su caso 101" in last(house)
    house.told("+50255550101", "es la caja 3")


def test_hours_later_it_is_no_description_any_more_and_urgent_words_ring_him_again(house: House) -> None:
    ortiz = told_in_one_message(house)
    house.engineer("Dana").texts("AVISO 101 ya lo veo")
    house.time_passes(minutes=20)
    ortiz.texts("se cayó todo otra vez")
    assert "Responda 1 si es por ese caso" in last(house)
    house.engineer("Dana").is_rung()


# Which case


def two_cases(house: House) -> CustomerPhone:
    house.loads(DIRECTORY.replace(ROSA, ROSA + "whatsapp = true\n"))
    ortiz = house.caller().texts("1", channel="whatsapp").texts("la caja", channel="whatsapp")
    house.time_passes(seconds=3)
    for words in ("NUEVO", "2", "el reporte"):
        ortiz.texts(words, channel="whatsapp")
    house.time_passes(minutes=6)
    return ortiz


def about(house: House, number: int, words: str) -> str:
    """The sid of a message of ours that told of this case."""
    ours = [m for m in house.texts_to(ORTIZ) if m.direction == "outbound-api"]
    return next(m.sid for m in ours if f"aso {number}" in m.body and words in m.body)


def test_an_answer_to_a_message_of_one_case_is_of_that_case(house: House) -> None:
    ortiz = two_cases(house)
    ortiz.texts("la caja sigue igual", channel="whatsapp", replied_to=about(house, 101, "abierto"))
    assert "queda en su caso 101" in last(house)
    assert described(house, 101)[-1] == "la caja sigue igual" and described(house, 102) == ["el reporte"]


def test_a_yes_to_the_question_of_one_case_closes_that_and_not_the_one_asked_about_last(house: House) -> None:
    ortiz = two_cases(house)
    house.engineer("Dana").texts("TOMO 101").texts("TOMO 102")
    for number in (101, 102):
        house.does(resolve, "reinicio", by="dana", number=number)
        house.time_passes(seconds=3)
    ortiz.texts("sí", channel="whatsapp", replied_to=about(house, 101, "resuelto"))
    assert [ticket.status for ticket in house.tickets()] == ["closed", "resolved"]


def hers_and_a_colleagues(house: House) -> CustomerPhone:
    """101 is her own; of 102 she gets the news, since it came from the bank's landline."""
    house.loads(DIRECTORY.replace(ROSA, ROSA + "whatsapp = true\n"))
    ortiz = house.caller().texts("2", channel="whatsapp").texts("la caja", channel="whatsapp")
    house.caller("+50223330001").dials().presses("2").hangs_up()
    house.time_passes(seconds=3)
    house.engineer("Dana").texts("TOMO 101").texts("TOMO 102")
    house.time_passes(minutes=6)
    return ortiz


def test_an_answer_to_the_news_of_a_colleagues_case_is_of_that_case(house: House) -> None:
    ortiz = hers_and_a_colleagues(house)
    ortiz.texts("ya probé, sigue igual", channel="whatsapp", replied_to=about(house, 102, "tiende"))
    assert "queda en su caso 102" in last(house) and described(house, 102) == ["ya probé, sigue igual"]


def test_a_yes_to_the_question_of_a_colleagues_case_closes_none_of_hers(house: House) -> None:
    ortiz = hers_and_a_colleagues(house)
    for number in (102, 101):
        house.does(resolve, "reinicio", by="dana", number=number)
        house.time_passes(seconds=3)
    ortiz.texts("sí", channel="whatsapp", replied_to=about(house, 102, "resuelto"))
    assert [ticket.status for ticket in house.tickets()] == ["resolved", "closed"]


def test_an_answer_to_a_message_of_one_case_answers_no_question_about_another(house: House) -> None:
    ortiz = hers_and_a_colleagues(house)
    house.does(ask_customer, "¿Qué caja?", by="dana", number=101)
    house.time_passes(seconds=3)
    ortiz.texts("todavía igual", channel="whatsapp", replied_to=about(house, 102, "tiende"))
    assert described(house, 102) == ["todavía igual"] and described(house, 101) == ["la caja"]


def test_urgent_words_that_are_being_asked_about_are_kept_by_an_answer_to_another_message(house: House) -> None:
    ortiz = two_cases(house)
    house.engineer("Dana").texts("TOMO 101").texts("TOMO 102")
    ortiz.texts("no puedo entrar", channel="whatsapp")
    ortiz.texts("es en la agencia 5", channel="whatsapp", replied_to=about(house, 101, "abierto"))
    house.time_passes(minutes=2, seconds=3)
    assert "called_again" in [e.kind for e in house.ticket(101).events]


# What an engineer has asked her


def asked_by_dana(house: House) -> CustomerPhone:
    ortiz = told_in_one_message(house)
    house.does(ask_customer, "¿Cuántas cajas fallan? ¿Podemos reiniciar?", by="dana")
    house.time_passes(seconds=3)
    return ortiz


@pytest.mark.parametrize("words", ["4", "la 3", "ok", "si", "no", "👍", "es la versión 9"])
def test_her_answer_reaches_him_whatever_the_word_means_elsewhere(house: House, words: str) -> None:
    asked_by_dana(house).texts(words)
    assert "queda en su caso 101" in last(house) and described(house, 101)[-1] == words
    house.told("+50255550101", f"Banco Maya: {to_gsm7(words)}")
    assert house.ticket().status == "acknowledged" and len(house.tickets()) == 1


def test_a_key_that_is_urgent_too_reaches_him_and_rings_as_ever(house: House) -> None:
    asked_by_dana(house).texts("2")
    house.told("+50255550101", "Banco Maya: 2")
    assert "Responda 1 si es por ese caso" in last(house)
    house.engineer("Dana").is_rung()


def test_what_she_asks_of_the_line_is_no_answer(house: House) -> None:
    asked_by_dana(house).texts("ESTADO")
    assert last(house).startswith("Caso 101: lo atiende Dana Cruz")


# In her language, by her name


def test_who_is_not_listed_is_answered_in_the_language_she_writes(house: House) -> None:
    foreigner = house.caller(STRANGER).texts("hello, our system is down")
    assert "Your case is 101: critical" in last(house, STRANGER)
    assert house.ticket().language == "en"
    foreigner.texts("status")
    assert last(house, STRANGER).startswith("Case 101")


def test_a_message_without_a_name_is_never_taken_for_one_before(house: House) -> None:
    form = {"From": ORTIZ, "Body": "1"}
    assert inbound_text(form).sid != inbound_text(form).sid
    assert inbound_text({**form, "SmsMessageSid": "SM1"}).sid == "SM1"


# Engineers


def test_lo_tomo_yo(house: House) -> None:
    house.caller().texts("se cayo el sistema")
    house.engineer("Dana").texts("lo tomo yo, el 101")
    assert house.ticket().assignee == "dana"


@pytest.mark.parametrize("words", ["voy", "lo tengo", "ok"])
def test_what_is_no_command_is_answered_with_the_number_that_waits(house: House, words: str) -> None:
    house.caller().texts("se cayo el sistema")
    house.engineer("Dana").texts(words)
    assert "TOMO 101" in last(house, "+50255550101") and segments(last(house, "+50255550101")) == 1
    assert house.ticket().assignee is None


def test_a_tomo_from_a_phone_that_is_not_his_takes_nothing(house: House) -> None:
    house.caller().texts("se cayo el sistema")
    house.caller("+50255550777").texts("soy Dana, TOMO 101")
    assert house.ticket().assignee is None
    house.time_passes(minutes=6)
    assert severities(house) == ["P1"]


def test_a_no_long_after_the_end_opens_nothing_and_a_no_and_more_is_heard(house: House) -> None:
    ortiz = told_in_one_message(house)
    house.does(resolve, "reinicio", by="dana")
    house.sleeps_until(house.clock.at + timedelta(days=16))
    assert house.ticket().closed_as == "unvalidated"
    ortiz.texts("no")
    house.time_passes(minutes=6)
    assert len(house.tickets()) == 1 and house.ticket().status == "closed"
    ortiz.texts("no, volvio a fallar")
    house.time_passes(minutes=5, seconds=2)
    assert severities(house) == ["P1", "P1"]


def test_an_engineer_who_wants_to_report_reads_what_pound_is_for(house: House) -> None:
    """Where no case of his waits he is in the customers' menu at once, and pound asks for a PIN there."""
    dana = house.engineer("Dana")
    dana.texts("hola")
    assert last(house, dana.number).endswith("llame a la linea; si oye antes uno suyo, marque numeral.")
