"""One night lived through the whole app, then read by the people who were asleep."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests import servers
from tests.houses import a_night
from tests.pages import log_in
from tests.phones import House


@pytest.fixture(scope="package")
def house(postgres: Any) -> Iterator[House]:
    """Read by every test of this folder, and by each left as it was: a database of its own."""
    built = a_night(servers.migrated(postgres, "admin"))
    yield built
    built.line.close()


@pytest.fixture
def visitor(house: House) -> FlaskClient:
    return house.app.test_client()


@pytest.fixture
def reader(visitor: FlaskClient) -> FlaskClient:
    assert log_in(visitor).status_code == 302
    return visitor
