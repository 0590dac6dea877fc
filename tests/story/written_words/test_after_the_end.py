"""Words after the end, and whatever else may come."""

import pytest

from tests.phones import CustomerPhone, House
from tests.story.conftest import DIRECTORY
from tests.story.written_words.thread import last, severities
from voiceline.actions.move_ticket import resolve

# After the end


def solved(house: House) -> CustomerPhone:
    ortiz = house.caller().texts("2").texts("la caja 3")
    house.engineer("Dana").rings().presses("1").hears("es suyo").hangs_up()
    house.time_passes(seconds=5)
    house.does(resolve, "reinicio", by="dana")
    house.time_passes(seconds=5)
    return ortiz


@pytest.mark.parametrize(
    "words", ["no, se cayó todo el sistema", "sigue fallando, es crítico", "no, everything is down"]
)
def test_a_no_that_says_what_is_graver_opens_a_case(house: House, words: str) -> None:
    """Asked whether her question is answered, at night: no phone would ring for that one."""
    ortiz = house.caller().texts("3").texts("2").texts("el reporte del mes")
    assert severities(house) == ["P3"]
    house.does(resolve, "está en el menú", by="dana")
    house.time_passes(seconds=5)
    ortiz.texts(words)
    assert severities(house) == ["P3", "P1"]
    house.engineer("Dana").is_rung()


def test_a_no_as_grave_as_the_case_opens_it_again(house: House) -> None:
    solved(house).texts("no, sigue muy lento")
    assert [ticket.status for ticket in house.tickets()] == ["open"]


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


def test_whoever_is_customer_and_engineer_has_both(house: House) -> None:
    house.loads(DIRECTORY.replace('"+50223330001"]', '"+50223330001", "+50255550301"]'))
    ana = house.engineer("Ana").texts("El sistema está caído")
    assert severities(house) == ["P1"]
    ana.texts("TOMO 101")
    assert house.ticket().assignee == "ana"
