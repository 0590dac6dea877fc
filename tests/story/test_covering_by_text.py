"""A colleague is asked to cover a shift, and answers by text instead of by the link."""

import pytest

from tests.phones import EngineerPhone, House
from tests.story.conftest import DIRECTORY
from tests.story.test_engineer_texts import case, paged, writes
from voiceline.domain.directory import Directory
from voiceline.store import directory, roster

DANAS = "30/11 08:00 - 07/12 08:00"


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


@pytest.fixture
def luis(house: House) -> EngineerPhone:
    """Whom Dana has asked."""
    assert "Le pedimos a Luis Soto" in writes(house.engineer("Dana"), "CAMBIO TURNO luis")
    return house.engineer("Luis")


def states(house: House) -> list[tuple[str, str, str | None]]:
    with house.line.reading() as session:
        return sorted((each.engineer, each.state, each.answered_by) for each in roster.swaps(session))


def book(house: House) -> Directory:
    with house.line.reading() as session:
        return directory.current(session)[1]


@pytest.mark.parametrize("said", ["SI", "Sí, lo cubro", "acepto", "SI TURNO", "acepto el turno de Dana"])
def test_a_yes_covers_it_and_both_are_told(house: House, luis: EngineerPhone, said: str) -> None:
    assert writes(luis, said) == f"Usted cubre el turno de Dana Cruz {DANAS}."
    assert states(house) == [("dana", "accepted", "luis")]
    assert [each.members for each in book(house).overrides][-1] == ("luis",)
    house.told("+50255550101", f"Turno {DANAS}: queda Luis Soto por Dana Cruz.")


def test_a_no_leaves_it_with_her_and_she_is_told(house: House, luis: EngineerPhone) -> None:
    overrides = book(house).overrides
    assert writes(luis, "no puedo") == f"Usted no puede: Dana Cruz sigue con su turno {DANAS}."
    assert states(house) == [("dana", "declined", "luis")]
    assert book(house).overrides == overrides
    house.told("+50255550101", f"Luis Soto no puede cubrir su turno {DANAS}.")


def test_answered_once_it_is_answered(house: House, luis: EngineerPhone) -> None:
    writes(luis, "NO")
    assert writes(luis, "SI TURNO") == "Nadie le pide ahora cubrir un turno. Vea la pagina Turnos."
    assert "No entendi" in writes(luis, "SI")
    assert states(house) == [("dana", "declined", "luis")]


def test_of_two_who_ask_he_names_one(house: House, luis: EngineerPhone) -> None:
    assert "Le pedimos a Luis Soto" in writes(house.engineer("Lee"), "CAMBIO TURNO luis")
    assert writes(luis, "si").startswith("Turnos que le piden: 2. Escriba SI TURNO o NO TURNO y el nombre")
    assert {state for _, state, _ in states(house)} == {"proposed"}
    assert writes(luis, "SI TURNO LEE").startswith("Usted cubre el turno de Lee Pérez")
    assert states(house) == [("dana", "proposed", None), ("lee", "accepted", "luis")]


def test_while_a_case_waits_for_him_a_bare_yes_might_be_of_that(house: House) -> None:
    writes(house.engineer("Lee"), "CAMBIO TURNO dana")
    number, dana = case(house), house.engineer("Dana")
    told = f"¿El turno o el caso {number}? Escriba SI TURNO, NO TURNO, TOMO {number} o PASO {number}."
    assert writes(dana, "SI") == told
    assert house.ticket().assignee is None and states(house) == [("lee", "proposed", None)]
    assert "Usted no puede" in writes(dana, "NO TURNO")
    assert "es suyo" in writes(dana, "acepto")  # of the case, as ever
    assert states(house) == [("lee", "declined", "dana")]


def test_a_shift_that_is_no_longer_hers_to_give_is_not_taken(house: House, luis: EngineerPhone) -> None:
    house.loads(DIRECTORY.replace('members = ["dana"]', 'members = ["ana"]', 1))
    assert writes(luis, "SI") == "Ese turno ya no se puede cambiar. Vea la pagina Turnos."
    assert states(house) == [("dana", "proposed", None)]


def test_who_is_a_customer_too_says_of_a_shift_that_it_is_one(house: House, luis: EngineerPhone) -> None:
    house.loads(DIRECTORY.replace('"+50223330001"]', f'"+50223330001", "{luis.number}"]'))
    assert "Responda con un numero" in writes(luis, "si")
    assert writes(luis, "SI TURNO").startswith("Usted cubre el turno")


def test_a_yes_to_his_page_by_whatsapp_is_of_the_page(house: House) -> None:
    writes(house.engineer("Lee"), "CAMBIO TURNO dana")
    page = paged(house)
    assert "es suyo" in writes(house.engineer("Dana"), "si", channel="whatsapp", replied_to=page.sid)
    assert states(house) == [("lee", "proposed", None)]
