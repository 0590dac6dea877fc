"""A caller whose number is withheld leaves the hold while somebody has her case: he reads where to call her, or that he
cannot.
"""

import pytest

from tests.phones import CustomerPhone, House
from voiceline.actions import move_ticket

DANA = "+50255550101"
NOWHERE = "el cliente dejo la espera sin dar un numero. Si llama otra vez, suena su teléfono."


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def leaves(house: House) -> CustomerPhone:
    """Dana has it by a word, and answers no ring."""
    nobody = house.caller("anonymous").dials().presses("1").says_and_ends("se cayó todo").waits(30)
    assert nobody.waits_until("queue")
    for phone in house.engineer("Dana").numbers:
        house.carrier.phones[phone] = "no-answer"
    house.engineer("Dana").texts("TOMO 101")
    return nobody.presses("6").hears("Para llamarle necesitamos un número")


def texts(house: House) -> list[str]:
    """What Dana was texted of it."""
    house.time_passes(seconds=100)
    return [each.body for each in house.texts_to(DANA) if ": el cliente" in each.body]


def test_he_reads_the_number_that_she_keys(house: House) -> None:
    leaves(house).presses("55557777#").hears("De acuerdo, le llama Dana Cruz")
    assert texts(house) == [
        "Caso 101 P1, un cliente no identificado: el cliente espera que usted le llame al +50255557777"
    ]


def test_where_she_keys_none_he_reads_that_there_is_none(house: House) -> None:
    nobody = leaves(house)
    assert texts(house) == [f"Caso 101 P1, un cliente no identificado: {NOWHERE}"]
    nobody.hears("Sin un número no podemos llamarle")


def test_so_he_does_where_she_hangs_up_as_she_is_asked(house: House) -> None:
    leaves(house).hangs_up()
    assert texts(house) == [f"Caso 101 P1, un cliente no identificado: {NOWHERE}"]


def test_not_of_a_case_that_is_solved_meanwhile(house: House) -> None:
    leaves(house).hangs_up()
    house.does(move_ticket.resolve, "reinicio", by="dana")
    assert texts(house) == []


def test_while_nobody_has_it_nobody_reads_of_it(house: House) -> None:
    nobody = house.caller("anonymous").dials().presses("1").says_and_ends("se cayó todo").waits(30)
    assert nobody.waits_until("queue")
    nobody.presses("6").presses("55557777#").hears("le llama el ingeniero que tome su caso")
    assert texts(house) == []
