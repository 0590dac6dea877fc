"""Every story here is told under a rhythm."""

import pytest

from tests.phones import House
from tests.story.kept_informed.rhythm import INFORMED


@pytest.fixture(autouse=True)
def _a_rhythm(house: House) -> None:
    house.rest()
    house.loads(INFORMED)
