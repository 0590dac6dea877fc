"""What the log shows, and what the rows say that it should."""

import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.phones import House
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket


def found(reader: FlaskClient, query: str) -> list[str]:
    answer = reader.get(f"/admin/calls?{query}")
    assert answer.status_code == 200
    return re.findall(r'<a href="/admin/calls/(CA\w+)"', answer.text)


def sids(house: House, *where: Any) -> list[str]:
    with house.line.reading() as session:
        asked = select(Call.sid).outerjoin(Ticket, Ticket.number == Call.ticket_number).where(*where)
        return list(session.scalars(asked.order_by(Call.started_at.desc(), Call.id.desc())))
