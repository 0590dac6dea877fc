"""What a customer writes: urgent at once, asked back when in doubt, silence that counts, words that join their case."""

import pytest

from tests.phones import ORTIZ, STRANGER, CustomerPhone, House
from tests.story.conftest import DIRECTORY
from voiceline.actions import answer_text, converse_by_text
from voiceline.actions.move_ticket import ask_customer, change_severity, resolve
from voiceline.domain.severity import Severity
from voiceline.store.base import run

FOODS = "+50244440002"  # English
PEDRO = "+50224110007"  # of Banco Maya too


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def replies(house: House, number: str = ORTIZ) -> list[str]:
    return [m.body for m in house.texts_to(number) if m.direction == "outbound-reply"]


def last(house: House, number: str = ORTIZ) -> str:
    return replies(house, number)[-1]


def severities(house: House) -> list[str]:
    return [ticket.severity for ticket in house.tickets()]


def told(house: House, kind: str) -> list[dict[str, str]]:
    with house.line.reading() as session:
        rows = run(session, "SELECT values FROM notifications WHERE kind = %(kind)s ORDER BY id", {"kind": kind})
        return [row[0] for row in rows.fetchall()]


def described(house: House, number: int | None = None) -> list[str]:
    return [e.detail["text"] for e in house.ticket(number).events if e.kind == "described"]


# Urgent


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_plain_words_open_a_p1_at_once_and_are_its_description(house: House, channel: str) -> None:
    house.caller().texts("El sistema está caído, es crítico", channel=channel)
    ticket = house.ticket()
    assert (ticket.severity, ticket.channel, ticket.customer) == ("P1", channel, "Banco Maya")
    assert ticket.summary == "El sistema está caído, es crítico"
    assert ticket.opened_at == house.clock.at
    assert "Su caso es 101" in last(house)
    house.engineer("Dana").is_rung()


def test_plain_words_in_english(house: House) -> None:
    house.caller(FOODS).texts("The system is down, nobody can work")
    assert house.ticket().severity == "P1"
    assert "Your case is 101: critical" in last(house, FOODS)


def test_a_key_may_be_the_first_message(house: House) -> None:
    house.caller().texts("1️⃣")
    assert severities(house) == ["P1"]


def test_doubt_is_asked_back_and_a_yes_opens(house: House) -> None:
    ortiz = house.caller().texts("no puedo entrar")
    assert not house.tickets()
    assert "Entendimos que es critico" in last(house)
    ortiz.texts("sí")
    assert house.ticket().summary == "no puedo entrar"
    assert severities(house) == ["P1"]


def test_silence_after_words_that_may_be_urgent_pages_all_the_same(house: House) -> None:
    house.caller().texts("no puedo entrar")
    first = house.clock.at
    house.time_passes(seconds=118)
    assert not house.tickets()
    house.time_passes(seconds=4)
    ticket = house.ticket()
    assert (ticket.severity, ticket.opened_at) == ("P1", first)
    house.engineer("Dana").is_rung()
    house.told(ORTIZ, "Su caso es 101: critico")


def test_an_answer_in_time_is_no_silence(house: House) -> None:
    house.caller().texts("no puedo entrar").texts("2")
    house.time_passes(minutes=5)
    assert not house.tickets()


def test_silence_to_a_plain_question_pages_nobody(house: House) -> None:
    house.caller().texts("hola")
    house.time_passes(minutes=5)
    assert not house.tickets()


def test_alto_alone_is_neither_swallowed_nor_taken_for_stop(house: House) -> None:
    house.caller().texts("ALTO")
    assert "BAJA" in last(house)
    house.time_passes(minutes=2, seconds=2)
    assert severities(house) == ["P2"]


def test_alto_answers_the_question_that_offers_it(house: House) -> None:
    house.caller().texts("hola").texts("alto")
    assert severities(house) == ["P2"]


def test_a_key_answers_the_question_that_was_asked_last(house: House) -> None:
    """2 is "leave a message" there, and no P2; but urgent words in that message are no question for the morning."""
    ortiz = house.caller().texts("3").texts("2").texts("¿cuándo sale la versión nueva?")
    assert severities(house) == ["P3"]
    ortiz.texts("NUEVO").texts("3").texts("2").texts("El sistema está caído")
    assert severities(house) == ["P3", "P1"]


