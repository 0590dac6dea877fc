"""A directory that two admins may edit, on rows of its own."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.desks import Desk, a_desk
from tests.edges.directory_pages.forms import OTHER
from tests.pages import log_in
from voiceline.store import accounts


@pytest.fixture
def desk(postgres: Any) -> Iterator[Desk]:
    built = a_desk(postgres, "directory_pages")
    with built.line.transaction() as session:
        accounts.set_account(session, OTHER, "admin", "una noche larga", built.now)
    yield built
    built.line.close()


@pytest.fixture
def admin(desk: Desk) -> FlaskClient:
    client = desk.client()
    assert log_in(client).status_code == 302
    return client
