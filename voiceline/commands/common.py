"""What the commands share: the line, the directory in force, and a moment as people write it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from voiceline.domain.directory import Directory
from voiceline.line import Line
from voiceline.store import directory


class CommandError(Exception):
    """What went wrong, in one line for whoever typed the command."""


def book_in_force(line: Line) -> Directory:
    """Raises CommandError when nothing has been loaded."""
    try:
        with line.reading() as session:
            return directory.current(session)[1]
    except directory.NoDirectoryError:
        raise CommandError("no hay directorio: cargue uno con «voiceline load ARCHIVO»") from None


def moment(words: str, book: Directory, now: datetime) -> datetime:
    """``2026-11-24 02:10`` in the line's local time, or with its own offset; ``ahora``. Raises CommandError."""
    if words.lower() in ("ahora", "now"):
        return now
    try:
        parsed = datetime.fromisoformat(words)
    except ValueError:
        raise CommandError(f"no es una fecha y hora: «{words}» (por ejemplo 2026-11-24T02:10)") from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(book.timezone))


def iso(at: datetime, book: Directory) -> str:
    """ISO 8601 with the line's offset."""
    return at.astimezone(ZoneInfo(book.timezone)).isoformat(timespec="seconds")
