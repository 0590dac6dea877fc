"""PostgreSQL: reached, new enough, migrated, with a directory, and agreeing with us about the time."""

from dataclasses import dataclass

from sqlalchemy import text

from voiceline.actions.mute import mute_engineers
from voiceline.doctor.check import Check, Unknown, bad, ok, untold, warning
from voiceline.domain.directory import Directory
from voiceline.domain.phone_number import masked
from voiceline.line import Line
from voiceline.store import directory, heartbeats, schema
from voiceline.store.directory_file import DirectoryError

OLDEST_SERVER = 15
DRIFT_WARNING, DRIFT_BAD = 5.0, 60.0  # seconds
SCHEMA_FIRST = "Primero la base de datos y su esquema."
LATER_CLOCK = "Active la sincronización de hora (NTP) en esta máquina y en la otra: los plazos dependen de ella."


@dataclass(frozen=True)
class DatabaseFacts:
    server: int  # major version
    ahead_seconds: float  # this machine's clock against the server's
    revision: str | None  # of the schema; None when there is none
    newest: str
    book: Directory | None
    edition: int | None  # which version of the directory that is
    trouble: str  # why there is no directory
    clock_age: float | None  # seconds since the newest heartbeat of a clock
    mute: tuple[str, ...] = ()  # engineers whose phone takes no texts


def ask_database(line: Line) -> DatabaseFacts:
    """One session. Raises SQLAlchemyError when it cannot be reached."""
    with line.reading() as session:
        session.connection()  # so that connecting is no part of the time between the two clocks
        before = line.now()
        version, at = session.execute(text("SELECT current_setting('server_version_num'), clock_timestamp()")).one()
        ahead = (before + (line.now() - before) / 2 - at).total_seconds()
        revision, newest = schema.revisions(session.connection())
        book = edition = age = None
        trouble = ""
        mute: tuple[str, ...] = ()
        if revision == newest:
            age = heartbeats.age_seconds(session, "clock")
            try:
                edition, book = directory.current(session)
                mute = tuple(f"{name} ({masked(each.address)})" for name, each in mute_engineers(session, book))
            except directory.NoDirectoryError:
                trouble = "no hay ninguno: nadie sería llamado"
            except DirectoryError as error:  # loaded by a program that read it otherwise
                trouble = f"ya no se entiende: {error}"
    return DatabaseFacts(int(version) // 10_000, ahead, revision, newest, book, edition, trouble, age, mute)


def database_check(found: DatabaseFacts | Unknown) -> Check:
    if isinstance(found, Unknown):
        if not found.was_asked:
            return bad(
                "database", found.reason, "Ponga en DATABASE_URL la dirección postgresql:// de la base de datos."
            )
        do = "Arranque PostgreSQL y revise DATABASE_URL (servidor, puerto, usuario y contraseña)."
        return bad("database", f"no responde: {found.reason}", do)
    if found.server < OLDEST_SERVER:
        do = f"Pase a PostgreSQL {OLDEST_SERVER} o más nuevo."
        return warning("database", f"PostgreSQL {found.server} contesta, pero es más viejo que lo probado", do)
    return ok("database", f"PostgreSQL {found.server} contesta")


def schema_check(found: DatabaseFacts | Unknown) -> Check:
    if isinstance(found, Unknown):
        return untold("schema", found, "Primero la base de datos.")
    if found.revision == found.newest:
        return ok("schema", f"al día ({found.revision})")
    state = f"está en {found.revision}" if found.revision else "no existe"
    do = "Ejecute «python -m voiceline migrate» con esta misma versión del programa."
    return bad("schema", f"{state}; este programa necesita {found.newest}", do)


def directory_check(found: DatabaseFacts | Unknown) -> Check:
    if isinstance(found, Unknown):
        return untold("directory", found, SCHEMA_FIRST)
    if found.revision != found.newest:
        return untold("directory", Unknown("el esquema no está al día"), SCHEMA_FIRST)
    if found.book is None:
        do = "Cárguelo con «python -m voiceline load ARCHIVO» (vea directory.example.toml)."
        return bad("directory", found.trouble, do)
    people = f"{len(found.book.engineers)} ingenieros, {len(found.book.customers)} clientes"
    return ok("directory", f"versión {found.edition}: {people}")


def texts_to_engineers_check(found: DatabaseFacts | Unknown) -> Check:
    """Who has opted out is rung all the same; what is written to him does not arrive."""
    name = "texts_to_engineers"
    if isinstance(found, Unknown):
        return untold(name, found, SCHEMA_FIRST)
    if found.book is None:
        return untold(name, Unknown("no hay directorio en vigor"), SCHEMA_FIRST)
    if not found.mute:
        return ok(name, "ninguno se dio de baja de los mensajes")
    do = "Que cada uno escriba START al número de SMS de la línea desde ese teléfono. Sus llamadas suenan igual."
    return warning(name, f"se dieron de baja: {', '.join(found.mute)}", do)


def clock_difference_check(name: str, whose: str, ahead: float | Unknown | None) -> Check:
    """Two clocks: ``ahead`` is how many seconds ours is before the other's."""
    if ahead is None or isinstance(ahead, Unknown):
        return untold(name, ahead or Unknown(f"{whose} no dijo la hora"), f"Primero {whose}.")
    apart = f"{abs(ahead):.1f} s {'adelante' if ahead > 0 else 'atrás'}"
    if abs(ahead) > DRIFT_BAD:
        return bad(name, f"esta máquina está {apart}", LATER_CLOCK)
    if abs(ahead) > DRIFT_WARNING:
        return warning(name, f"esta máquina está {apart}", LATER_CLOCK)
    return ok(name, f"menos de {DRIFT_WARNING:.0f} s de diferencia")
