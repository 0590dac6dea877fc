"""Files in a directory of this machine (or a share of several), readable by us alone."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voiceline.archive.archive import ArchiveError, MissingError

A_PIECE = 64 * 1024  # bytes


class DirectoryArchive:
    """Made at the first file. What is being written has another name until it is whole and on the disk."""

    def __init__(self, folder: Path):
        self._folder = folder

    def put(self, name: str, media: bytes) -> None:
        with _told():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for left in self._folder.glob(f".{name}.*"):  # by somebody who died at it
                left.unlink(missing_ok=True)
            descriptor, part = tempfile.mkstemp(prefix=f".{name}.", dir=self._folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(media)
                    file.flush()
                    os.fsync(file.fileno())
                Path(part).replace(self._folder / name)
            except BaseException:
                Path(part).unlink(missing_ok=True)
                raise
            self._settle()

    def read(self, name: str) -> Iterator[bytes]:
        with _told(), (self._folder / name).open("rb") as file:
            while piece := file.read(A_PIECE):
                yield piece

    def delete(self, name: str) -> None:
        with _told():
            (self._folder / name).unlink(missing_ok=True)

    def _settle(self) -> None:
        """The new name itself outlives a power cut."""
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise MissingError(f"no file {Path(error.filename or '').name}") from error
    except OSError as error:
        raise ArchiveError(f"{error.filename or 'the directory'}: {error.strerror}") from error
