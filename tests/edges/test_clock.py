"""The clock: what falls due is rung for at its moment, and much of one thing hides nothing else."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests import servers
from tests.houses import settings_for
from tests.rows import put
from tests.wires import StoryLine
from voiceline.actions import follow_up, sweep
from voiceline.store import follow_ups
from voiceline.store.calls import Call
from voiceline.store.silent_calls import LookUp, owe_look_ups
from workers import clock


@pytest.fixture
def line(database_url: str) -> Iterator[StoryLine]:
    servers.empty(database_url)
    built = StoryLine(settings_for(database_url))
    yield built
    built.close()


def test_a_step_whose_time_is_up_between_two_looks_is_rung_for_at_its_moment(line: StoryLine) -> None:
    with line.transaction() as session:
        now = line.now()
        follow_ups.owe(session, "escalate-1", "escalate", now + timedelta(seconds=0.1), now, rank=1)
        follow_ups.owe(session, "escalate-2", "escalate", now + timedelta(hours=1), now, rank=1)
    clock.wait(line, time.monotonic() + 0.4)
    assert line.bells == [("escalate", 0)]


def test_a_crowd_of_one_kind_is_rung_for_by_the_score_and_done_here_without_a_bell(line: StoryLine) -> None:
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


def test_a_database_that_is_away_does_not_end_the_clock(line: StoryLine) -> None:
    with line.transaction() as session:
        session.execute(text("ALTER TABLE follow_ups RENAME TO gone"))
    try:
        clock.wait(line, time.monotonic() + 0.2)
        clock.tick(line, 0)
    finally:
        with line.transaction() as session:
            session.execute(text("ALTER TABLE gone RENAME TO follow_ups"))


def owe(line: StoryLine, kind: str, many: int, seconds_ago: float) -> None:
    with line.transaction() as session:
        due_at = line.now() - timedelta(seconds=seconds_ago)
        for number in range(many):
            follow_ups.owe(session, f"{kind}-{number}", kind, due_at, due_at)
    line.bells.clear()


def left(line: StoryLine, kind: str) -> int:
    with line.reading() as session:
        asked = text("SELECT count(*) FROM follow_ups WHERE kind = :kind AND state = 'pending' AND tries = 0")
        return int(session.scalar(asked, {"kind": kind}) or 0)


@pytest.mark.parametrize("kind", ["fetch_recording", "after_opening"])
def test_a_flood_of_one_kind_hides_no_other_and_rings_no_more_than_a_few_bells(line: StoryLine, kind: str) -> None:
    owe(line, kind, 600, seconds_ago=60)
    owe(line, "lost", 1, seconds_ago=1)
    clock.ring_for_what_is_due(line)
    assert ("follow_ups_of", "urgent") in line.bells
    assert len(line.bells) == 1 + (1 if kind == "fetch_recording" else clock.MOST_BELLS)  # a second


def test_without_a_bell_what_moves_a_case_on_is_done_before_a_flood_of_what_only_fetches(
    line: StoryLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []
    for kind in ("fetch_recording", "lost"):
        monkeypatch.setitem(follow_up.DEEDS, kind, lambda *_, kind=kind: done.append(kind) or "done")
    owe(line, "fetch_recording", 600, seconds_ago=60)
    owe(line, "lost", 7, seconds_ago=1)
    line.redis_is_down = True
    clock.ring_for_what_is_due(line)
    assert done[:8] == ["lost"] * 7 + ["fetch_recording"]


def test_a_leg_nobody_told_the_end_of_is_looked_up_before_anything_is_fetched(
    line: StoryLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []
    for kind in ("fetch_recording", "look_up_call"):
        monkeypatch.setitem(follow_up.DEEDS, kind, lambda *_, kind=kind: done.append(kind) or "done")
    owe(line, "fetch_recording", 3, seconds_ago=60)
    with line.transaction() as session:
        owe_look_ups(session, {1: LookUp("CA1", timedelta(seconds=15))}, line.now())
    assert line.bells == [("follow_ups_of", "calm")]
    assert follow_up.follow_ups_of(line, "calm") == 4 and done == ["look_up_call", *["fetch_recording"] * 3]


def test_what_is_slow_takes_one_bell_each_and_claims_nothing_that_it_has_no_time_for(
    line: StoryLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker beats between two jobs, and a claim holds for half a minute."""
    monkeypatch.setitem(follow_up.DEEDS, "fetch_recording", lambda *_: time.sleep(0.6) or "done")  # type: ignore[func-returns-value]
    owe(line, "fetch_recording", 3, seconds_ago=60)
    assert follow_up.follow_ups_of(line, "calm") == 1
    assert line.bells == [("follow_ups_of", "calm")] and left(line, "fetch_recording") == 2


def look_ups(line: StoryLine, every: float, seconds: float) -> int:
    """A leg that stays silent is found again and again; how many looks at it are owed by then."""
    with line.transaction() as session:
        now = line.now() + timedelta(seconds=seconds)
        owe_look_ups(session, {7: LookUp("CA7", timedelta(seconds=every))}, now)
    with line.reading() as session:
        return int(session.scalar(text("SELECT count(*) FROM follow_ups WHERE state = 'pending'")) or 0)


def test_however_long_the_carrier_hangs_one_look_at_a_leg_is_owed(line: StoryLine) -> None:
    assert [look_ups(line, 15, seconds) for seconds in range(0, 300, 5)] == [1] * 60
    with line.transaction() as session:
        session.execute(text("UPDATE follow_ups SET state = 'done', done_at = :now, tries = 3"), {"now": line.now()})
    line.bells.clear()
    assert [look_ups(line, 15, seconds) for seconds in (5, 14, 16)] == [0, 0, 1]  # asked again after its time
    assert line.bells == [("follow_ups_of", "calm")] and left(line, "look_up_call") == 1


def test_a_leg_that_is_silent_in_two_ways_is_asked_about_as_soon_as_either_says(line: StoryLine) -> None:
    with line.transaction() as session:
        long_ago = line.now() - timedelta(hours=1)
        leg = {"direction": "outbound", "from_number": "", "to_number": "", "status": "ringing", "notes": {}}
        put(session, Call, sid="CA1", started_at=long_ago, language="es", script="engineer_page", step="page", **leg)
    for state in ("done", "pending"):
        assert sweep.ask_about_silent_calls(line) == 2
        with line.transaction() as session:
            ago = line.now() - sweep.RING_SLACK
            set_ = "SET state = :state, done_at = CASE :state WHEN 'done' THEN cast(:ago AS timestamptz) END"
            changed = session.execute(
                text(f"UPDATE follow_ups {set_} WHERE state = 'pending'"), {"state": state, "ago": ago}
            )
            assert changed.rowcount == 1  # type: ignore[attr-defined]
