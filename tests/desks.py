"""A line with accounts and a clock that is moved, and the forms its people send."""

import re
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests import servers
from tests.houses import BOOK, password_hash, settings_for
from tests.pages import EMAIL, VIEWER
from tests.phones import NIGHT
from voiceline.app import create_app
from voiceline.line import Line
from voiceline.store import accounts, directory
from voiceline.store.accounts import Account
from voiceline.store.audit import AuditEntry


class Desk:
    """One line with its application and a clock that is moved."""

    def __init__(self, url: str):
        self.now = NIGHT
        self.line = Line(settings_for(url), now=lambda: self.now)
        self.app = create_app(self.line)

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)

    def client(self, address: str = "198.51.100.1") -> FlaskClient:
        made = self.app.test_client()
        made.environ_base["REMOTE_ADDR"] = address
        return made

    def account(self, email: str = EMAIL) -> Account:
        with self.line.reading() as session:
            return session.scalars(select(Account).where(Account.email == email)).one()

    def count(self, kind: Any) -> int:
        with self.line.reading() as session:
            return session.scalar(select(func.count()).select_from(kind)) or 0

    def noted(self) -> list[str]:
        with self.line.reading() as session:
            return list(session.scalars(select(AuditEntry.what).order_by(AuditEntry.number)))


def a_desk(postgres: Any, name: str) -> Desk:
    """An admin and a viewer on a database of its own, emptied."""
    url = servers.migrated(postgres, name)
    servers.empty(url)
    built = Desk(url)
    with built.line.transaction() as session:
        directory.load(session, BOOK, "directory.toml", name, NIGHT)
        for email, role in ((EMAIL, "admin"), (VIEWER, "viewer")):
            accounts.make_account(session, email, role, NIGHT).password_hash = password_hash()
    return built


def says(client: FlaskClient, path: str, **form: str) -> Any:
    return client.post(path, data={"csrf_token": token_of(client), **form})


def token_of(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/admin/me", follow_redirects=True).text)
    assert found
    return found[1]