# With a case open


def test_urgent_words_ring_its_people_again_and_yes_keeps_one_case(house: House) -> None:
    ortiz = house.caller().texts("1").texts("no entra nadie")
    house.engineer("Dana").rings().presses("1").hears("es suyo").hangs_up()
    house.time_passes(minutes=5)
    ortiz.texts("se cayó todo otra vez")
    assert "caso 101" in last(house)
    assert "called_again" in house.events()
    house.engineer("Dana").will_be_rung()
    ortiz.texts("1")
    house.time_passes(minutes=3)
    assert severities(house) == ["P1"]
    assert "se cayó todo otra vez" in described(house)


def test_silence_keeps_both_and_both_ring(house: House) -> None:
    ortiz = house.caller().texts("1").texts("no entra nadie")
    house.time_passes(minutes=3)
    ortiz.texts("1")
    house.time_passes(minutes=2, seconds=3)
    assert severities(house) == ["P1", "P1"]
    house.told(ORTIZ, "Su caso es 102")


def test_two_opens_another(house: House) -> None:
    house.caller().texts("1").texts("no entra nadie").texts("1").texts("2")
    assert severities(house) == ["P1", "P1"]


def test_graver_words_open_a_case_at_once(house: House) -> None:
    house.caller().texts("2").texts("lento").texts("El sistema está caído, es crítico")
    assert severities(house) == ["P2", "P1"]


def test_what_is_not_urgent_joins_and_who_has_it_reads_it(house: House) -> None:
    ortiz = house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hears("es suyo").hangs_up()
    house.time_passes(minutes=1)
    ortiz.texts("ya reiniciamos el servidor y sigue igual")
    assert "queda en su caso 101" in last(house)
    assert described(house)[-1] == "ya reiniciamos el servidor y sigue igual"
    assert "sigue igual" in house.told("+50255550101", "sigue igual")
    assert severities(house) == ["P1"]


def test_what_may_be_urgent_and_is_not_joins(house: House) -> None:
    ortiz = house.caller().texts("2").texts("la caja 3")
    house.time_passes(minutes=6)
    ortiz.texts("no funciona").texts("no")
    assert "queda en su caso 101" in last(house)
    assert described(house)[-1] == "no funciona"
    house.time_passes(minutes=3)
    assert severities(house) == ["P2"]


def test_a_colleague_of_hers_joins_the_companys_case(house: House) -> None:
    house.caller().texts("2").texts("la caja 3")
    house.caller(PEDRO).texts("también la caja 4")
    assert described(house)[-1] == "también la caja 4"


def test_two_of_one_company_at_once_are_asked_whether_it_is_one_case(house: House) -> None:
    house.caller().texts("El sistema está caído")
    house.caller(PEDRO).texts("El sistema está caído")
    assert severities(house) == ["P1"]
    assert "caso 101" in last(house, PEDRO)


def test_with_several_cases_she_is_asked_which(house: House) -> None:
    ortiz = house.caller().texts("2").texts("la caja 3")
    ortiz.texts("NUEVO").texts("2").texts("el reporte")
    assert severities(house) == ["P2", "P2"]
    pedro = house.caller(PEDRO).texts("van tres clientes que preguntan")
    assert "De qué caso" in last(house, PEDRO).replace("¿De que", "¿De qué")
    pedro.texts("999")
    assert "caso" in last(house, PEDRO)
    pedro.texts("101")
    assert described(house, 101)[-1] == "van tres clientes que preguntan"
    assert described(house, 102) == ["el reporte"]


def test_new_is_another_case_and_never_the_same(house: House) -> None:
    ortiz = house.caller().texts("2").texts("la caja 3")
    ortiz.texts("Nuevo caso: El sistema está caído, es crítico")
    assert severities(house) == ["P2", "P1"]
    ortiz.texts("nuevo").texts("1")
    assert severities(house) == ["P2", "P1", "P1"]


