"""A town a story."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.processes.town import Town
from voiceline.demo.postgres import Postgres


@pytest.fixture
def town(postgres: Postgres, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Town]:
    with servers.valkey_server() as valkey:
        built = Town(postgres, valkey, tmp_path, f"town_{abs(hash(request.node.name)) % 10**8}")
        try:
            yield built
        finally:
            built.stop()
