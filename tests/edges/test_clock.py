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


def test_a_crowd_of_one_kind_is_rung_for_by_the_score_and_done_here_without_a_bell(database_url: str) -> None:
    servers.empty(database_url)
    line = StoryLine(settings_for(database_url))
    with line.transaction() as session:
        now = line.now()
        for number in range(30):
            follow_ups.owe(session, f"after_opening-{number}", "after_opening", now, now)
    line.bells.clear()
    for _ in range(2):
        clock.ring_for_what_is_due(line)
    assert line.bells == [("follow_ups_of", "after_opening")] * 4
    line.redis_is_down = True
    clock.ring_for_what_is_due(line)
    with line.reading() as session:
        done = session.execute(text("SELECT reason, count(*) FROM follow_ups GROUP BY reason")).all()
        assert done == [("not_wanted", 30)]  # of no case
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
