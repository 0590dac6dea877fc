"""One house a story: real rows, emptied before each; a carrier with a clock that the story moves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.phones import NIGHT, House, make_house
from voiceline.app import create_app
from voiceline.settings import Settings
from voiceline.store import directory
from voiceline.store.schema import metadata

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
    built = make_house(create_app, settings)
    empty(built)
    with built.line.transaction() as session:
        directory.load(session, DIRECTORY, "directory.toml", "a story", NIGHT)
    yield built
    try:
        built.nothing_unexpected()
    finally:
        built.line.close()


def empty(house: House) -> None:
    tables = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables if table.name != "pace")
    with house.line.transaction() as session:
        session.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
        session.execute(text("UPDATE pace SET next_at = '2000-01-01T00:00:00Z'"))
