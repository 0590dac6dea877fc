"""Whoever is rung: these stories are of words."""

import pytest

from tests.phones import House


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()
