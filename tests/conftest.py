"""The servers every test may use, started at first need and ended with the run."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings as hypothesis_settings

from tests import servers
from voiceline.demo.postgres import Postgres
from voiceline.demo.valkey import Valkey
from voiceline.settled import settle

hypothesis_settings.register_profile("house", deadline=None, print_blob=True)
hypothesis_settings.load_profile("house")
os.environ.setdefault("TZ", "UTC")


LONGEST = (  # minutes each: whoever of several workers begins one last keeps all others waiting
    "processes/",
    "story/merging/test_promises_of_merged_cases",
    "story/test_hanging_up_everywhere",
    "story/test_interleavings",
    "edges/wording_pages/test_reading",
    "story/test_sending",
    "browser/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not any(each in item.nodeid for each in LONGEST))


def pytest_collection_finish() -> None:
    """All that the tests need is loaded: no collection of garbage walks it again."""
    settle()


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
