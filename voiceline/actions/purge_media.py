"""Purge what customers sent, with the recordings and by their time: file and carrier's copy go, the row says when."""

from typing import TYPE_CHECKING, Any

from voiceline.actions.keep_media import ROWS
from voiceline.domain.lifecycle import Status
from voiceline.store import attachments, follow_ups, tickets
from voiceline.store.attachments import Attachment

if TYPE_CHECKING:
    from voiceline.line import Line

KIND = "purge_media"
AT_ONCE = 100  # in one follow-up; the next one is owed for the rest


def purge_media(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """It is written first that a file is gone, and then it goes. An open case keeps its own."""
    with line.reading() as session:
        found = attachments.to_purge(session, line.now() - line.settings.recordings_kept, AT_ONCE)
    for each in found:
        _purge(line, each)
    if len(found) == AT_ONCE:
        with line.transaction() as session:
            now, part = line.now(), int(values["part"]) + 1
            what = {"day": values["day"], "part": part}
            follow_ups.owe(session, f"purge-media-{values['day']}-{part}", KIND, now, now, values=what)
    return f"{len(found)} purged"


def _purge(line: "Line", attachment_id: int) -> None:
    with line.transaction() as session:
        known = session.get_one(Attachment, attachment_id)
        ticket = tickets.lock(session, known.ticket_number) if known.ticket_number else None
        row = attachments.lock(session, attachment_id)
        if row is None:
            return
        now = line.now()
        if row.purged_at is None:
            if ticket is not None and ticket.status != Status.CLOSED:  # opened again in this very moment
                return
            row.purged_at = now
            if ticket is not None and row.kept_in is not None:
                ticket.record("attachment_purged", now, None, {"attachment": row.id})
            if row.deleted_at_carrier is None:
                what = {"attachment": row.id}
                follow_ups.owe(session, f"delete-media-{row.id}", "delete_media", now, now, values=what)
        name, kept_in = row.name, row.kept_in
    if kept_in is None:
        return
    line.archive(kept_in, ROWS).delete(name)
    with line.transaction() as session:
        row = attachments.lock(session, attachment_id)
        if row is not None:
            row.kept_in = None


DEEDS = {KIND: purge_media}