def test_her_word_ends_the_wait_for_her(house: House) -> None:
    ortiz = house.caller().texts("2").texts("la caja 3")
    house.engineer("Dana").rings().presses("1").hears("es suyo").hangs_up()
    house.does(ask_customer, "¿Qué versión tienen?", by="dana")
    house.time_passes(seconds=5)
    assert house.ticket().status == "waiting"
    ortiz.texts("es la versión del mes pasado")
    assert house.ticket().status == "acknowledged"


def test_chatter_is_kept_whole_and_answered_once_and_then_with_why(house: House) -> None:
    ortiz = house.caller().texts("2").texts("la caja 3")
    before = len(replies(house))
    for number in range(7):
        ortiz.texts(f"detalle {number} de la caja")
    said = replies(house)[before:]
    assert len(said) == 2
    assert "queda en su caso 101" in said[0] and "Todo lo que escriba" in said[1]
    assert len(described(house)) == 8
    assert len(told(house, "wrote")) < 7 * 2
    ortiz.texts("1")
    assert severities(house) == ["P2", "P1"]


@pytest.mark.parametrize("thanks", ["gracias", "👍", "ok"])
def test_thanks_are_no_news_of_the_case(house: House, thanks: str) -> None:
    ortiz = house.caller().texts("2").texts("la caja 3")
    before = len(replies(house))
    ortiz.texts(thanks)
    assert described(house) == ["la caja 3"]
    assert len(replies(house)) == before


def test_thanks_do_not_describe_it(house: House) -> None:
    ortiz = house.caller().texts("2").texts("gracias")
    assert described(house) == []
    ortiz.texts("la caja 3")
    assert house.ticket().summary == "la caja 3"


# What she asks of the line


def test_state_of_every_case_of_hers(house: House) -> None:
    ortiz = house.caller().texts("1").texts("no entra nadie")
    ortiz.texts("ESTADO")
    assert "Caso 101: estamos llamando al ingeniero de turno y le respondemos antes de las 02:25" in last(house)
    house.engineer("Dana").rings().presses("1").hears("es suyo").hangs_up()
    ortiz.texts("como va?")
    assert "Caso 101: lo atiende Dana Cruz" in last(house)


def test_state_without_a_case(house: House) -> None:
    stranger = house.caller(STRANGER).texts("estado")
    assert "+50256305476" in last(house, STRANGER)
    stranger.texts("1")
    assert severities(house) == ["P1"]


def test_help_says_what_may_be_written(house: House) -> None:
    ortiz = house.caller().texts("ayuda")
    assert "Responda con un numero" in last(house)
    ortiz.texts("2").texts("la caja 3").texts("AYUDA")
    assert "ESTADO" in last(house) and "NUEVO" in last(house)


def test_in_english(house: House) -> None:
    foods = house.caller(FOODS).texts("2").texts("till 3").texts("status")
    assert "Case 101: we are calling the engineer on call and answer you before 02:40" in last(house, FOODS)
    foods.texts("it also prints twice")
    assert "in your case 101" in last(house, FOODS)


def test_help_in_the_midst_of_a_question_puts_it_again(house: House) -> None:
    ortiz = house.caller().texts("no puedo entrar").texts("AYUDA")
    assert "Entendimos que es critico" in last(house)
    ortiz.texts("1")
    assert severities(house) == ["P1"]


def test_a_deadline_of_another_day_is_told_with_its_day(house: House) -> None:
    ortiz = house.caller().texts("2").texts("la caja 3")
    house.engineer("Dana").rings().presses("1").hears("es suyo").hangs_up()
    house.does(change_severity, Severity.P3, "una sola caja", by="dana")
    ortiz.texts("ESTADO")
    assert "con solucion antes del jue 26/11" in last(house)


def test_who_is_listed_later_is_known_from_then_on(house: House) -> None:
    house.caller(STRANGER).texts("hola")
    house.loads(DIRECTORY.replace('"+50223330001"]', f'"+50223330001", "{STRANGER}"]'))
    house.caller(STRANGER).texts("1")
    assert house.ticket().customer == "Banco Maya"


# After the end


def solved(house: House) -> CustomerPhone:
    ortiz = house.caller().texts("2").texts("la caja 3")
    house.engineer("Dana").rings().presses("1").hears("es suyo").hangs_up()
    house.time_passes(seconds=5)
    house.does(resolve, "reinicio", by="dana")
    house.time_passes(seconds=5)
    return ortiz


