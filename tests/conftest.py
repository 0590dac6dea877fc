"""The servers every test may use, started at first need and ended with the run."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings as hypothesis_settings

from tests import servers
from voiceline.demo.postgres import Postgres
from voiceline.demo.valkey import Valkey

hypothesis_settings.register_profile("house", deadline=None, print_blob=True)
hypothesis_settings.load_profile("house")
os.environ.setdefault("TZ", "UTC")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with servers.postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def database_url(postgres: Postgres) -> str:
    return servers.migrated(postgres, "tests")


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    with servers.valkey_server() as server:
        yield server


@pytest.fixture(scope="session")
def redis_url(valkey: Valkey) -> str:
    return valkey.url
