"""Files in our own database, beside the rows that speak of them: what a line has that was told of no other place."""

from collections.abc import Iterator

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from voiceline.archive.archive import ArchiveError, MissingError

A_PIECE = 256 * 1024  # bytes: one statement each


class RowArchive:
    """A file is the ``media`` of its row in this table; a name no row has cannot be kept."""

    def __init__(self, engine: Engine, table: str = "recordings"):
        self._engine = engine
        self._put = text(f"UPDATE {table} SET media = :media WHERE name = :name")
        piece = f"SELECT substring(media FROM :start FOR :length) FROM {table}"
        self._read = text(f"{piece} WHERE name = :name AND media IS NOT NULL")
        self._delete = text(f"UPDATE {table} SET media = NULL WHERE name = :name")

    def put(self, name: str, media: bytes) -> None:
        try:
            with self._engine.begin() as connection:
                if not connection.execute(self._put, {"name": name, "media": media}).rowcount:
                    raise ArchiveError("no row has that name")
        except SQLAlchemyError as error:
            raise ArchiveError(f"the database did not take it ({type(error).__name__})") from error

    def read(self, name: str) -> Iterator[bytes]:
        start = 1
        while piece := self._piece(name, start):
            yield piece
            start += len(piece)

    def delete(self, name: str) -> None:
        try:
            with self._engine.begin() as connection:
                connection.execute(self._delete, {"name": name})
        except SQLAlchemyError as error:
            raise ArchiveError(f"the database did not let go of it ({type(error).__name__})") from error

    def _piece(self, name: str, start: int) -> bytes:
        values = {"name": name, "start": start, "length": A_PIECE}
        try:
            with self._engine.connect() as connection:
                found: bytes | None = connection.execute(self._read, values).scalar()
        except SQLAlchemyError as error:
            raise ArchiveError(f"the database did not give it ({type(error).__name__})") from error
        if found is None:
            raise MissingError("no file of that name in the database")
        return found
