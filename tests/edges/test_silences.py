"""Minutes in which the line did not run, as its own clock finds them out."""

from datetime import timedelta

from tests import servers
from tests.houses import settings_for
from tests.phones import NIGHT
from voiceline.line import Line
from voiceline.store import silences


def test_a_gap_of_more_than_a_minute_stands_as_a_silence_once(database_url: str) -> None:
    servers.empty(database_url)
    line = Line(settings_for(database_url))
    beats = [NIGHT, NIGHT + timedelta(seconds=30), NIGHT + timedelta(minutes=9)]
    found = []
    for at in [*beats, beats[-1], beats[-1] + timedelta(seconds=1)]:  # two clocks wake together
        with line.transaction() as session:
            found.append(silences.listen(session, at))
    assert found == [None, None, beats[1], None, None]
    with line.reading() as session:
        (kept,) = silences.between(session, NIGHT, NIGHT + timedelta(hours=1))
        assert (kept.began_at, kept.ended_at) == (beats[1], beats[2])
        assert silences.between(session, NIGHT + timedelta(minutes=9), NIGHT + timedelta(hours=1)) == []
    line.close()


def test_a_clock_that_lags_behind_takes_nothing_back(database_url: str) -> None:
    servers.empty(database_url)
    line = Line(settings_for(database_url))
    for at in (NIGHT, NIGHT - timedelta(minutes=5), NIGHT + timedelta(seconds=20)):
        with line.transaction() as session:
            assert silences.listen(session, at) is None
    line.close()
