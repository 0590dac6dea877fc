"""Hear what a caller said: people who have logged in, and an engineer on a page by a sealed URL, dead after minutes."""

from datetime import datetime
from typing import IO, TYPE_CHECKING

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from voiceline.archive.checked import SpoiledError, checked
from voiceline.store import recordings
from voiceline.store.recordings import Recording

if TYPE_CHECKING:
    from voiceline.line import Line

LIVES = 300  # seconds


def signed_recording_url(public_url: str, secret_key: str, recording_id: int, now: datetime) -> str:
    sealed = _sealer(secret_key).dumps([recording_id, int(now.timestamp())])
    return f"{public_url}/voice/recording/{sealed!s}"


def recording_of_page(session: Session, sealed: str, secret_key: str, now: datetime) -> Recording | None:
    """The recording this URL is for; None for a broken seal, one that is too old, or a file that is not to be heard."""
    try:
        recording_id, sealed_at = _sealer(secret_key).loads(sealed)
    except (BadSignature, ValueError, TypeError):
        return None
    if not 0 <= now.timestamp() - sealed_at <= LIVES:
        return None
    row = session.get(Recording, recording_id)
    return row if row is not None and row.can_be_heard else None


def open_recording(line: "Line", row: Recording) -> IO[bytes]:
    """The file, checked, for the one who asked. Raises SpoiledError, once that is on record, or ArchiveError."""
    if row.kept_in is None or row.sha256 is None:
        raise SpoiledError("it was never kept")
    try:
        return checked(line.archive(row.kept_in), row.name, row.sha256)
    except SpoiledError:
        with line.transaction() as session:
            recordings.note_spoiled(session, row.id, line.now())
        raise


def heard_by(line: "Line", row: Recording, who: str) -> None:
    """Who hears it stands on the call's timeline before the first byte leaves."""
    with line.transaction() as session:
        recordings.note_heard(session, row, who, line.now())


def _sealer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="recording")
