"""What the commands share: the line, the directory in force, and a moment as people write it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from voiceline.domain.directory import Directory
from voiceline.line import Line
from voiceline.store import directory

WHEN_HELP = "«2026-11-24 02:10» en hora local de la línea, o con su propia zona (2026-11-24T02:10-06:00), o «ahora»"

CONSOLE = "consola"  # who did it, for the audit log

YEARS = range(2000, 2101)  # beyond them nobody keeps a calendar, and an answer would only look like one


class CommandError(Exception):
    """What went wrong, in one line for whoever typed the command."""


def book_in_force(line: Line) -> Directory:
    """Raises CommandError when nothing has been loaded."""
    try:
        with line.reading() as session:
            return directory.current(session)[1]
    except directory.NoDirectoryError:
        raise CommandError("no hay directorio: cargue uno con «python -m voiceline load ARCHIVO»") from None


def moment(words: str, book: Directory, now: datetime) -> datetime:
    """``2026-11-24 02:10`` in the line's local time, or with its own offset; ``ahora``. Raises CommandError."""
    if words.strip().lower() in ("ahora", "now"):
        return now.replace(microsecond=0)
    try:
        parsed = datetime.fromisoformat(words.strip())
    except ValueError:
        raise CommandError(f"no es una fecha y hora: «{words}» (por ejemplo 2026-11-24T02:10)") from None
    if parsed.year not in YEARS:
        raise CommandError(f"fuera del calendario: «{words}» (se conocen los años {YEARS[0]} a {YEARS[-1]})")
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(book.timezone))).astimezone(UTC)


def local(at: datetime, book: Directory) -> datetime:
    return at.astimezone(ZoneInfo(book.timezone))
