"""Purge: once a day, files older than RECORDINGS_KEPT go. The row stays and says when; an open case keeps its own."""

from typing import TYPE_CHECKING, Any

from voiceline.actions import purge_media
from voiceline.domain.lifecycle import Status
from voiceline.store import calls, follow_ups, recordings, tickets
from voiceline.store.recordings import Recording

if TYPE_CHECKING:
    from voiceline.line import Line

KIND = "purge_recordings"
AT_ONCE = 100  # files in one follow-up; the next one is owed for the rest


def arm_purge(line: "Line") -> None:
    """Owe today's purge, of these and of what customers sent; called by the clock."""
    with line.transaction() as session:
        now = line.now()
        day = f"{now:%Y%m%d}"
        for kind, once in ((KIND, f"purge-{day}"), (purge_media.KIND, f"purge-media-{day}")):
            follow_ups.owe(session, once, kind, now, now, values={"day": day, "part": 1})


def purge_recordings(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """It is written first that a file is gone, and then it goes: nobody hears it in between, and none is left over."""
    with line.reading() as session:
        found = recordings.to_purge(session, line.now() - line.settings.recordings_kept, AT_ONCE)
    for each in found:
        _purge(line, each)
    if len(found) == AT_ONCE:
        with line.transaction() as session:
            now, part = line.now(), int(values["part"]) + 1
            once = f"purge-{values['day']}-{part}"
            follow_ups.owe(session, once, KIND, now, now, values={"day": values["day"], "part": part})
    return f"{len(found)} purged"


def _purge(line: "Line", recording_id: int) -> None:
    with line.transaction() as session:
        known = session.get_one(Recording, recording_id)
        call = calls.lock_by_id(session, known.call_id)
        ticket = tickets.lock(session, known.ticket_number) if known.ticket_number else None
        row = recordings.lock(session, recording_id)
        if row is None or row.kept_in is None or call is None:
            return
        if row.purged_at is None:
            if ticket is not None and ticket.status != Status.CLOSED:  # opened again in this very moment
                return
            row.purged_at = line.now()
            calls.note(session, call, "recording_purged", line.now(), recording=row.id)
        name, kept_in = row.name, row.kept_in
    line.archive(kept_in).delete(name)
    with line.transaction() as session:
        row = recordings.lock(session, recording_id)
        if row is not None:
            row.kept_in = None


DEEDS = {KIND: purge_recordings}
