"""A recording is heard whole or in parts, by people who logged in, and who heard it is on record."""

import hashlib
import threading
import time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, text

from tests.pages import log_in
from tests.phones import NIGHT, House
from voiceline.store import recordings
from voiceline.store.calls import Call, CallEvent
from voiceline.store.recordings import Recording


@pytest.fixture
def recording(house: House) -> tuple[int, bytes, str]:
    """(id, its file, its checksum) of what Ms. Ortiz said."""
    with house.line.reading() as session:
        row = session.scalars(select(Recording)).first()
        assert row is not None and row.media is not None and row.sha256 is not None
        return row.id, row.media, row.sha256


def test_a_recording_is_heard_in_parts_by_people_who_logged_in(
    visitor: FlaskClient, recording: tuple[int, bytes, str]
) -> None:
    number, media, sha256 = recording
    assert visitor.get(f"/admin/recordings/{number}").status_code == 302
    log_in(visitor)
    whole = visitor.get(f"/admin/recordings/{number}")
    assert whole.data == media and whole.mimetype == "audio/x-wav" and whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Cache-Control"] == "private, no-store" and whole.headers["ETag"] == f'"{sha256}"'
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert f'src="/admin/recordings/{number}"' in visitor.get("/admin/tickets/101").text


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=2-9", 2, 10), ("bytes=0-", 0, None), ("bytes=-7", -7, None), ("bytes=5000-99999999", 5000, None)],
)
def test_a_part_is_given_as_it_was_asked_for(
    reader: FlaskClient, recording: tuple[int, bytes, str], asked: str, start: int, stop: int | None
) -> None:
    number, media, sha256 = recording
    for right in ({}, {"If-Range": f'"{sha256}"'}):
        part = reader.get(f"/admin/recordings/{number}", headers={"Range": asked, **right})
        assert part.status_code == 206 and part.data == media[start:stop]
        first = len(media) + start if start < 0 else start
        assert part.headers["Content-Range"] == f"bytes {first}-{first + len(part.data) - 1}/{len(media)}"
        assert part.headers["Content-Length"] == str(len(part.data))
    another = reader.get(f"/admin/recordings/{number}", headers={"Range": asked, "If-Range": '"another file"'})
    assert another.status_code == 200 and another.data == media


def test_a_part_beyond_the_end_is_refused_and_says_how_long_it_is(
    reader: FlaskClient, recording: tuple[int, bytes, str]
) -> None:
    number, media, sha256 = recording
    beyond = reader.get(f"/admin/recordings/{number}", headers={"Range": f"bytes={len(media)}-"})
    assert beyond.status_code == 416 and beyond.headers["Content-Range"] == f"bytes */{len(media)}"
    known = reader.get(f"/admin/recordings/{number}", headers={"If-None-Match": f'"{sha256}"'})
    assert known.status_code == 304 and not known.data


def test_a_head_tells_everything_but_the_sound_and_is_no_listening(
    house: House, visitor: FlaskClient, recording: tuple[int, bytes, str]
) -> None:
    log_in(visitor, "viewer@example.com")
    number, media, _ = recording
    head = visitor.head(f"/admin/recordings/{number}")
    assert head.status_code == 200 and head.data == b"" and head.headers["Content-Length"] == str(len(media))
    assert "viewer@example.com oyó" not in visitor.get("/admin/tickets/101").text


def test_who_heard_it_is_on_the_timeline_once_a_listening(
    house: House, visitor: FlaskClient, recording: tuple[int, bytes, str]
) -> None:
    log_in(visitor, "engineer@example.com")
    number = recording[0]
    for asked in ("bytes=1-", "bytes=100-200", "bytes=0-"):  # a player that seeks; not even one that skips the start
        assert visitor.get(f"/admin/recordings/{number}", headers={"Range": asked}).status_code == 206
    assert visitor.get("/admin/tickets/101").text.count("engineer@example.com oyó la grabación") == 1
    house.carrier.advance(11 * 60)
    visitor.get(f"/admin/recordings/{number}")
    assert visitor.get("/admin/tickets/101").text.count("engineer@example.com oyó la grabación") == 2


