"""One house a story: real rows, emptied before each; a carrier with a clock that the story moves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.phones import NIGHT, House, make_house
from voiceline.app import create_app
from voiceline.settings import Settings
from voiceline.store import directory

DIRECTORY = (Path(__file__).parent / "directory.toml").read_text(encoding="utf-8")


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings.from_environment(
        {
            "DATABASE_URL": database_url,
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "PUBLIC_URL": "http://127.0.0.1:8000",
            "LINE_NUMBER": "+50256305476",
            "WHATSAPP_NUMBER": "+50256305476",
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_AUTH_TOKEN": "demo-token",
            "SECRET_KEY": "a story",
            "CALLS_PER_SECOND": "1000",
        }
    )


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    servers.empty(settings.database_url)
    built = make_house(create_app, settings)
    with built.line.transaction() as session:
        directory.load(session, DIRECTORY, "directory.toml", "a story", NIGHT)
    yield built
    try:
        built.nothing_unexpected()
    finally:
        built.line.close()
