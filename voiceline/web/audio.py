"""A recording as an answer."""

from typing import IO

from werkzeug.wrappers import Response as AnyResponse

from voiceline.store.recordings import Recording
from voiceline.web.files import served

OTHERWISE = "audio/wav"  # what the carrier calls anything else is not served as that: it could be a page


def audio(file: IO[bytes], row: Recording) -> AnyResponse:
    """The answer to this request for a file that is open and checked; it is closed when the answer has left."""
    kind = row.content_type or ""
    sound = kind if kind.startswith("audio/") else OTHERWISE
    return served(file, sound, row.sha256 or "", {"Content-Disposition": "inline"})
