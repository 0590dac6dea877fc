"""A file we keep as an answer: whole or in part (RFC 9110, section 14), streamed, kept by nobody on the way."""

from collections.abc import Mapping
from typing import IO

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response as AnyResponse
from werkzeug.wsgi import wrap_file


def served(file: IO[bytes], content_type: str, sha256: str, headers: Mapping[str, str]) -> AnyResponse:
    """The answer to this request for a file that is open and checked; it is closed when the answer has left.

    Its checksum is the ETag, so a player that has a part of it (If-Range) gets the rest of the same file or all of it.
    """
    length = file.seek(0, 2)
    file.seek(0)
    response = Response(
        wrap_file(request.environ, file),
        mimetype=content_type,
        headers={"Cache-Control": "private, no-store", **headers},
        direct_passthrough=True,
    )
    response.content_length = length
    response.set_etag(sha256)
    try:
        return response.make_conditional(request.environ, accept_ranges=True, complete_length=length)
    except RequestedRangeNotSatisfiable as error:
        response.close()
        return AnyResponse(status=416, headers=[("Content-Range", f"bytes */{error.length}")])
