"""One night on the log, and three thousand calls over three years."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests import servers
from tests.houses import BOOK, a_night, settings_for
from tests.pages import log_in
from tests.phones import NIGHT, House
from voiceline.actions import keep_log, move_ticket
from voiceline.line import Line
from voiceline.store import calls, directory, transcripts
from voiceline.store.calls import Call
from voiceline.store.transcripts import Piece


@pytest.fixture(scope="package")
def night(postgres: Any) -> Iterator[House]:
    built = a_night(servers.migrated(postgres, "call_log"))
    with built.line.transaction() as session:
        call = calls.by_sid(session, built.carrier.legs[0].sid)
        assert call is not None
        transcripts.add(session, call.id, "twilio", "es-US", Piece("1", "1", "se cayó la facturación", 0.9), NIGHT)
    built.does(move_ticket.update, "Reiniciamos el balanceador", "a", number=101)
    yield built
    built.line.close()


@pytest.fixture
def reader(night: House) -> FlaskClient:
    visitor = night.app.test_client()
    assert log_in(visitor).status_code == 302
    return visitor


@pytest.fixture(scope="package")
def many(postgres: Any) -> Iterator[Line]:
    """Three thousand calls over three years, in clumps and gaps."""
    line = Line(settings_for(servers.migrated(postgres, "call_log_many")))
    with line.transaction() as session:
        directory.load(session, BOOK, "directory.toml", "many", NIGHT)
    luck, at = Random(7), datetime(2024, 1, 1, tzinfo=UTC)
    rows = []
    for number in range(3000):
        at += timedelta(seconds=luck.choice([0, 1, 60, 3600, 86400 if number % 50 == 0 else 30]))
        inbound = luck.random() < 0.3
        rows.append(
            {
                "sid": f"CA{number:032}",
                "direction": "inbound" if inbound else "outbound",
                "from_number": f"+5024444{luck.randrange(40):04}",
                "to_number": f"+5025555{luck.randrange(40):04}",
                "status": "completed",
                "started_at": at,
                "ended_at": at,
                "outcome": luck.choice(["joined", "abandoned"] if inbound else ["no_answer", "busy", "failed"]),
                "engineer": None if inbound else luck.choice(["dana", "lee"]),
                "customer": luck.choice([None, "Banco Maya", "Quetzal Foods"]) if inbound else None,
                "language": "es",
                "notes": {},
            }
        )
    with line.transaction() as session:
        session.execute(Call.__table__.insert(), rows)
    while keep_log.keep_log(line):
        pass
    yield line
    line.close()