def test_a_recording_that_cannot_be_heard_is_a_page_that_says_why(
    house: House, reader: FlaskClient, recording: tuple[int, bytes, str]
) -> None:
    number, media, _ = recording

    def change(**values: object) -> None:
        with house.line.transaction() as session:
            row = session.get_one(Recording, number)
            for name, value in values.items():
                setattr(row, name, value)

    def answer() -> tuple[int, str]:
        found = reader.get(f"/admin/recordings/{number}")
        return found.status_code, found.text if found.mimetype == "text/html" else found.mimetype

    try:
        change(kept_in="archive")
        status, page = answer()
        assert status == 503 and "Los archivos están fuera de alcance" in page
        change(kept_in="database", media=media[:-1] + b"?")
        status, page = answer()
        assert status == 500 and "no es el que se guardó" in page
        story = reader.get("/admin/tickets/101").text
        assert "El archivo no es el que se guardó: no se reproduce." in story and "<audio" not in story
        change(media=media, spoiled_at=None)
        assert answer()[0] == 200
        change(purged_at=NIGHT)
        status, page = answer()
        assert status == 410 and "ya se borró" in page
        assert "Se borró el" in reader.get("/admin/tickets/101").text
    finally:
        change(kept_in="database", media=media, spoiled_at=None, purged_at=None)


def test_a_call_without_a_case_has_only_its_own_recordings(house: House, reader: FlaskClient) -> None:
    with house.line.transaction() as session:
        caller = session.scalars(select(Call).where(Call.outcome == "abandoned")).one()
        values = {c.name: getattr(caller, c.name) for c in Call.__table__.columns if c.name != "id"}
        session.add(Call(**{**values, "sid": "CA" + "e" * 32, "outcome": "message"}))
        session.flush()
        other = session.scalars(select(Call).where(Call.sid == "CA" + "e" * 32)).one()
        hers = {"call_id": other.id, "made_at": NIGHT, "duration_seconds": 9, "fetched_at": NIGHT, "media": b"<script>"}
        kept = {"kept_in": "database", "sha256": hashlib.sha256(b"<script>").hexdigest(), "content_type": "text/html"}
        session.add(Recording(sid="RE" + "e" * 32, **hers, **kept))
        session.flush()
        number, own = session.scalars(select(Recording.id).order_by(Recording.id.desc())).first(), caller.sid
    try:
        assert "<audio" not in reader.get(f"/admin/calls/{own}").text
        assert f"/admin/recordings/{number}" in reader.get("/admin/calls/CA" + "e" * 32).text
        assert reader.get(f"/admin/recordings/{number}").mimetype == "audio/wav"  # never a page of somebody else's
    finally:
        with house.line.transaction() as session:
            session.delete(session.get_one(Recording, number))
            session.execute(delete(CallEvent).where(CallEvent.kind == "recording_heard"))
            session.flush()
            session.delete(session.scalars(select(Call).where(Call.sid == "CA" + "e" * 32)).one())


def test_two_parts_asked_for_at_once_are_one_listening(house: House) -> None:
    def hear(name: str) -> None:
        with house.line.transaction() as session:
            recordings.note_heard(session, session.scalars(select(Recording)).one(), name, NIGHT)

    def waits_or_is_done() -> bool:
        with house.line.reading() as session:
            waiting = session.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
        return bool(waiting) or not second.is_alive()

    second = threading.Thread(target=hear, args=("two parts",))
    with house.line.transaction() as session:
        recordings.note_heard(session, session.scalars(select(Recording)).one(), "two parts", NIGHT)
        second.start()
        until = time.monotonic() + 20
        while not waits_or_is_done():
            assert time.monotonic() < until
    second.join(20)
    with house.line.transaction() as session:
        heard = [
            row.detail["by"] for row in session.scalars(select(CallEvent).where(CallEvent.kind == "recording_heard"))
        ]
        session.execute(delete(CallEvent).where(CallEvent.detail["by"].astext == "two parts"))
    assert heard.count("two parts") == 1
