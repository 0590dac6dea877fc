"""The directory as it stands and as its notes tell, and the forms that change it."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.desks import Desk, token_of
from voiceline.domain.directory import Customer, Directory
from voiceline.store import directory
from voiceline.store.audit import AuditEntry

OTHER = "otra@example.com"


def book(desk: Desk) -> Directory:
    with desk.line.reading() as session:
        return directory.current(session)[1]


def version(desk: Desk) -> int:
    with desk.line.reading() as session:
        return directory.current(session)[0]


def customer(desk: Desk, name: str = "Banco Maya") -> Customer:
    found = book(desk).customer_named(name)
    assert found
    return found


def notes(desk: Desk) -> list[AuditEntry]:
    with desk.line.reading() as session:
        asked = select(AuditEntry).where(AuditEntry.what == "directory_edited")
        return list(session.scalars(asked.order_by(AuditEntry.number)))


def send(client: FlaskClient, desk: Desk, kind: str, name: str = "", **form: Any) -> Any:
    """A form of that part, as its page has it, made of the version in force unless it says another."""
    whole = {"csrf_token": token_of(client), "name": name, "seen": str(version(desk)), "act": "save", **form}
    return client.post(f"/admin/directory/{kind}", data=whole)


MAYA = {
    "phones": "+50244440001\n2333-0001",
    "phone_ranges": "+5022411*",
    "language": "es",
    "contacts-0-name": "Rosa Ortiz",
    "contacts-0-mobile": "+50244440001",
}


def policy(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = dict(more)
    for number, step in enumerate(steps):
        made |= {f"steps-{number}-{key}": value for key, value in step.items()}
    return made


FIRST = {"page": "primary", "by": ["call"], "wait": "2m"}
