"""Keep what a customer sent: brought in from the carrier, looked at, kept out if it lies, the carrier's copy let go."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from voiceline.archive.checked import SpoiledError, checked
from voiceline.domain.media_type import HEAD, KINDS, Refusal, type_of
from voiceline.store import attachments, follow_ups, tickets
from voiceline.store.attachments import KEPT, LOST, NOTED, REFUSED, Attachment
from voiceline.store.follow_ups import NotYetError
from voiceline.telephony.phone import CarrierError, UnwantedMediaError

if TYPE_CHECKING:
    from voiceline.line import Line

MOST_BYTES = 16 * 1024 * 1024  # what WhatsApp carries
GIVEN_UP_AFTER = timedelta(hours=12)  # from when it arrived; until then the carrier is asked again
ROWS = Attachment.__tablename__


def fetch_media(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """Bring it in, once; the case hears what became of it."""
    row = _row(line, values["attachment"])
    if row is None or row.state != NOTED or row.purged_at is not None:
        return "not_wanted"
    try:
        found = line.phone.media(row.url, MOST_BYTES)
    except UnwantedMediaError as error:
        return _end(line, row, REFUSED, error.reason)
    except CarrierError as error:
        if _is_worth_asking(line, row):
            raise
        return _end(line, row, LOST, error.code or "carrier")
    if found is None and _is_worth_asking(line, row):
        raise NotYetError("the carrier does not have it yet")
    if found is None:
        return _end(line, row, LOST, "not_there")
    media, declared = found
    is_kept = type_of(media[:HEAD], row.declared or declared)
    if isinstance(is_kept, Refusal):
        return _end(line, row, REFUSED, is_kept)
    return _keep(line, row, media, is_kept)


def delete_media(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """At the carrier: what we keep only after our own file has been read back whole, the rest when its time is over."""
    row = _row(line, values["attachment"])
    if row is None or row.deleted_at_carrier is not None:
        return "not_wanted"
    if row.state == KEPT and row.purged_at is None:
        _make_sure(line, row)
    line.phone.delete_media(row.url)
    with line.transaction() as session:
        held = attachments.lock(session, row.id)
        if held is not None:
            held.deleted_at_carrier = line.now()
    return "deleted"


def _row(line: "Line", number: int) -> Attachment | None:
    with line.reading() as session:
        return session.get(Attachment, number)


def _is_worth_asking(line: "Line", row: Attachment) -> bool:
    return line.now() - row.arrived_at < GIVEN_UP_AFTER


def _keep(line: "Line", row: Attachment, media: bytes, content_type: str) -> str:
    place, sha256 = line.keeps_in, hashlib.sha256(media).hexdigest()
    line.archive(place, ROWS).put(row.name, media)
    told = {"attachment": row.id, "kind": KINDS[content_type], "type": content_type, "size": len(media)}

    def keep(held: Attachment) -> None:
        held.keep(place, content_type, len(media), sha256, line.now())

    _settle(line, row, keep, "attached", told)
    return f"{len(media)} bytes"


def _end(line: "Line", row: Attachment, state: str, reason: str) -> str:
    told = {"attachment": row.id, "type": row.declared, "reason": reason}
    _settle(line, row, lambda held: held.end(state, reason), f"attachment_{state}", told)
    return f"media_{state}"


def _settle(
    line: "Line", row: Attachment, change: Callable[[Attachment], None], kind: str, told: dict[str, Any]
) -> None:
    """Once, in one transaction with the case's event; and what we keep is owed its end at the carrier."""
    with line.transaction() as session:
        ticket = tickets.lock(session, row.ticket_number) if row.ticket_number else None
        held = attachments.lock(session, row.id)
        if held is None or held.state != NOTED:
            return
        change(held)
        now = line.now()
        if ticket is not None:
            ticket.record(kind, now, None, told)
        if held.state == KEPT:
            values = {"attachment": held.id}
            follow_ups.owe(session, f"delete-media-{held.id}", "delete_media", now, now, values=values)


def _make_sure(line: "Line", row: Attachment) -> None:
    """What we kept reads as it did; if not, it is brought in once more while it can be."""
    archive, sha256 = line.archive(row.kept_in or "", ROWS), row.sha256 or ""
    try:
        checked(archive, row.name, sha256).close()
        return
    except SpoiledError:
        found = line.phone.media(row.url, MOST_BYTES)
    if found is None or hashlib.sha256(found[0]).hexdigest() != sha256:
        with line.transaction() as session:
            attachments.note_spoiled(session, row.id, line.now())
        return
    archive.put(row.name, found[0])
    raise NotYetError("kept once more")


DEEDS = {"fetch_media": fetch_media, "delete_media": delete_media}
