"""Audio as an answer: whole or in part (RFC 9110, section 14), streamed, kept by nobody on the way."""

from typing import IO

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response as AnyResponse
from werkzeug.wsgi import wrap_file

from voiceline.store.recordings import Recording

OTHERWISE = "audio/wav"  # what the carrier calls anything else is not served as that: it could be a page


def audio(file: IO[bytes], row: Recording) -> AnyResponse:
    """The answer to this request for a file that is open and checked; it is closed when the answer has left.

    Its checksum is the ETag, so a player that has a part of it (If-Range) gets the rest of the same file or all of it.
    """
    length = file.seek(0, 2)
    file.seek(0)
    kind = row.content_type or ""
    response = Response(
        wrap_file(request.environ, file),
        mimetype=kind if kind.startswith("audio/") else OTHERWISE,
        headers={"Cache-Control": "private, no-store", "Content-Disposition": "inline"},
        direct_passthrough=True,
    )
    response.content_length = length
    response.set_etag(row.sha256 or "")
    try:
        return response.make_conditional(request.environ, accept_ranges=True, complete_length=length)
    except RequestedRangeNotSatisfiable as error:
        response.close()
        return AnyResponse(status=416, headers=[("Content-Range", f"bytes */{error.length}")])
