"""Which database the demo may take when one is named: an empty one, or one that it made itself.

A shell often holds the real line's DATABASE_URL. There a demo would migrate it, put the example's directory in force
and give an admin a password that everybody knows; so whatever bears no mark of the demo's is left as it is.
"""

import hashlib

import psycopg

CONNECT_SECONDS = 10
LINES_TABLES = ["alembic_version", "directory_versions", "tickets"]  # in whatever schema, of whatever version
NOT_OURS = (
    "la base de DATABASE_URL ya es de una línea y no la hizo el demo, que no la toca: "
    "quite esa variable o póngale una base vacía"
)
IN_USE = (
    "la base de DATABASE_URL la hizo el demo, pero después se cargó en ella otro directorio, y ya no la toca: "
    "quite esa variable o póngale una base vacía"
)


class ClaimError(Exception):
    """It is not the demo's to take; the text is one sentence for a person."""


def claim(database_url: str, directory: str) -> None:
    """Mark an empty database as the demo's, and this directory as one of its own. Raises ClaimError; then it is as
    it was.

    The mark alone would not do: somebody may have tried the demo in the database that he went live with later.
    """
    try:
        with psycopg.connect(database_url, connect_timeout=CONNECT_SECONDS) as connection:
            _refuse_what_is_not_ours(connection, _digest(directory))
            connection.execute(_MARK)
            connection.execute(_NOTE, [_digest(directory)])
    except psycopg.Error as error:
        raise ClaimError(f"la base de DATABASE_URL no se deja usar: {' '.join(str(error).split())}") from None


def _refuse_what_is_not_ours(connection: "psycopg.Connection[tuple[bool, ...]]", digest: str) -> None:
    is_marked, is_a_lines, has_directories = _one(connection, _WHOSE, [LINES_TABLES])
    if is_a_lines and not is_marked:
        raise ClaimError(NOT_OURS)
    if is_marked and has_directories and any(_one(connection, _HAS_ANOTHER, [digest])):
        raise ClaimError(IN_USE)


def _one(connection: "psycopg.Connection[tuple[bool, ...]]", question: str, values: list[object]) -> tuple[bool, ...]:
    return connection.execute(question.encode(), values).fetchone() or ()


def _digest(directory: str) -> str:
    return hashlib.sha256(directory.encode()).hexdigest()


_WHOSE = """
SELECT to_regclass('made_by_the_demo') IS NOT NULL,
  EXISTS (SELECT FROM pg_tables WHERE tablename = ANY(%s)),
  to_regclass('directory_versions') IS NOT NULL
"""
_HAS_ANOTHER = """
SELECT EXISTS (
  SELECT FROM directory_versions AS version  -- of a schema that may be half migrated, without the column
  WHERE coalesce(to_jsonb(version) ->> 'origin', 'load') = 'load'
    AND encode(sha256(convert_to(version.text, 'UTF8')), 'hex') NOT IN (
      SELECT directory_digest FROM made_by_the_demo UNION SELECT %s
    )
)
"""
_MARK = "CREATE TABLE IF NOT EXISTS made_by_the_demo (directory_digest text PRIMARY KEY)"
_NOTE = "INSERT INTO made_by_the_demo VALUES (%s) ON CONFLICT DO NOTHING"
