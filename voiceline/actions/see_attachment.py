"""See what a customer sent: people who have logged in, and it stands on the case who did."""

from typing import IO, TYPE_CHECKING

from voiceline.actions.keep_media import ROWS
from voiceline.archive.checked import SpoiledError, checked
from voiceline.store import attachments
from voiceline.store.attachments import Attachment

if TYPE_CHECKING:
    from voiceline.line import Line


def open_attachment(line: "Line", row: Attachment) -> IO[bytes]:
    """The file, checked, for the one who asked. Raises SpoiledError, once that is on record, or ArchiveError."""
    if row.kept_in is None or row.sha256 is None:
        raise SpoiledError("it was never kept")
    try:
        return checked(line.archive(row.kept_in, ROWS), row.name, row.sha256)
    except SpoiledError:
        with line.transaction() as session:
            attachments.note_spoiled(session, row.id, line.now())
        raise


def seen_by(line: "Line", row: Attachment, who: str) -> None:
    """Who sees or hears it stands on the case's timeline before the first byte leaves."""
    with line.transaction() as session:
        attachments.note_seen(session, row, who, line.now())
