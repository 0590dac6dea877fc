"""A line whose words an admin may change; after each test they are as shipped again."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests import servers
from tests.houses import BOOK, people_of_every_role, settings_for
from tests.pages import log_in
from tests.phones import NIGHT
from tests.wordings import as_shipped
from voiceline.app import create_app
from voiceline.line import Line
from voiceline.store import directory


@pytest.fixture(scope="package")
def line(postgres: Any) -> Iterator[Line]:
    built = Line(settings_for(servers.migrated(postgres, "wording_pages")), now=lambda: NIGHT)
    with built.transaction() as session:
        directory.load(session, BOOK, "directory.toml", "a night", NIGHT)
        people_of_every_role(session, NIGHT)
    yield built
    built.close()


@pytest.fixture(autouse=True)
def _as_shipped(line: Line) -> Iterator[None]:
    yield
    as_shipped(line)


@pytest.fixture
def admin(line: Line) -> FlaskClient:
    client = create_app(line).test_client()
    log_in(client)
    return client
