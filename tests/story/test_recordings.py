"""What a caller says is kept by us, let go of at the carrier, heard by who may, and gone when its time is over."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests import servers
from tests.phones import NIGHT, House, make_house
from tests.story.conftest import DIRECTORY
from voiceline.actions import follow_up, purge_recordings
from voiceline.actions.move_ticket import close_unvalidated, resolve
from voiceline.actions.tend_recordings import check_recordings, move_recordings
from voiceline.app import create_app
from voiceline.archive.directory import DirectoryArchive
from voiceline.settings import Settings
from voiceline.store import directory, recordings
from voiceline.store.follow_ups import FollowUp
from voiceline.store.recordings import Recording


@pytest.fixture(params=["database", "archive"])
def house(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[House]:
    """Each story twice: with the files in the database, and in a directory."""
    servers.empty(settings.database_url)
    place = None if request.param == "database" else str(tmp_path / "kept")
    built = make_house(create_app, replace(settings, recordings=place))
    with built.line.transaction() as session:
        directory.load(session, DIRECTORY, "directory.toml", "a story", NIGHT)
    built.rest()
    yield built
    built.line.close()


def the_recording(house: House) -> Any:
    with house.line.reading() as session:
        return session.scalars(select(Recording).order_by(Recording.id.desc())).first()


def spoken(house: House) -> Any:
    """Ms. Ortiz dictates; (what the carrier recorded, our row)."""
    house.caller().dials().presses("1").says_and_ends("se cayó todo")
    house.time_passes(seconds=3)
    return next(iter(house.carrier.recordings.values())), the_recording(house)


def heard_on_the_call(house: House, kind: str) -> list[dict[str, Any]]:
    from voiceline.store.calls import CallEvent

    with house.line.reading() as session:
        asked = select(CallEvent).where(CallEvent.kind == kind).order_by(CallEvent.id)
        return [event.detail for event in session.scalars(asked)]


def file_of(house: House, row: Any) -> bytes:
    return b"".join(house.line.archive(row.kept_in).read(row.name))


def harm(house: House, row: Any) -> None:
    house.line.archive(row.kept_in).put(row.name, b"RIFF of somebody else")


def test_her_words_are_ours_and_the_carriers_copy_is_gone(house: House) -> None:
    theirs, row = spoken(house)
    assert file_of(house, row) == theirs.wav() and row.sha256 == hashlib.sha256(theirs.wav()).hexdigest()
    assert row.kept_in == house.line.keeps_in and row.fetched_at is not None
    assert theirs.deleted and row.deleted_at_carrier is not None
    assert "5024444" not in row.name and row.name not in (row.sid, row.sha256)
    assert "recording" in house.events()


def recorded_while_nobody_works(house: House) -> Any:
    """Ms. Ortiz dictates and hangs up; what is owed then is done only when the story says so."""
    ortiz = house.caller().dials().presses("1").says("se cayó todo")
    house.line.redis_is_down = True
    ortiz.hangs_up()
    return next(iter(house.carrier.recordings.values()))


def do(house: House, kind: str) -> None:
    """The follow-ups of this kind that are due now, and nothing they lead to."""
    with house.line.reading() as session:
        ids = list(session.scalars(select(FollowUp.id).where(FollowUp.kind == kind, FollowUp.state == "pending")))
    assert ids
    for each in ids:
        follow_up.follow_up(house.line, each)


def test_the_carriers_copy_stays_until_ours_has_been_read_back(house: House) -> None:
    theirs = recorded_while_nobody_works(house)
    do(house, "fetch_recording")
    harm(house, the_recording(house))
    do(house, "delete_recording")
    assert not theirs.deleted and file_of(house, the_recording(house)) == theirs.wav()  # brought in once more
    house.clock.move_to((house.line.now() + timedelta(minutes=1)).timestamp())
    do(house, "delete_recording")
    row = the_recording(house)
    assert theirs.deleted and row.deleted_at_carrier is not None and row.can_be_heard


def test_a_copy_the_carrier_no_longer_has_is_deleted_already(house: House) -> None:
    theirs = recorded_while_nobody_works(house)
    do(house, "fetch_recording")
    theirs.deleted = True
    do(house, "delete_recording")
    assert the_recording(house).deleted_at_carrier is not None and the_recording(house).can_be_heard


def test_a_file_the_carrier_never_had_is_given_up_after_a_day_and_said_so(house: House) -> None:
    recorded_while_nobody_works(house).deleted = True
    for hours, lost in ((0, False), (23, False), (25, True)):
        house.clock.move_to((house.line.now() + timedelta(hours=hours)).timestamp())
        do(house, "fetch_recording")
        assert (the_recording(house).lost_at is not None) is lost
    assert "recording_lost" in house.events()


def test_an_engineer_hears_it_by_a_url_that_dies_in_minutes(house: House) -> None:
    theirs, row = spoken(house)
    dana = house.engineer("Dana").rings(within=60).presses("3").hears("Caso 1, 0, 1")
    url = next(c.text for c in dana.leg.captions if c.kind == "play")
    assert row.name not in url and row.sid not in url
    client = house.app.test_client()
    assert client.get(url).data == theirs.wav()
    assert next(e.status for e in house.carrier.log if e.kind == "media") == 200
    house.time_passes(minutes=6)
    assert client.get(url).status_code == 404
    assert client.get(url[:-1] + ("A" if url[-1] != "A" else "B")).status_code == 404


def test_a_file_that_is_not_what_was_kept_is_played_to_nobody_and_the_call_goes_on_in_words(house: House) -> None:
    _, row = spoken(house)
    harm(house, row)
    dana = house.engineer("Dana").rings(within=60).presses("3").hears("Caso 1, 0, 1")
    assert next(e.status for e in house.carrier.log if e.kind == "media") == 404
    assert the_recording(house).spoiled_at is not None and len(heard_on_the_call(house, "recording_spoiled")) == 1
    dana.presses("3").hears("No hay grabación de este caso").presses("1").hears("es suyo")


def test_when_its_time_is_over_the_file_goes_and_the_row_stays(house: House) -> None:
    _, row = spoken(house)
    name, kept_in = row.name, row.kept_in
    house.does(resolve, "reinicio")
    house.does(close_unvalidated)
    for days, gone in ((364, False), (366, True)):
        house.clock.move_to((NIGHT + timedelta(days=days)).timestamp())
        purge_recordings.arm_purge(house.line)
        purge_recordings.arm_purge(house.line)
        house.work()
        assert (the_recording(house).purged_at is not None) is gone
    row = the_recording(house)
    assert (
        row.kept_in is None and row.sha256 and heard_on_the_call(house, "recording_purged") == [{"recording": row.id}]
    )
    with pytest.raises(Exception, match=r"no file|no such"):
        list(house.line.archive(kept_in).read(name))
    with house.line.reading() as session:
        assert recordings.of_ticket(session, 101) is None


def test_an_open_case_keeps_its_recordings(house: House) -> None:
    spoken(house)
    house.clock.move_to((NIGHT + timedelta(days=800)).timestamp())
    purge_recordings.arm_purge(house.line)
    house.line.bells = [bell for bell in house.line.bells if bell[0] == "follow_ups_of"]
    house.work()
    assert the_recording(house).purged_at is None and the_recording(house).can_be_heard


def test_a_purge_cut_short_is_finished_by_the_next(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    _, row = spoken(house)
    house.does(resolve, "reinicio")
    house.does(close_unvalidated)
    house.clock.move_to((NIGHT + timedelta(days=366)).timestamp())
    real = house.line.archive(row.kept_in)

    monkeypatch.setattr(house.line, "archive", lambda place: DirectoryArchive(Path("/dev/null/kept")))
    purge_recordings.arm_purge(house.line)
    house.work()
    half = the_recording(house)
    assert half.purged_at is not None and half.kept_in is not None and not half.can_be_heard
    monkeypatch.setattr(house.line, "archive", lambda place: real)
    house.time_passes(seconds=3)
    assert the_recording(house).kept_in is None and len(heard_on_the_call(house, "recording_purged")) == 1


def test_files_move_out_of_the_database_and_go_on_playing(settings: Settings, tmp_path: Path) -> None:
    servers.empty(settings.database_url)
    before = make_house(create_app, settings)
    with before.line.transaction() as session:
        directory.load(session, DIRECTORY, "directory.toml", "a story", NIGHT)
    before.rest()
    theirs, row = spoken(before)
    before.line.close()
    house = make_house(create_app, replace(settings, recordings=str(tmp_path)))
    assert file_of(house, the_recording(house)) == theirs.wav()  # where it was, until somebody moves it
    assert list(move_recordings(house.line)) == [True] and list(move_recordings(house.line)) == []
    moved = the_recording(house)
    assert moved.kept_in == "archive" and (tmp_path / row.name).read_bytes() == theirs.wav()
    with house.line.reading() as session:
        assert session.get_one(Recording, row.id).media is None
    assert list(check_recordings(house.line)) == [True]
    (tmp_path / row.name).write_bytes(b"?")
    assert list(check_recordings(house.line)) == [False] and not the_recording(house).can_be_heard
    (tmp_path / row.name).write_bytes(theirs.wav())
    assert list(check_recordings(house.line)) == [True] and the_recording(house).can_be_heard
    house.line.close()


def test_no_url_the_line_gives_away_names_a_file(house: House) -> None:
    """Never a lasting public URL: what goes to the carrier is sealed, what is on a page asks for a login."""
    _, row = spoken(house)
    house.engineer("Dana").rings(within=60).presses("3")
    said = " ".join(exchange.twiml for exchange in house.carrier.log)
    texts = " ".join(message.body for message in house.carrier.messages)
    assert re.search(r"<Play>[^<]+/voice/recording/", said)
    for secret in (row.name, row.sid, row.sha256):
        assert secret not in said + texts
    assert house.app.test_client().get(f"/admin/recordings/{row.id}").status_code == 302
