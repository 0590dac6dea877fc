"""The clock between two seconds: what falls due then is rung for then."""

import time
from datetime import timedelta

from sqlalchemy import text

from tests import servers
from tests.houses import settings_for
from tests.wires import StoryLine
from voiceline.store import follow_ups
from workers import clock


def test_a_step_whose_time_is_up_between_two_looks_is_rung_for_at_its_moment(database_url: str) -> None:
    servers.empty(database_url)
    line = StoryLine(settings_for(database_url))
    with line.transaction() as session:
        now = line.now()
        follow_ups.owe(session, "escalate-1", "escalate", now + timedelta(seconds=0.1), now, rank=1)
        follow_ups.owe(session, "escalate-2", "escalate", now + timedelta(hours=1), now, rank=1)
    clock.wait(line, time.monotonic() + 0.4)
    assert line.bells == [("escalate", 0)]
    line.close()


def test_a_database_that_is_away_does_not_end_the_clock(database_url: str) -> None:
    servers.empty(database_url)
    line = StoryLine(settings_for(database_url))
    with line.transaction() as session:
        session.execute(text("ALTER TABLE follow_ups RENAME TO gone"))
    try:
        clock.wait(line, time.monotonic() + 0.2)
        clock.tick(line, 0)
    finally:
        with line.transaction() as session:
            session.execute(text("ALTER TABLE gone RENAME TO follow_ups"))
        line.close()
