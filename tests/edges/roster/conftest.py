"""A house whose roster people change, and the admin who does."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient

from tests.edges.roster.weeks import NOW
from tests.pages import log_in
from tests.phones import House


@pytest.fixture
def start() -> datetime:
    return NOW


@pytest.fixture
def admin(house: House) -> FlaskClient:
    client = house.app.test_client()
    assert log_in(client).status_code == 302
    return client
