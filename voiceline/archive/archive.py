"""The port: what the line asks of wherever files are kept."""

from collections.abc import Iterator
from typing import Protocol


class ArchiveError(Exception):
    """The archive did not do it: out of reach, full, or not allowed. It may work in a moment."""


class MissingError(ArchiveError):
    """There is no file of that name."""


class Archive(Protocol):
    """Every method speaks to a disk, a network or the database. Never call one inside a transaction."""

    def put(self, name: str, media: bytes) -> None:
        """Keep this file: whole, or not at all. One of that name gives way to it."""

    def read(self, name: str) -> Iterator[bytes]:
        """The file in pieces. Raises MissingError, at the first of them, where there is none."""

    def delete(self, name: str) -> None:
        """Let go of the file; one that is not there is gone already."""