def test_thanks_are_no_yes(house: House) -> None:
    ortiz = solved(house).texts("gracias")
    assert house.ticket().status == "resolved"
    assert "SI o NO" in last(house)
    ortiz.texts("SI")
    assert house.ticket().status == "closed"


def test_a_yes_to_what_was_asked_last_closes_no_case(house: House) -> None:
    """Asked whether it is critical, she says yes: of that, not of the case that waits for her word."""
    solved(house).texts("no puedo entrar").texts("si")
    assert [ticket.status for ticket in house.tickets()] == ["resolved", "open"]
    assert severities(house) == ["P2", "P1"]


def test_a_colleague_who_was_asked_may_answer(house: House) -> None:
    house.caller("+50223330001").dials().presses("2").hangs_up()  # a landline: Ms. Ortiz gets the news
    house.engineer("Dana").rings().presses("1").hears("es suyo").hangs_up()
    house.time_passes(seconds=5)
    house.does(resolve, "reinicio", by="dana")
    house.time_passes(seconds=5)
    house.caller().texts("Sí, ya funciona")
    assert house.ticket().closed_as == "validated"


def test_still_failing_opens_a_validated_case_again_and_other_words_do_not(house: House) -> None:
    ortiz = solved(house).texts("SI")
    ortiz.texts("el reporte del mes")
    assert house.ticket().status == "closed"
    ortiz.texts("3").texts("1")  # whatever she was asked, it is answered
    ortiz.texts("sigue fallando")
    assert house.ticket().status == "open"
    house.engineer("Dana").will_be_rung()


def test_any_word_opens_a_case_that_was_closed_by_silence(house: House) -> None:
    ortiz = solved(house)
    house.sleeps_until(house.clock.at.replace(day=28))
    assert house.ticket().closed_as == "unvalidated"
    ortiz.texts("gracias")
    assert house.ticket().status == "closed"
    ortiz.texts("la caja 3 otra vez")
    assert house.ticket().status == "open"
    assert "Volvimos a abrir su caso 101" in last(house)


# Whatever comes


@pytest.mark.parametrize("body", ["", "🙂", "x" * 1600, "9", "*", "#", "<b>1</b>", "٤١٧"])
def test_any_body_with_a_case_open_is_survived(house: House, body: str) -> None:
    house.caller().texts("2").texts("la caja 3").texts(body)
    assert severities(house) == ["P2"]


def test_a_message_that_cannot_be_answered_is_kept_and_heard_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as broken:
        broken.setattr(converse_by_text, "hear_message", fails)
        house.carrier.text(ORTIZ, None, "El sistema está caído, es crítico")
        house.carrier.settle()
        assert "Recibimos su mensaje" in last(house)
        assert not house.tickets()
    house.work()
    house.time_passes(seconds=15)
    assert house.ticket().summary == "El sistema está caído, es crítico"
    house.told(ORTIZ, "Su caso es 101")


def test_a_kept_message_that_comes_again_is_heard_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as broken:
        broken.setattr(converse_by_text, "hear_message", fails)
        house.carrier.text(ORTIZ, None, "1", message_sid="SM" + "3" * 32)
        house.carrier.settle()
    house.carrier.replay([x for x in house.carrier.log if x.kind == "text"][-1])
    house.time_passes(seconds=15)
    assert severities(house) == ["P1"]
    assert not [m for m in house.texts_to(ORTIZ) if m.direction == "outbound-api" and "Escriba aqui" in m.body]


def test_what_cannot_even_be_kept_is_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no database")

    monkeypatch.setattr(answer_text.directory, "current", fails)
    house.caller().texts("1")
    assert "No pudimos guardar su mensaje" in last(house)


def test_whoever_is_customer_and_engineer_has_both(house: House) -> None:
    house.loads(DIRECTORY.replace('"+50223330001"]', '"+50223330001", "+50255550301"]'))
    ana = house.engineer("Ana").texts("El sistema está caído")
    assert severities(house) == ["P1"]
    ana.texts("TOMO 101")
    assert house.ticket().assignee == "ana"
