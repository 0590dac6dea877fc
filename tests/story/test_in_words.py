"""A caller may say what she would press; what was not plainly understood is said back before it counts."""

import pytest

from tests.phones import House

DOUBTFUL = 0.3


@pytest.fixture(autouse=True)
def _whoever_is_rung_and_told(house: House) -> None:
    house.rest()


@pytest.mark.parametrize(
    ("number", "words", "severity"),
    [
        ("+50244440001", "es crítico, se nos cayó todo el sistema", "P1"),
        ("+50244440001", "alto, está intermitente", "P2"),
        ("+50244440002", "it's critical, the system is down", "P1"),
    ],
)
def test_plain_words_open_the_case_at_once_and_are_kept(house: House, number: str, words: str, severity: str) -> None:
    house.caller(number).dials().answers(words)
    assert house.ticket().severity == severity and house.ticket().summary == words
    house.engineer("Dana").is_rung(on=1)


def test_doubtful_urgent_words_are_said_back_and_a_yes_opens_the_case(house: House) -> None:
    ortiz = house.caller().dials().answers("se cayó todo", confidence=DOUBTFUL).hears("Entendí que es crítico")
    assert house.tickets() == []
    ortiz.answers("sí").hears("Su caso es 1, 0, 1")
    assert house.ticket().severity == "P1"


def test_in_english_too(house: House) -> None:
    caller = house.caller("+50244440002").dials().answers("system's down", confidence=DOUBTFUL)
    caller.hears("I understood that it is critical").presses("1").hears("Your case is 1, 0, 1")


def test_a_no_puts_the_question_again(house: House) -> None:
    ortiz = house.caller().dials().answers("se cayó todo", confidence=DOUBTFUL).presses("2")
    assert house.tickets() == [] and ortiz.record.step == "welcome"
    ortiz.presses("3")
    assert ortiz.record.step != "welcome" and house.tickets() == []


def test_silence_takes_the_urgent_one(house: House) -> None:
    house.caller().dials().answers("creo que se cayó todo", confidence=DOUBTFUL).waits(12)
    assert house.ticket().severity == "P1"


def test_silence_does_not_take_what_is_not_urgent(house: House) -> None:
    ortiz = house.caller().dials().answers("otra consulta", confidence=DOUBTFUL).hears("otra consulta").waits(12)
    assert house.tickets() == [] and ortiz.record.step == "welcome"


def test_her_choice_said_once_more_is_an_answer(house: House) -> None:
    ortiz = house.caller().dials().answers("se cayó", confidence=DOUBTFUL)
    ortiz.answers("crítico, es crítico")
    assert house.ticket().severity == "P1"


def test_who_is_cut_off_while_her_urgent_words_are_said_back_has_a_case(house: House) -> None:
    ortiz = house.caller().dials().answers("se cayó todo", confidence=DOUBTFUL).hangs_up()
    assert house.ticket().severity == "P1" and ortiz.record.outcome == "case_opened"
    house.engineer("Dana").is_rung(on=1)


def test_who_hangs_up_while_another_matter_is_said_back_has_abandoned(house: House) -> None:
    ortiz = house.caller().dials().answers("otra consulta", confidence=DOUBTFUL).hangs_up()
    assert house.tickets() == [] and ortiz.record.outcome == "abandoned"


def test_words_nobody_understands_count_like_a_wrong_key(house: House) -> None:
    ortiz = house.caller().dials()
    for _ in range(3):
        ortiz.answers("buenas noches señorita")
    assert ortiz.record.step == "speak"


def test_an_engineer_s_page_listens_to_keys_only(house: House) -> None:
    house.caller().dials().presses("1")
    dana = house.engineer("Dana").rings()
    assert not house.carrier.speak(dana.leg, "uno, sí, lo tomo")
    assert house.ticket().status == "open"
