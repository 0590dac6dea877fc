"""What she asks of the line: how her cases stand, help, in her language."""

from datetime import UTC, datetime

from tests.phones import STRANGER, House
from tests.story.conftest import DIRECTORY
from tests.story.written_words.thread import FOODS, last, severities
from voiceline.actions.move_ticket import change_severity
from voiceline.domain.severity import Severity


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
    assert "con solucion antes de las 14:00 del jue 26/11" in last(house)


def test_an_answer_owed_after_midnight_is_told_with_its_day(house: House) -> None:
    house.sleeps_until(datetime(2026, 11, 25, 5, 50, tzinfo=UTC))  # Tuesday, 23:50 in Guatemala
    ortiz = house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=2)
    ortiz.gets_text("Le respondemos antes de las 00:05 del mié 25/11. Vea como va:")


def test_who_is_listed_later_is_known_from_then_on(house: House) -> None:
    house.caller(STRANGER).texts("hola")
    house.loads(DIRECTORY.replace('"+50223330001"]', f'"+50223330001", "{STRANGER}"]'))
    house.caller(STRANGER).texts("1")
    assert house.ticket().customer == "Banco Maya"
