"""Files in a bucket that speaks S3 (Amazon's, or another's by ``endpoint``); its keys are AWS's own variables.

Build it in the process that uses it, never before a fork: the library's threads do not cross one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from voiceline.archive.archive import ArchiveError, MissingError

A_PIECE = 64 * 1024  # bytes
NO_SUCH_BUCKET = "NoSuchBucket"  # it answers 404 as a missing file does, and is no missing file


class BucketArchive:
    """``s3://bucket/prefix?endpoint=https://…&region=…``. A file is one PUT: it is there whole, or it is not there."""

    def __init__(self, url: str):
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query))
        where = {name: asked[name] for name in ("endpoint", "region") if name in asked}
        self._store = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            **where,  # type: ignore[arg-type]  # its keys are a TypedDict's
            client_options={
                "allow_http": asked.get("endpoint", "").startswith("http://"),
                "connect_timeout": "2s",
                "timeout": "8s",
            },
            retry_config={"max_retries": 1, "retry_timeout": timedelta(seconds=8)},
        )

    def put(self, name: str, media: bytes) -> None:
        with _told():
            obstore.put(self._store, name, media, use_multipart=False)

    def read(self, name: str) -> Iterator[bytes]:
        with _told():
            yield from obstore.get(self._store, name).stream(min_chunk_size=A_PIECE)

    def delete(self, name: str) -> None:
        with _told():
            obstore.delete(self._store, name)


@contextmanager
def _told() -> Iterator[None]:
    """The library's errors are long; the first line says it, without what the server answered."""
    try:
        yield
    except FileNotFoundError as error:
        if NO_SUCH_BUCKET in str(error):
            raise ArchiveError("there is no such bucket") from error
        raise MissingError("no such file in the bucket") from error
    except (BaseError, OSError, ValueError) as error:
        raise ArchiveError(str(error).partition("\n")[0].partition(": <")[0][:300]) from error
