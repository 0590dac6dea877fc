"""What a customer sent, one file at a time: told to the browser as what its bytes are, and never as a page."""

import logging

from flask import Blueprint, abort, g, request
from werkzeug.wrappers import Response as AnyResponse

from voiceline.actions.see_attachment import open_attachment, seen_by
from voiceline.archive.archive import ArchiveError
from voiceline.archive.checked import SpoiledError
from voiceline.store.attachments import Attachment
from voiceline.web.admin.doors import LARGEST_KEY, for_people
from voiceline.web.admin.problem import problem
from voiceline.web.files import served
from voiceline.web.guard import the_line

log = logging.getLogger(__name__)

SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})  # as a picture; others are downloaded
SAFE = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}


def register(blueprint: Blueprint) -> None:
    blueprint.get("/attachments/<int:number>")(attachment)


@for_people
def attachment(number: int) -> AnyResponse | tuple[str, int]:
    """The file, to whoever has logged in; that they saw it is written before its first byte leaves."""
    line = the_line()
    with line.reading() as session:
        row = session.get(Attachment, number) if number <= LARGEST_KEY else None
    if row is None or (row.kept_in is None and row.purged_at is None):
        abort(404)
    if row.purged_at is not None:
        return problem("media_purged", 410)
    try:
        file = open_attachment(line, row)
    except SpoiledError as error:
        log.error("attachment %s cannot be shown: %s", row.id, error)
        return problem("media_spoiled", 500)
    except ArchiveError as error:
        log.error("attachment %s is out of reach: %s", row.id, error)
        return problem("archive", 503)
    content_type = row.content_type or ""
    answer = served(file, content_type, row.sha256 or "", {**SAFE, "Content-Disposition": _disposition(row)})
    if request.method == "GET" and answer.status_code in (200, 206):
        seen_by(line, row, g.person.email)
    return answer


def is_played(row: Attachment) -> bool:
    """Whether the browser shows or plays it where it stands."""
    return row.content_type in SHOWN or row.kind in ("audio", "video")


def _disposition(row: Attachment) -> str:
    """A name of ours: the customer's own is never asked for."""
    ending = (row.content_type or "").rpartition("/")[2]
    return "inline" if is_played(row) else f'attachment; filename="caso-{row.ticket_number}-{row.id}.{ending}"'
