"""By when she is answered is promised only while it is still to come and nobody has her case; else how it stands."""

import re

import pytest
from sqlalchemy import select

from tests.phones import ORTIZ, CustomerPhone, House
from tests.story.conftest import DIRECTORY
from voiceline.actions.follow_up import follow_ups_of
from voiceline.store.notifications import Notification

HERS, NUMBER = "+50255557777", "55557777#"
OPEN = re.compile(r"abierto\. (.+?\.) Vea como va")
FIXED, MARCO = "+50223330001", "+50244440009"


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def holding(house: House) -> CustomerPhone:
    """A caller whose number is withheld, and who keyed none when she was asked."""
    nobody = house.caller("anonymous").dials().presses("1").says_and_ends("se cayó todo").waits(30)
    assert nobody.waits_until("queue")
    return nobody


def test_who_leaves_her_number_after_the_target_reads_that_we_go_on_calling(house: House) -> None:
    nobody = holding(house)
    while "Para llamarle necesitamos un número" not in nobody.leg.heard:
        nobody.waits(5)
    nobody.presses(NUMBER).hears("De acuerdo, le llama el ingeniero que tome su caso").waits(2)
    assert told_of_opening(house) == ["Seguimos llamando al ingeniero de turno."]


def test_who_leaves_it_in_time_reads_by_when(house: House) -> None:
    holding(house).waits(9 * 60).presses("6").presses(NUMBER).waits(2)
    assert told_of_opening(house) == ["Le respondemos antes de las 02:25."]


def test_who_leaves_it_once_somebody_has_her_case_reads_who(house: House) -> None:
    nobody = holding(house)
    house.engineer("Dana").texts("TOMO 101")
    nobody.presses("6").presses(NUMBER).waits(2)
    assert told_of_opening(house) == []
    assert house.told(HERS, "Le atiende Dana Cruz, caso 101")


def test_of_an_opening_that_was_put_off_for_too_long_she_reads_what_is_true(house: House) -> None:
    house.line.redis_is_down = True
    house.caller(HERS).texts("1")
    house.carrier.advance(16 * 60)
    assert follow_ups_of(house.line, "after_opening") == 1
    house.time_passes(seconds=2)
    assert told_of_opening(house) == ["Seguimos llamando al ingeniero de turno."]


def test_of_a_question_that_rings_nobody_she_reads_that_it_is_on_the_list(house: House) -> None:
    house.line.redis_is_down = True
    house.caller(HERS).texts("3").texts("¿Cómo cambio una contraseña?")
    house.carrier.advance(3600 * 9)
    assert follow_ups_of(house.line, "after_opening") == 1
    house.time_passes(seconds=2)
    assert told_of_opening(house) == [] and house.told(HERS, "sigue en la lista de los ingenieros")


def told_of_opening(house: House) -> list[str]:
    """What follows "abierto" in the messages that say so."""
    found = [OPEN.search(message.body) for message in house.texts_to(HERS)]
    return [each[1] for each in found if each]


# What is tried again


def test_what_is_tried_again_is_what_is_true_by_then(house: House) -> None:
    """Until 02:25 it says by when she is answered, and after that that we go on calling."""
    house.carrier.undeliverable[ORTIZ] = 30003
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=29)
    assert went(house, "opened") == [(ORTIZ, "undelivered")] * 2 + [(ORTIZ, None)]
    house.carrier.undeliverable.clear()
    house.time_passes(minutes=2)
    assert went(house, "opened")[-1] == (ORTIZ, "cancelled")
    house.told(ORTIZ, "Caso 101 (critico) abierto. Seguimos llamando al ingeniero de turno.")


def test_once_somebody_has_it_nobody_is_told_that_it_is_open(house: House) -> None:
    house.carrier.undeliverable[ORTIZ] = 30003
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    house.carrier.undeliverable.clear()
    house.engineer("Dana").rings().presses("1").presses("1")
    house.time_passes(minutes=45)
    assert (ORTIZ, "delivered") not in went(house, "opened") and went(house, "opened_late") == []
    house.told(ORTIZ, "Le atiende Dana Cruz")


def test_whom_the_promise_reached_is_not_told_again(house: House) -> None:
    """Two are told of a case from a landline; one has her phone switched off."""
    a_colleague(house)
    house.carrier.undeliverable[MARCO] = 30003
    house.caller(FIXED).dials().presses("1").hangs_up()
    house.time_passes(minutes=29)
    house.carrier.undeliverable.clear()
    house.time_passes(minutes=3)
    assert went(house, "opened_late") == [(MARCO, "delivered")]


def a_colleague(house: House) -> None:
    rosa = 'name = "Rosa Ortiz"\nmobile = "+50244440001"\n'
    house.loads(DIRECTORY.replace(rosa, f'{rosa}\n[[customers.contacts]]\nname = "Marco Paz"\nmobile = "{MARCO}"\n'))


def went(house: House, kind: str) -> list[tuple[str, str | None]]:
    """(address, outcome) of each message of this news, in order."""
    with house.line.reading() as session:
        asked = select(Notification).where(Notification.kind == kind).order_by(Notification.id)
        return [(row.address, row.outcome) for row in session.scalars(asked)]
