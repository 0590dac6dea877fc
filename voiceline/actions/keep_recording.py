"""Keep a recording: bring its file in from the carrier, and let the carrier's copy go once ours is safe."""

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from voiceline.archive.checked import SpoiledError, checked
from voiceline.store import follow_ups, recordings, tickets
from voiceline.store.follow_ups import NotYetError
from voiceline.store.recordings import Recording

if TYPE_CHECKING:
    from voiceline.line import Line

GIVEN_UP_AFTER = timedelta(days=1)  # a file the carrier does not have by then it never had
AUDIO = "audio/wav"


def fetch_recording(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """Bring the file in. The case hears of it, and the carrier's copy is owed its end."""
    row = _row(line, values["sid"])
    if row is None or row.purged_at is not None:
        return "not_wanted"
    if row.kept_in is not None:
        return "was_here"
    found = line.phone.recording(row.sid)
    if found is None and line.now() - row.made_at < GIVEN_UP_AFTER:
        raise NotYetError("the recording is not there yet")
    if found is None:
        return _give_up(line, row)
    media, content_type = found
    sha256 = _put(line, row, line.keeps_in, media)
    with line.transaction() as session:
        ticket = tickets.lock(session, row.ticket_number) if row.ticket_number else None
        held = recordings.lock(session, row.id)
        if held is None or held.ticket_number != row.ticket_number:
            raise NotYetError("it was attached to its case meanwhile")
        now = line.now()
        held.keep(line.keeps_in, content_type or AUDIO, sha256, now)
        if ticket is not None:
            ticket.record("recording", now, None, {"recording": held.id, "seconds": held.duration_seconds})
        follow_ups.owe(session, f"delete-{row.sid}", "delete_recording", now, now, values={"sid": row.sid})
    return f"{len(media)} bytes"


def delete_at_carrier(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """Only after our own file has been read back whole: until then the carrier's is the one that is safe."""
    row = _row(line, values["sid"])
    if row is None or row.deleted_at_carrier is not None:
        return "not_wanted"
    if row.purged_at is None:
        _make_sure(line, row)
    line.phone.delete_recording(row.sid)
    with line.transaction() as session:
        held = recordings.lock(session, row.id)
        if held is not None:
            held.deleted_at_carrier = line.now()
    return "deleted"


def _row(line: "Line", sid: str) -> Recording | None:
    with line.reading() as session:
        return recordings.by_sid(session, sid)


def _put(line: "Line", row: Recording, place: str, media: bytes) -> str:
    line.archive(place).put(row.name, media)
    return hashlib.sha256(media).hexdigest()


def _make_sure(line: "Line", row: Recording) -> None:
    """What we kept reads as it did; if not, it is brought in once more while it can be."""
    if row.kept_in is None or row.sha256 is None:
        raise NotYetError("the file is not ours yet")
    try:
        checked(line.archive(row.kept_in), row.name, row.sha256).close()
        return
    except SpoiledError:
        found = line.phone.recording(row.sid)
    if found is None:
        with line.transaction() as session:
            recordings.note_spoiled(session, row.id, line.now())
        return
    sha256 = _put(line, row, row.kept_in, found[0])
    with line.transaction() as session:
        held = recordings.lock(session, row.id)
        if held is not None:
            held.keep(row.kept_in, found[1] or AUDIO, sha256, line.now())
            held.spoiled_at = None
    raise NotYetError("kept once more")


def _give_up(line: "Line", row: Recording) -> str:
    with line.transaction() as session:
        ticket = tickets.lock(session, row.ticket_number) if row.ticket_number else None
        held = recordings.lock(session, row.id)
        if held is not None:
            held.lost_at = line.now()
        if ticket is not None:
            ticket.record("recording_lost", line.now(), None, {"recording": row.id})
    return "lost_recording"


DEEDS = {"fetch_recording": fetch_recording, "delete_recording": delete_at_carrier}
