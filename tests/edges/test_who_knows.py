"""A case's page says which customers do not know; the readiness page and the doctor, which engineer takes no texts."""

import pytest

from tests.pages import EMAIL, VIEWER, log_in, seen
from tests.phones import ORTIZ, House
from tests.story.conftest import DIRECTORY
from voiceline.actions.merge_cases import merge
from voiceline.actions.move_ticket import Desk, update
from voiceline.doctor.check import State, Unknown
from voiceline.doctor.database import DatabaseFacts, ask_database, texts_to_engineers_check
from voiceline.store import directory
from voiceline.telephony.number_shown import shown


def page(house: House, path: str = "/admin/tickets/101") -> str:
    house.time_passes(seconds=5)
    client = house.app.test_client()
    log_in(client, VIEWER)
    return seen(client.get(path).text)


def test_a_customer_who_knows_is_not_named(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    assert "no sabe:" not in page(house)


def test_who_got_nothing_by_any_way_does_not_know_it(house: House) -> None:
    house.carrier.undeliverable[ORTIZ] = 30006
    house.caller().dials().presses("1").hangs_up()
    assert f"Rosa Ortiz ({shown(ORTIZ)}) no sabe: caso abierto." in page(house)


def test_who_is_to_be_tried_again_does_not_know_until_then(house: House) -> None:
    house.carrier.undeliverable[ORTIZ] = 30003
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    house.carrier.undeliverable.clear()
    house.time_passes(minutes=11)
    assert "no sabe:" not in page(house)


def test_who_opted_out_is_said_to_and_what_she_missed(house: House) -> None:
    house.caller().texts("STOP")
    house.caller().dials().presses("1").hangs_up()
    said = page(house)
    assert "Rosa Ortiz no sabe: caso abierto." in said and "no quiere mensajes por SMS." in said


def test_who_is_told_along_by_an_e_mail_that_this_line_cannot_send_does_not_know(house: House) -> None:
    marta = '[[customers.contacts]]\nname = "Marta Sol"\nemail = "marta@example.com"'
    house.loads(DIRECTORY.replace('[[customers.contacts]]\nname = "Rosa Ortiz"\nmobile = "+50244440001"', marta))
    house.caller().dials().presses("1").hangs_up()
    house.caller("+50223330001").dials().presses("1").presses("2").hangs_up()
    with house.line.transaction() as session:
        version, book = directory.current(session)
        merge(Desk(session, book, version, EMAIL, house.line.now()), 102, 101, "es la misma caída")
    house.does(update, "ya casi", "m1", by="dana", number=101)
    said = page(house)
    assert "Marta Sol no sabe: aviso del ingeniero" in said and f"({shown(ORTIZ)}) no sabe" not in said
    assert "Marta Sol no sabe: caso abierto" in page(house, "/admin/tickets/102")


def test_an_engineer_without_texts_is_seen_before_the_night(house: House) -> None:
    assert texts_to_engineers_check(ask_database(house.line)).state == State.OK
    house.engineer("Dana").texts("BAJA")
    assert "Dana Cruz no recibe mensajes por SMS en +502 5555-0101 (se dio de baja)" in page(house, "/admin/ready")
    found = texts_to_engineers_check(ask_database(house.line))
    assert found.state == State.WARNING and "Dana Cruz (+502…101)" in found.found and "START" in found.do


@pytest.mark.parametrize("facts", [Unknown("x"), DatabaseFacts(17, 0.0, "0001", "0002", None, None, "", None)])
def test_what_nobody_could_ask_is_not_known(facts: DatabaseFacts | Unknown) -> None:
    assert texts_to_engineers_check(facts).found.startswith("no se sabe")
