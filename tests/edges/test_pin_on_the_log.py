"""What an admin reads of a call on which somebody keyed a PIN: whether it was right, and nothing of its digits."""

from collections.abc import Iterator

import pytest

from tests import servers
from tests.edges.test_admin import BOOK, EMAIL, in_order, log_in, settings_for
from tests.phones import NIGHT, House, make_house
from tests.story.test_unknown_phone import PINS, at_the_door, enters, with_pins
from voiceline.app import create_app
from voiceline.store import accounts, directory

WRONG = "64209753"


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    servers.empty(database_url)
    built = make_house(create_app, settings_for(database_url))
    with built.line.transaction() as session:
        directory.load(session, with_pins(BOOK), "directory.toml", "a test", NIGHT)
        accounts.set_account(session, EMAIL, "viewer", "una noche larga", NIGHT)
    built.rest()
    yield built
    built.line.close()


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
    log_in(client)
    with client.session_transaction() as session:
        session["language"] = language
    page = client.get(f"/admin/calls/{lee.leg.sid}").text
    in_order(page, f"Lee Pérez {entered}", f"Lee Pérez {wrong}", f"Lee Pérez {right}", took)
    assert WRONG not in page and PINS["lee"] not in page
