"""A house whose roster people change, and the admin who does."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests import servers
from tests.edges.roster.weeks import NOW
from tests.houses import BOOK, settings_for
from tests.pages import EMAIL, log_in
from tests.phones import House, make_house
from voiceline.app import create_app
from voiceline.store import accounts, directory


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    servers.empty(database_url)
    built = make_house(create_app, settings_for(database_url), NOW)
    with built.line.transaction() as session:
        directory.load(session, BOOK, "directory.toml", "a test", NOW)
        accounts.set_account(session, EMAIL, "admin", "una noche larga", NOW)
    built.rest()
    yield built
    built.line.close()


@pytest.fixture
def admin(house: House) -> FlaskClient:
    client = house.app.test_client()
    assert log_in(client).status_code == 302
    return client
