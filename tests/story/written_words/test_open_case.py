"""Words while a case is open: they join it, ring again, or open another."""

import pytest

from tests.phones import ORTIZ, House
from tests.story.written_words.thread import PEDRO, described, last, replies, severities, told
from voiceline.actions.move_ticket import ask_customer


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
    house.caller(PEDRO).texts("El sistema está caído", channel="whatsapp")
    assert severities(house) == ["P1"]
    assert "caso 101" in last(house, PEDRO)


def test_with_several_cases_she_is_asked_which(house: House) -> None:
    ortiz = house.caller().texts("2").texts("la caja 3")
    ortiz.texts("NUEVO").texts("2").texts("el reporte")
    assert severities(house) == ["P2", "P2"]
    pedro = house.caller(PEDRO).texts("van tres clientes que preguntan", channel="whatsapp")
    assert "¿De qué caso" in last(house, PEDRO)
    pedro.texts("999", channel="whatsapp")
    assert "caso" in last(house, PEDRO)
    pedro.texts("101", channel="whatsapp")
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


@pytest.mark.parametrize("thanks", [("gracias",), ("gracias", "ok", "👍", "listo")])
def test_what_she_adds_after_thanks_is_answered(house: House, thanks: tuple[str, ...]) -> None:
    ortiz = house.caller().texts("2").texts("la caja 3")
    for each in thanks:
        ortiz.texts(each)
    before = len(replies(house))
    ortiz.texts("la caja 4 tampoco cierra")
    assert len(replies(house)) == before + 1 and "queda en su caso 101" in last(house)
    ortiz.texts("gracias").texts("ni la 5")
    assert len(replies(house)) == before + 1


def test_however_much_she_writes_at_once_she_is_answered_twice(house: House) -> None:
    ortiz = house.caller().texts("2").texts("la caja 3")
    before = len(replies(house))
    for number in range(30):
        ortiz.texts(f"detalle {number} de la caja")
    assert len(replies(house)) == before + 2 and len(described(house)) == 31


def test_thanks_do_not_describe_it(house: House) -> None:
    ortiz = house.caller().texts("2").texts("gracias")
    assert described(house) == []
    ortiz.texts("la caja 3")
    assert house.ticket().summary == "la caja 3"


def test_of_several_cases_3_tells_of_the_next(house: House) -> None:
    ortiz = house.caller().texts("1").texts("no entra nadie").texts("1").texts("2").texts("la otra caja")
    assert severities(house) == ["P1", "P1"]
    house.time_passes(minutes=20)
    ortiz.texts("4")
    assert "Su caso 102: " in last(house) and "2 para dejar un mensaje, 3 para otro de sus casos" in last(house)
    ortiz.texts("3")
    assert "Su caso 101: " in last(house)
    ortiz.texts("3")
    assert "Su caso 102: " in last(house)


def test_words_at_the_menu_of_her_case_are_the_message_that_it_offers(house: House) -> None:
    ortiz = house.caller().texts("2").texts("la caja 3")
    house.engineer("Dana").texts("TOMO 101")
    house.time_passes(minutes=20)
    ortiz.texts("4").texts("la caja 4 tampoco cierra")
    assert described(house)[-1] == "la caja 4 tampoco cierra" and "No entendi" not in last(house)
    house.told("+50255550101", "dejo un mensaje en el caso 101")
    ortiz.texts("4").texts("se cayó todo, es crítico")
    assert severities(house) == ["P2", "P1"]
