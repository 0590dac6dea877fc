"""The demo in a shell that names a database: only an empty one and its own are taken, and a real one stays as it is."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.phones import NIGHT
from voiceline.demo.claimed_database import ClaimError, claim
from voiceline.demo.postgres import Postgres
from voiceline.demo.valkey import free_port
from voiceline.line import Line
from voiceline.settings import Settings
from voiceline.store import directory
from voiceline.store.schema import migrate

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "directory.example.toml").read_text(encoding="utf-8")
REAL = EXAMPLE.replace("+50255550101", "+50255550999")


@pytest.fixture
def named(postgres: Postgres) -> Iterator[str]:
    """A database of nobody's yet."""
    postgres.drop("named")
    yield postgres.url("named")
    postgres.drop("named")


def test_the_real_lines_database_is_refused_before_anything_is_done(named: str, redis_url: str, tmp_path: Path) -> None:
    migrate(named)
    in_force(named, REAL)
    before = all_of(named)
    done = demo_in(tmp_path, DATABASE_URL=named, REDIS_URL=redis_url)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("demo: la base de DATABASE_URL ya es de una línea") and done.stderr.count("\n") == 1
    assert all_of(named) == before


def test_a_redis_of_some_line_is_no_demos_either(redis_url: str, tmp_path: Path) -> None:
    """Its workers would take the bells of that line's pages."""
    done = demo_in(tmp_path, REDIS_URL=redis_url)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("demo: REDIS_URL sin DATABASE_URL") and done.stderr.count("\n") == 1


def test_a_line_without_a_directory_yet_is_no_demo_either(named: str) -> None:
    migrate(named)
    before = all_of(named)
    with pytest.raises(ClaimError, match="ya es de una línea"):
        claim(named, EXAMPLE)
    assert all_of(named) == before


def test_a_line_in_a_schema_of_its_own_is_seen(named: str) -> None:
    with psycopg.connect(named) as connection:
        connection.execute("CREATE SCHEMA khodi")
    migrate(f"{named}&options=-csearch_path%3Dkhodi")
    with pytest.raises(ClaimError, match="ya es de una línea"):
        claim(named, EXAMPLE)


def test_an_empty_one_is_the_demos_from_then_on_with_each_version_of_its_directory(named: str) -> None:
    former = EXAMPLE.replace("+50255550101", "+50255550111")
    for words in (former, former, EXAMPLE, EXAMPLE):
        claim(named, words)
        migrate(named)
        in_force(named, words)


def test_the_demos_is_refused_once_a_line_has_gone_live_in_it(named: str) -> None:
    claim(named, EXAMPLE)
    migrate(named)
    in_force(named, EXAMPLE)
    in_force(named, REAL)
    with pytest.raises(ClaimError, match="otro directorio"):
        claim(named, EXAMPLE)


def test_one_whose_first_migration_was_cut_off_is_still_the_demos(named: str) -> None:
    claim(named, EXAMPLE)
    with psycopg.connect(named) as connection:
        connection.execute("CREATE TABLE directory_versions (id int, text text)")
    claim(named, EXAMPLE)


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(ClaimError, match="no se deja usar") as refused:
        claim(f"postgresql://nobody@127.0.0.1:{free_port()}/none", EXAMPLE)
    assert "\n" not in str(refused.value)


def demo_in(var: Path, **shell: str) -> "subprocess.CompletedProcess[str]":
    own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    ports = {"PORT": str(free_port()), "SIMULATOR_PORT": str(free_port())}
    return subprocess.run(
        [sys.executable, "-m", "voiceline.demo"],
        cwd=ROOT,
        env={**own, **ports, **shell, "VOICELINE_VAR": str(var / "var")},
        capture_output=True,
        text=True,
        timeout=60,
    )


def in_force(database_url: str, words: str) -> None:
    line = Line(Settings.from_environment({**WHOLE, "DATABASE_URL": database_url}))
    with line.transaction() as session:
        directory.load(session, words, "directory.toml", "consola", NIGHT)
    line.close()


def all_of(database_url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with psycopg.connect(database_url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        return {name: connection.execute(f'SELECT * FROM "{name}"'.encode()).fetchall() for (name,) in names}


WHOLE = {
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "LINE_NUMBER": "+50256305476",
    "TWILIO_ACCOUNT_SID": "AC0",
    "TWILIO_AUTH_TOKEN": "a-token",
    "SECRET_KEY": "a-secret-of-tests",
}
