"""An admin and a viewer, on rows of their own."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.desks import Desk, a_desk


@pytest.fixture
def desk(postgres: Any) -> Iterator[Desk]:
    built = a_desk(postgres, "accounts")
    yield built
    built.line.close()
