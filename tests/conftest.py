"""TEMPORARY until the servers are here."""
import pytest
from sqlalchemy import text
from voiceline.store.base import make_engine
from voiceline.store.schema import migrate


@pytest.fixture(scope="session")
def database_url():
    admin = make_engine("postgresql://postgres@/postgres?host=/tmp/pgsock")
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as c:
        c.execute(text("drop database if exists story with (force)"))
        c.execute(text("create database story"))
    url = "postgresql://postgres@/story?host=/tmp/pgsock"
    migrate(url)
    return url
