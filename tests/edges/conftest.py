"""The house that most pages and ports are tried on; a module or folder says what differs in its own."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.houses import BOOK, a_house
from tests.phones import NIGHT, House


@pytest.fixture
def book() -> str:
    return BOOK


@pytest.fixture
def start() -> datetime:
    return NIGHT


@pytest.fixture
def house(database_url: str, book: str, start: datetime) -> Iterator[House]:
    """With somebody of every role; who is rung or texted is no matter."""
    built = a_house(database_url, book, start)
    built.rest()
    yield built
    built.line.close()
