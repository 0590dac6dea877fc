"""What an admin reads of a call on which somebody keyed a PIN: whether it was right, and nothing of its digits."""

import pytest

from tests.houses import BOOK
from tests.pages import VIEWER, in_order, log_in
from tests.phones import NIGHT, House
from tests.story import test_case_by_pin as by_pin
from tests.story.test_unknown_phone import PINS, at_the_door, enters, with_pins
from voiceline.store import directory

WRONG = "64209753"


@pytest.fixture
def book() -> str:
    return with_pins(BOOK)


@pytest.mark.parametrize(
    ("language", "entered", "wrong", "right", "took"),
    [
        ("es", "marcó un número", "marcó un PIN: mal", "marcó su PIN: bien", "Lee Pérez tomó el caso"),
        ("en", "entered a number", "entered a PIN: wrong", "entered the PIN: right", "Lee Pérez took the case"),
    ],
)
def test_the_timeline_says_whether_it_was_right(
    house: House, language: str, entered: str, wrong: str, right: str, took: str
) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=1)
    lee = enters(at_the_door(house), "101", WRONG).waits(1)
    enters(lee, "101", PINS["lee"]).waits(1).presses("1").hangs_up()
    client = house.app.test_client()
    log_in(client, VIEWER)
    with client.session_transaction() as session:
        session["language"] = language
    page = client.get(f"/admin/calls/{lee.leg.sid}").text
    in_order(page, f"Lee Pérez {entered}", f"Lee Pérez {wrong}", f"Lee Pérez {right}", took)
    assert WRONG not in page and PINS["lee"] not in page


@pytest.mark.parametrize(
    ("language", "wrong", "right"),
    [
        ("es", "marcó un PIN de cliente: mal", "marcó el PIN de un cliente: bien"),
        ("en", "entered a customer PIN: wrong", "entered a customer's PIN: right"),
    ],
)
def test_the_timeline_says_so_of_a_customers_too(house: House, language: str, wrong: str, right: str) -> None:
    with house.line.transaction() as session:
        directory.load(session, by_pin.with_pins(BOOK), "directory.toml", "a test", NIGHT)
    house.caller().dials().presses("1").hangs_up()
    ana = by_pin.enters(by_pin.at_the_door(house), pin=WRONG).waits(1)
    by_pin.enters(ana).waits(1).hangs_up()
    client = house.app.test_client()
    log_in(client, VIEWER)
    with client.session_transaction() as session:
        session["language"] = language
    for page in (f"/admin/calls/{ana.leg.sid}", "/admin/tickets/101"):
        told = client.get(page).text
        in_order(told, wrong, right)
        assert WRONG not in told and by_pin.MAYA not in told
