"""An engineer hears what the caller said: a sealed URL of our own, for one recording, dead after minutes."""

from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from voiceline.store.recordings import Recording

LIVES = 300  # seconds


def signed_recording_url(public_url: str, secret_key: str, recording_id: int, now: datetime) -> str:
    sealed = _sealer(secret_key).dumps([recording_id, int(now.timestamp())])
    return f"{public_url}/voice/recording/{sealed!s}"


def recording_of_page(session: Session, sealed: str, secret_key: str, now: datetime) -> tuple[bytes, str] | None:
    """(audio, content type); None for a broken seal, one that is too old, or a file that is not here."""
    try:
        recording_id, sealed_at = _sealer(secret_key).loads(sealed)
    except (BadSignature, ValueError, TypeError):
        return None
    if not 0 <= now.timestamp() - sealed_at <= LIVES:
        return None
    row = session.get(Recording, recording_id)
    if row is None or row.media is None:
        return None
    return row.media, row.content_type or "audio/wav"


def _sealer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="recording")
