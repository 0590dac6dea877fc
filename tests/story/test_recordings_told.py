"""What the carrier tells of recordings and words: without one, twice, after the purge, of a call nobody knows."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.phones import NIGHT, CustomerPhone, House
from voiceline.actions import purge_recordings
from voiceline.actions.move_ticket import close_unvalidated, resolve
from voiceline.store.calls import Call
from voiceline.store.follow_ups import FollowUp
from voiceline.store.recordings import Recording
from voiceline.store.transcripts import Transcript

RECORDING = "RE" + "1" * 32
UNKNOWN = "CA" + "9" * 32


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def is_told(house: House, sid: str, kind: str = "recording", **fields: str) -> int | None:
    """The carrier posts these fields of this call; what it is answered."""
    form = [("CallSid", sid), ("AccountSid", house.line.settings.account_sid), *fields.items()]
    house.carrier.webhooks.post(f"{kind}-status", sid, f"{house.line.settings.public_url}/voice/{kind}", form)
    house.work()
    return next(each.status for each in reversed(house.carrier.log) if each.kind == f"{kind}-status")


def rows(house: House, of: Any) -> int:
    with house.line.reading() as session:
        return int(session.scalar(select(func.count()).select_from(of)) or 0)


def in_the_queue(house: House) -> CustomerPhone:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    return ortiz


@pytest.mark.parametrize(
    "fields",
    [
        {"RecordingStatus": "absent", "RecordingSid": RECORDING, "RecordingDuration": "0"},
        {"RecordingStatus": "absent"},
        {"RecordingStatus": "failed", "RecordingSid": RECORDING, "RecordingDuration": "-1"},
        {"RecordingStatus": "completed", "RecordingSid": ""},
        {},
    ],
)
def test_that_there_is_none_is_noted_nowhere_and_stops_nothing(house: House, fields: dict[str, str]) -> None:
    ortiz = house.caller().dials().presses("1")
    assert is_told(house, ortiz.leg.sid, **fields) == 204
    assert rows(house, Recording) == 0
    dana = house.engineer("Dana").rings().presses("3").hears("La grabación todavía no está aquí")
    dana.presses("1").hears("es suyo")


@pytest.mark.parametrize("length", ["", "x", "-3", "9" * 30])
def test_a_length_that_is_none_costs_no_recording(house: House, length: str) -> None:
    ortiz = house.caller().dials().presses("1")
    fields = {"RecordingStatus": "completed", "RecordingSid": RECORDING, "RecordingDuration": length}
    assert is_told(house, ortiz.leg.sid, **fields) == 204
    with house.line.reading() as session:
        assert session.scalars(select(Recording.duration_seconds)).all() == [None]


def test_twice_and_once_more_after_its_end_it_is_one(house: House) -> None:
    ortiz = in_the_queue(house)
    house.time_passes(seconds=3)
    sid = next(iter(house.carrier.recordings))
    said = {"RecordingStatus": "completed", "RecordingSid": sid, "RecordingDuration": "4"}
    assert is_told(house, ortiz.leg.sid, **said) == is_told(house, ortiz.leg.sid, **said) == 204
    ortiz.hangs_up()
    assert is_told(house, ortiz.leg.sid, **said) == 204
    assert rows(house, Recording) == 1 and len(house.tickets()) == 1
    assert house.events().count("recording") == 1


def test_after_the_purge_it_does_not_come_back(house: House) -> None:
    ortiz = in_the_queue(house)
    house.time_passes(seconds=3)
    ortiz.hangs_up()
    house.does(resolve, "reinicio")
    house.does(close_unvalidated)
    house.clock.move_to((NIGHT + timedelta(days=800)).timestamp())
    purge_recordings.arm_purge(house.line)
    house.work()
    sid = next(iter(house.carrier.recordings))
    said = {"RecordingStatus": "completed", "RecordingSid": sid, "RecordingDuration": "4"}
    assert is_told(house, ortiz.leg.sid, **said) == 204
    house.time_passes(seconds=5)
    with house.line.reading() as session:
        (row,) = session.scalars(select(Recording)).all()
    assert row.purged_at is not None and row.kept_in is None and not row.can_be_heard


@pytest.mark.parametrize("kind", ["recording", "transcription"])
def test_of_a_call_nobody_knows_nothing_is_made(house: House, kind: str) -> None:
    assert is_told(house, UNKNOWN, kind, RecordingStatus="completed", RecordingSid=RECORDING) == 204
    assert [rows(house, each) for each in (Call, Recording, Transcript, FollowUp)] == [0, 0, 0, 0]


def test_she_hung_up_and_there_was_nothing_to_record_so_no_case_is_made_of_it(house: House) -> None:
    """Three keys that are none, and then silence: that she hung up is followed up, her words are not invented."""
    ortiz = house.caller().dials()
    for _ in range(3):
        ortiz.presses("7")
    ortiz.hangs_up()
    is_told(house, ortiz.leg.sid, RecordingStatus="absent", RecordingSid=RECORDING, RecordingDuration="0")
    house.time_passes(seconds=10)
    assert house.tickets() == [] and ortiz.record.outcome == "abandoned"
